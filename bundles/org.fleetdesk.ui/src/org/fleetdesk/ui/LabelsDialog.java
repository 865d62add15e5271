package org.fleetdesk.ui;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.internal.Messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Edits labels as lines of {@code key=value}. */
public final class LabelsDialog extends AskDialog {

	private final Map<String, String> before;
	private String text;

	/**
	 * @param what how the resources are called together, such as "ticker" or "3 containers"
	 * @param use  what labels are good for, as a sentence; shown for one resource
	 */
	public LabelsDialog(Shell shell, List<Row> rows, String what, String use) {
		this(shell, what, rows.size() == 1 ? use : Messages.Labels_what_many, common(rows));
	}

	private LabelsDialog(Shell shell, String what, String sentence, Map<String, String> labels) {
		super(shell, Messages.Labels_title, Texts.format(Messages.Labels_heading, what), sentence, Messages.Labels_button);
		before = Map.copyOf(labels);
		text = new TreeMap<>(labels).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("\n"));
	}

	@Override
	protected void createFields(Composite area) {
		var hint = new Label(area, SWT.NONE);
		hint.setText(Messages.Labels_hint);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(hint);
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

	/** Those that all of them have with the same value. */
	private static Map<String, String> common(List<Row> rows) {
		var common = new HashMap<>(rows.getFirst().resource().labels());
		rows.forEach(r -> common.entrySet().removeIf(e -> !e.getValue().equals(r.resource().labels().get(e.getKey()))));
		return common;
	}

	/** What was changed: an object {@code set} with new and other values, and a list {@code remove} of keys; empty for nothing. */
	public Optional<ObjectNode> changes() {
		var after = parse(text);
		var parameters = JsonNodeFactory.instance.objectNode();
		var set = parameters.putObject("set");
		after.forEach((k, v) -> {
			if (!v.equals(before.get(k))) {
				set.put(k, v);
			}
		});
		var remove = parameters.putArray("remove");
		before.keySet().stream().filter(k -> !after.containsKey(k)).sorted().forEach(remove::add);
		return set.isEmpty() && remove.isEmpty() ? Optional.empty() : Optional.of(parameters);
	}
}
