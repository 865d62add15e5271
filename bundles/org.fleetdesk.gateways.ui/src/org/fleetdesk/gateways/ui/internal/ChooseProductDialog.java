package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** Asks which product is meant where there are several. */
final class ChooseProductDialog extends AskDialog {

	private final List<Row> products;
	private int chosen;

	ChooseProductDialog(Shell shell, List<Row> products) {
		super(shell, Messages.Choose_product_title, Messages.Choose_product_title, Messages.Choose_product_what, Messages.Choose_product_button);
		this.products = products;
	}

	@Override
	protected void createFields(Composite area) {
		label(area, Messages.Product);
		var combo = new Combo(area, SWT.READ_ONLY);
		combo.setItems(products.stream().map(p -> Texts.format(Messages.Product_on, p.name(), p.connection().name())).toArray(String[]::new));
		combo.select(chosen);
		Accessibles.name(combo, Messages.Product);
		combo.addListener(SWT.Selection, e -> chosen = combo.getSelectionIndex());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(combo);
	}

	@Override
	protected Optional<String> problem() {
		return Optional.empty();
	}

	Row product() {
		return products.get(chosen);
	}
}
