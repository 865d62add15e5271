package org.fleetdesk.so3.ui.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

/** Edits labels as lines of {@code key=value}. */
final class LabelsDialog extends AskDialog {

	private String text;

	/** @param labels those that all containers concerned have in common */
	LabelsDialog(Shell shell, String heading, String sentence, Map<String, String> labels) {
		super(shell, Messages.Labels_title, heading, sentence, Messages.Labels_button);
		text = new TreeMap<>(labels).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("\n"));
	}

	@Override
	protected void createFields(Composite area) {
		GridDataFactory.fillDefaults().span(2, 1).applyTo(label(area, Messages.Labels_hint));
		var field = new Text(area, SWT.BORDER | SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL);
		field.setFont(JFaceResources.getTextFont());
		field.setText(text);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).hint(360, 140).applyTo(field);
		field.addListener(SWT.Modify, e -> {
			text = field.getText();
			changed();
		});
		// Tab leaves the field, as everywhere else
		field.addListener(SWT.Traverse, e -> e.doit |= e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS);
	}

	@Override
	protected Optional<String> problem() {
		return wrongLine(text).map(line -> Texts.format(Messages.Labels_wrong, line));
	}

	/** The first line that is no label. */
	static Optional<String> wrongLine(String text) {
		return text.lines().map(String::strip).filter(l -> !l.isEmpty()).filter(l -> l.indexOf('=') < 1 || l.substring(0, l.indexOf('=')).isBlank()).findFirst();
	}

	/** The labels that the lines make. */
	static Map<String, String> parse(String text) {
		var labels = new LinkedHashMap<String, String>();
		text.lines().map(String::strip).filter(l -> !l.isEmpty())
				.forEach(l -> labels.put(l.substring(0, l.indexOf('=')).strip(), l.substring(l.indexOf('=') + 1).strip()));
		return labels;
	}

	Map<String, String> labels() {
		return parse(text);
	}
}
