package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

/** Asks for a new product. */
final class ProductDialog extends AskDialog {

	private static final String WINDOW = "24";
	private static final int HOUR = 3600;

	private final List<Connection> clouds;
	private Combo combo;
	private Text id;
	private Text name;
	private Button whitelist;
	private Text window;
	private Optional<TaskRequest> request = Optional.empty();

	/** @param clouds that a product can be made on, at least one */
	ProductDialog(Shell shell, List<Connection> clouds) {
		super(shell, Messages.Product_title, Messages.Product_heading, Messages.Product_what, Messages.Product_button);
		this.clouds = clouds;
	}

	@Override
	protected void createFields(Composite area) {
		if (clouds.size() > 1) {
			label(area, Messages.Product_cloud);
			combo = new Combo(area, SWT.READ_ONLY);
			combo.setItems(clouds.stream().map(Connection::name).toArray(String[]::new));
			combo.select(0);
			Accessibles.name(combo, Messages.Product_cloud);
			GridDataFactory.fillDefaults().grab(true, false).applyTo(combo);
		}
		id = textField(area, Messages.Id, "");
		id.setMessage(Messages.Product_id_hint);
		name = textField(area, Messages.Label, "");
		window = textField(area, Messages.Product_window, WINDOW);
		whitelist = box(area, Messages.Product_whitelist, true);
	}

	@Override
	protected Optional<String> problem() {
		if (window == null) {
			return Optional.of(Messages.Product_heading);
		}
		if (!id.getText().isBlank() && !id.getText().strip().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,62}")) {
			return Optional.of(Messages.Product_wrong_id);
		}
		return window.getText().strip().matches("[1-9]\\d{0,4}") ? Optional.empty() : Optional.of(Messages.Product_wrong_window);
	}

	@Override
	protected void okPressed() {
		var cloud = clouds.get(combo == null ? 0 : combo.getSelectionIndex());
		var parameters = Inputs.parameters().put("label", name.getText().strip()).put("whitelist", whitelist.getSelection())
				.put("activationWindow", Long.parseLong(window.getText().strip()) * HOUR);
		String called = id.getText().strip();
		if (!called.isEmpty()) {
			parameters.put("id", called);
		}
		request = Optional.of(new TaskRequest(1, Gateways.CREATE_PRODUCT, Texts.format(Messages.Product_task, called.isEmpty() ? name.getText().strip() : called),
				List.of(new TaskTarget(ResourceId.engine(cloud.id()), cloud.name())), parameters));
		super.okPressed();
	}

	Optional<TaskRequest> request() {
		return request;
	}
}
