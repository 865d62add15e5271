package org.fleetdesk.ui;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Spinner;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.internal.actions.ActionRequest;
import org.fleetdesk.ui.internal.rollouts.Messages;
import org.fleetdesk.ui.internal.rollouts.SizeFields;
import org.fleetdesk.ui.internal.rollouts.WavesForm;
import org.fleetdesk.ui.internal.rollouts.WavesPreview;

/** Asks whether something over several resources is done to all at once or in waves, and shows who is hit when; for the dialog of a verb that goes by rollout. */
public final class WavesFields extends Composite {

	private static final int DAY = 86_400;

	private final List<TaskTarget> targets;
	private final String one;
	private final String many;
	private final Runnable changed;
	private final Button inWaves;
	private final Composite fields;
	private final SizeFields sizes;
	private final Spinner success;
	private final Spinner error;
	private final Spinner soak;
	private final Combo failure;
	private final WavesPreview preview;

	/**
	 * @param rows    the resources, in the order in which they are hit
	 * @param one     what a resource is called
	 * @param many    the plural of it
	 * @param changed called when something changed
	 */
	public WavesFields(Composite parent, List<Row> rows, String one, String many, Runnable changed) {
		super(parent, SWT.NONE);
		targets = rows.stream().map(ActionRequest::target).toList();
		this.one = one;
		this.many = many;
		this.changed = changed;
		GridLayoutFactory.fillDefaults().numColumns(1).spacing(0, 8).applyTo(this);
		var choice = new Composite(this, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(3).spacing(14, 0).applyTo(choice);
		new Label(choice, SWT.NONE).setText(Messages.Waves_start);
		radio(choice, Messages.Waves_at_once).setSelection(true);
		inWaves = radio(choice, Messages.Waves_in_waves);
		fields = new Composite(this, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(18, 0).applyTo(fields);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(fields);
		var left = new Composite(fields, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(3).spacing(8, 6).applyTo(left);
		GridDataFactory.fillDefaults().align(SWT.FILL, SWT.BEGINNING).applyTo(left);
		sizes = new SizeFields(left, this::refresh);
		success = number(left, Messages.Waves_success, 1, 100, Messages.Waves_success_unit);
		error = number(left, Messages.Waves_error, 1, 100, Messages.Waves_error_unit);
		soak = number(left, Messages.Waves_soak, 0, DAY, Messages.Waves_soak_unit);
		new Label(left, SWT.NONE).setText(Messages.Waves_failure);
		failure = new Combo(left, SWT.READ_ONLY);
		failure.setItems(Messages.Waves_halt, Messages.Waves_roll_back_wave, Messages.Waves_roll_back_all);
		failure.addListener(SWT.Selection, e -> refresh());
		GridDataFactory.fillDefaults().span(2, 1).applyTo(failure);
		preview = new WavesPreview(fields);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(preview);
		put(WavesForm.USUAL);
		Grids.show(fields, false);
	}

	private Button radio(Composite parent, String text) {
		var button = new Button(parent, SWT.RADIO);
		button.setText(text);
		button.addListener(SWT.Selection, e -> {
			if (button.getSelection()) {
				unfold(inWaves.getSelection());
			}
		});
		return button;
	}

	private Spinner number(Composite parent, String label, int least, int most, String unit) {
		new Label(parent, SWT.NONE).setText(label);
		var spinner = new Spinner(parent, SWT.BORDER);
		spinner.setValues(least, least, most, 0, 1, 10);
		spinner.addListener(SWT.Modify, e -> refresh());
		Accessibles.name(spinner, label + " " + unit);
		new Label(parent, SWT.NONE).setText(unit);
		return spinner;
	}

	/** Shows the fields of the waves or not, and makes the dialog as large as they need. */
	private void unfold(boolean shown) {
		if (fields.getVisible() != shown) {
			Grids.show(fields, shown);
			var shell = getShell();
			var size = shell.getSize();
			var wanted = shell.computeSize(shown ? SWT.DEFAULT : size.x, SWT.DEFAULT, true);
			var screen = shell.getMonitor().getClientArea();
			var at = shell.getLocation();
			int width = Math.min(screen.width, Math.max(size.x, wanted.x));
			int height = Math.min(screen.height, shown ? Math.max(size.y, wanted.y) : wanted.y);
			shell.setBounds(Math.clamp(at.x, screen.x, screen.x + screen.width - width), Math.clamp(at.y, screen.y, screen.y + screen.height - height), width, height);
			shell.layout(true, true);
		}
		refresh();
	}

	private void put(WavesForm form) {
		sizes.put(form.sizes());
		success.setSelection(form.success());
		error.setSelection(form.error());
		soak.setSelection(form.soak());
		failure.select(form.onFailure().ordinal());
	}

	private WavesForm form() {
		return new WavesForm(sizes.texts(), success.getSelection(), error.getSelection(), soak.getSelection(), OnFailure.values()[Math.max(0, failure.getSelectionIndex())]);
	}

	private void refresh() {
		if (preview != null) { // not while the fields are made
			var form = form();
			preview.show(form.preview(targets, one, many), form.proportions(targets));
			changed.run();
		}
	}

	/** What is wrong with the fields now, as a sentence. */
	public Optional<String> problem() {
		return inWaves.getSelection() ? form().problem() : Optional.empty();
	}

	/** The waves; empty for all at once. */
	public Optional<RolloutPlan> plan() {
		return inWaves.getSelection() && problem().isEmpty() ? Optional.of(form().plan()) : Optional.empty();
	}

	/** What the dialog's button says for a rollout, such as "Start rollout over 20 containers in 5 waves"; empty for all at once. */
	public Optional<String> button() {
		return plan().map(p -> Texts.format(Messages.Waves_button, targets.size(), targets.size() == 1 ? one : many, p.split(targets).size()));
	}
}
