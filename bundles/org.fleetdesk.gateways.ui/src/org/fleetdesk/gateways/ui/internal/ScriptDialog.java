package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.WavesFields;

/** Asks for a script that gateways run once. */
final class ScriptDialog extends AskDialog {

	private static final String START = "#!/bin/sh\n";

	private final List<Row> rows;
	private String title = "";
	private String script = START;
	private WavesFields waves;
	private Optional<RolloutPlan> plan = Optional.empty();

	ScriptDialog(Shell shell, List<Row> rows) {
		super(shell, Messages.Script_title, Texts.format(Messages.Script_heading, Inputs.what(rows)), Messages.Script_what, verb(rows));
		this.rows = rows;
	}

	private static String verb(List<Row> rows) {
		return rows.size() == 1 ? Messages.Script_button : Texts.format(Messages.Script_button_many, rows.size());
	}

	@Override
	protected void createFields(Composite area) {
		var name = textField(area, Messages.Script_name, title);
		name.setMessage(Messages.Script_name_hint);
		name.addListener(SWT.Modify, e -> {
			title = name.getText().strip();
			check();
		});
		GridDataFactory.fillDefaults().span(2, 1).applyTo(label(area, Messages.Script_text));
		var text = new Text(area, SWT.BORDER | SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL);
		text.setFont(JFaceResources.getTextFont());
		text.setText(script);
		text.setSelection(script.length());
		Accessibles.name(text, Messages.Script_text);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).hint(460, 170).applyTo(text);
		text.addListener(SWT.Modify, e -> {
			script = text.getText();
			changed();
		});
		// Tab leaves the field, as everywhere else
		text.addListener(SWT.Traverse, e -> e.doit |= e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS);
		var hit = new Label(area, SWT.WRAP);
		hit.setText(Texts.label(Hit.words(rows)));
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(460, SWT.DEFAULT).applyTo(hit);
		if (rows.size() > 1) {
			waves = new WavesFields(area, rows, Messages.Gateway_one, Messages.Gateway_many, this::changed);
			GridDataFactory.fillDefaults().span(2, 1).grab(true, false).applyTo(waves);
		}
	}

	@Override
	protected Optional<String> problem() {
		if (title.isEmpty()) {
			return Optional.of(Messages.Script_no_name);
		}
		try {
			new PackageName(title, "1");
		} catch (IllegalArgumentException e) {
			return Optional.of(Messages.Script_wrong_name);
		}
		if (!script.startsWith("#!")) {
			return Optional.of(Messages.Script_no_interpreter);
		}
		if (script.lines().skip(1).allMatch(String::isBlank)) {
			return Optional.of(Messages.Script_empty);
		}
		return waves == null ? Optional.empty() : waves.problem();
	}

	@Override
	protected boolean incomplete() {
		return title.isEmpty() || script.equals(START);
	}

	@Override
	protected void checked() {
		verb(waves == null ? verb(rows) : waves.button().orElse(verb(rows)));
	}

	String title() {
		return title;
	}

	String script() {
		return script.endsWith("\n") ? script : script + "\n";
	}

	Optional<RolloutPlan> waves() {
		return plan;
	}

	@Override
	protected void okPressed() {
		plan = waves == null ? Optional.empty() : waves.plan();
		super.okPressed();
	}
}
