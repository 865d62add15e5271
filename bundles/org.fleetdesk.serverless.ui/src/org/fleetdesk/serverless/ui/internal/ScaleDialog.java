package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Spinner;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;

/** Asks how many virtual machines a role is to have. */
final class ScaleDialog extends AskDialog {

	private static final int MOST = 10_000;

	/**
	 * A role that can be scaled.
	 *
	 * @param cardinality how many virtual machines it is to have now; empty when several differ
	 */
	record Role(String name, Optional<Integer> cardinality) {
	}

	private final List<Role> roles;
	private int chosen;
	private int cardinality;
	private boolean force;
	private Spinner spinner;
	private Label now;

	/** @param roles at least one */
	ScaleDialog(Shell shell, String heading, List<Role> roles) {
		super(shell, Messages.Scale_title, heading, Messages.Scale_what, Messages.Scale_button);
		this.roles = roles;
		cardinality = roles.getFirst().cardinality().orElse(1);
	}

	@Override
	protected void createFields(Composite area) {
		label(area, Messages.Scale_role);
		var combo = new Combo(area, SWT.READ_ONLY);
		combo.setItems(roles.stream().map(r -> Texts.plain(r.name())).toArray(String[]::new));
		combo.select(0);
		combo.setEnabled(roles.size() > 1);
		combo.addListener(SWT.Selection, e -> {
			chosen = combo.getSelectionIndex();
			spinner.setSelection(role().cardinality().orElse(1));
			changed();
		});
		GridDataFactory.fillDefaults().grab(true, false).hint(220, SWT.DEFAULT).applyTo(combo);
		label(area, Messages.Scale_cardinality);
		spinner = new Spinner(area, SWT.BORDER);
		spinner.setValues(cardinality, 0, MOST, 0, 1, 10);
		spinner.addListener(SWT.Modify, e -> {
			cardinality = spinner.getSelection();
			changed();
		});
		Accessibles.name(spinner, Messages.Scale_cardinality);
		label(area, "");
		now = new Label(area, SWT.NONE);
		Palette.faint(now);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(now);
		var box = box(area, Messages.Scale_force, false);
		box.addListener(SWT.Selection, e -> {
			force = box.getSelection();
			changed();
		});
	}

	/** Begins with the number: there is mostly one role. */
	@Override
	public void create() {
		super.create();
		UiUpdates.later(spinner, spinner::setFocus);
	}

	@Override
	protected Optional<String> problem() {
		return role().cardinality().filter(c -> c == cardinality).map(c -> Texts.format(Messages.Scale_same, c));
	}

	@Override
	protected void checked() {
		now.setText(Texts.label(role().cardinality().map(c -> Texts.format(Messages.Scale_now, c)).orElse(Messages.Scale_differ)));
	}

	private Role role() {
		return roles.get(chosen);
	}

	/** The name of the role. */
	String chosen() {
		return role().name();
	}

	int cardinality() {
		return cardinality;
	}

	/** Whether also beyond the role's limits. */
	boolean force() {
		return force;
	}
}
