package org.fleetdesk.serverless.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.serverless.ui.internal.SchemaField.Type;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;

/** The widgets of a {@link SchemaForm}: its groups in two columns, each field with its hint below it, where what is wrong with it stands too. */
final class SchemaFields extends Composite {

	private static final int COLUMNS = 2;
	private static final int WIDTH = 230;

	private record Widget(SchemaField field, Control control, Label below) {

		String value() {
			return control instanceof Combo combo ? combo.getText() : ((Text) control).getText();
		}
	}

	private final Map<String, Widget> widgets = new LinkedHashMap<>();
	private final Map<String, String> wrong = new LinkedHashMap<>();
	private final Runnable changed;
	/** Nothing is shown as wrong before the user has changed something. */
	private boolean touched;
	private boolean proposing;

	/**
	 * @param values  at first, by path
	 * @param fixed   fields that cannot be changed
	 * @param changed told when the user changed something
	 */
	SchemaFields(Composite parent, List<SchemaGroup> groups, Map<String, String> values, Predicate<SchemaField> fixed, Runnable changed) {
		super(parent, SWT.NONE);
		this.changed = changed;
		GridLayoutFactory.fillDefaults().numColumns(COLUMNS).equalWidth(true).spacing(24, 10).applyTo(this);
		for (var group : groups) {
			group(group, values, fixed);
		}
	}

	private void group(SchemaGroup group, Map<String, String> values, Predicate<SchemaField> fixed) {
		var area = new Composite(this, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(10, 1).applyTo(area);
		GridDataFactory.fillDefaults().grab(true, false).span(group.title().isEmpty() ? COLUMNS : 1, 1).applyTo(area);
		if (!group.title().isEmpty()) {
			var title = new Label(area, SWT.NONE);
			title.setText(Texts.label(group.required() ? group.title() : Texts.format(Messages.Form_optional, group.title())));
			title.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
			title.setToolTipText(group.hint().isEmpty() ? null : Texts.label(group.hint()));
			GridDataFactory.fillDefaults().span(2, 1).applyTo(title);
		}
		for (var field : group.fields()) {
			field(area, group, field, values.getOrDefault(field.path(), ""), fixed.test(field));
		}
	}

	private void field(Composite area, SchemaGroup group, SchemaField field, String value, boolean fixed) {
		var label = new Label(area, SWT.NONE);
		boolean needed = group.required() && field.required() && !fixed;
		label.setText(Texts.label(field.label() + (needed ? " *" : "") + ":"));
		label.setToolTipText(needed ? Messages.Form_required : null);
		var control = fixed || !chosen(field) ? text(area, value, fixed) : combo(area, field, value);
		GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, SWT.DEFAULT).applyTo(control);
		String name = group.title().isEmpty() ? field.label() : Texts.format(Messages.Form_field_of, group.title(), field.label());
		Accessibles.describe(control, () -> name, () -> wrong.getOrDefault(field.path(), field.hint()));
		new Label(area, SWT.NONE);
		var below = new Label(area, SWT.WRAP);
		below.setText(Texts.label(fixed ? Messages.Form_fixed : field.hint()));
		Palette.faint(below);
		GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, SWT.DEFAULT).applyTo(below);
		widgets.put(field.path(), new Widget(field, control, below));
		control.addListener(SWT.Modify, e -> {
			if (!proposing) {
				touched = true;
				changed.run();
			}
		});
	}

	private static boolean chosen(SchemaField field) {
		return field.type() == Type.BOOLEAN || !field.choices().isEmpty() || proposed(field);
	}

	/** A flavour is chosen among those that there are, or written. */
	private static boolean proposed(SchemaField field) {
		return field.name().equals(Flavours.PROPERTY) && field.type() == Type.TEXT && field.choices().isEmpty();
	}

	private static Control text(Composite area, String value, boolean fixed) {
		var text = new Text(area, SWT.BORDER | (fixed ? SWT.READ_ONLY : 0));
		text.setText(fixed ? Texts.plain(value) : value);
		text.setEnabled(!fixed);
		text.addListener(SWT.FocusIn, e -> text.selectAll()); // GTK does so by mouse only: who comes by Tab would write into what stands there
		return text;
	}

	private static Control combo(Composite area, SchemaField field, String value) {
		var combo = new Combo(area, proposed(field) ? SWT.DROP_DOWN : SWT.READ_ONLY | SWT.DROP_DOWN);
		var items = new ArrayList<String>();
		if (!proposed(field)) {
			items.add("");
			items.addAll(field.type() == Type.BOOLEAN ? List.of("true", "false") : field.choices());
		}
		combo.setItems(items.toArray(String[]::new));
		combo.setText(value);
		return combo;
	}

	/** Offers values for a field that can also be written; what stands in it stays. */
	void propose(String path, List<String> values) {
		if (widgets.get(path) instanceof Widget w && proposed(w.field()) && w.control() instanceof Combo combo && !List.of(combo.getItems()).equals(values)) {
			String value = combo.getText();
			var marked = combo.getSelection();
			proposing = true;
			combo.setItems(values.toArray(String[]::new));
			combo.setText(value);
			combo.setSelection(marked); // the cursor too
			proposing = false;
		}
	}

	/** What stands in the fields, by path. */
	Map<String, String> values() {
		var values = new LinkedHashMap<String, String>();
		widgets.forEach((path, widget) -> values.put(path, widget.value()));
		return values;
	}

	/** Shows at the fields what is wrong with them, as soon as the user has changed something. */
	void show(Map<String, String> problems) {
		wrong.clear();
		wrong.putAll(problems);
		if (!touched) {
			return;
		}
		widgets.forEach((path, widget) -> {
			if (widget.control().isEnabled()) {
				var problem = Optional.ofNullable(problems.get(path));
				widget.below().setText(Texts.label(problem.orElse(widget.field().hint())));
				widget.below().setForeground(problem.isPresent() ? Palette.of(this).error() : Palette.of(this).faint());
			}
		});
	}

	/** Puts the cursor into the first field that can be filled in. SWT calls this also while the dialog closes, when fields are gone already. */
	@Override
	public boolean setFocus() {
		var first = widgets.values().stream().map(Widget::control).filter(c -> !c.isDisposed() && c.isEnabled()).findFirst();
		return first.map(Control::setFocus).orElse(false);
	}
}
