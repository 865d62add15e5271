package org.fleetdesk.ui.internal.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.files.Severity;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** Engine, severity and text above the events. */
final class EventFilterBar extends Composite {

	private static final List<Severity> SEVERITIES = List.of(Severity.INFO, Severity.WARNING, Severity.ERROR);

	private final Combo engine;
	private final Combo severity;
	private final Text text;
	private final Label count;
	private final Runnable changed;
	/** The connections in the order of the list, below "All engines". */
	private List<Connection> engines = List.of();
	private Optional<String> wanted = Optional.empty();

	EventFilterBar(Composite parent, Runnable changed) {
		super(parent, SWT.NONE);
		this.changed = changed;
		GridLayoutFactory.fillDefaults().numColumns(4).margins(6, 4).applyTo(this);
		engine = combo(Messages.Events_engine_label, List.of(Messages.Events_all_engines));
		severity = combo(Messages.Events_severity_label, List.of(Messages.Events_all, Messages.Events_warnings, Messages.Events_errors));
		text = new Text(this, SWT.SINGLE | SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
		text.setMessage(Messages.Events_filter_hint);
		GridDataFactory.fillDefaults().grab(true, false).hint(160, SWT.DEFAULT).applyTo(text);
		count = new Label(this, SWT.RIGHT);
		count.setForeground(Palette.of(this).faint());
		GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).hint(110, SWT.DEFAULT).applyTo(count);
		engine.addListener(SWT.Selection, e -> {
			int index = engine.getSelectionIndex();
			wanted = index <= 0 ? Optional.empty() : Optional.of(engines.get(index - 1).id());
			changed.run();
		});
		severity.addListener(SWT.Selection, e -> changed.run());
		text.addListener(SWT.Modify, e -> changed.run());
		text.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == SWT.ESC) {
				text.setText("");
			}
		});
	}

	private Combo combo(String name, List<String> items) {
		var combo = new Combo(this, SWT.READ_ONLY);
		combo.setItems(items.toArray(String[]::new));
		combo.select(0);
		combo.setToolTipText(name);
		combo.getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = name;
			}
		});
		return combo;
	}

	EventFilter filter() {
		return new EventFilter(wanted, SEVERITIES.get(Math.max(0, severity.getSelectionIndex())), text.getText());
	}

	List<Connection> engines() {
		return engines;
	}

	/** Takes over which engines there are; an engine that is gone is not looked for any more. */
	void setEngines(List<Connection> next) {
		if (next.equals(engines)) {
			return;
		}
		engines = List.copyOf(next);
		var names = new ArrayList<String>(List.of(Messages.Events_all_engines));
		engines.forEach(c -> names.add(Texts.plain(c.name())));
		engine.setItems(names.toArray(String[]::new));
		selectEngine();
		layout(true, true);
	}

	private void selectEngine() {
		int index = wanted.map(id -> engines.stream().map(Connection::id).toList().indexOf(id)).orElse(-1);
		if (index < 0) {
			wanted = Optional.empty();
		}
		engine.select(index + 1);
	}

	/** Sets what is looked for, as when somebody comes from Details. */
	void set(EventFilter filter) {
		wanted = filter.connection();
		selectEngine();
		severity.select(SEVERITIES.indexOf(filter.least()));
		text.setText(filter.text());
		changed.run();
	}

	void setCount(int shown, int all) {
		count.setText(shown == all ? Integer.toString(all) : Texts.format(Messages.Events_count, shown, all));
	}

	/** The field that a user types in first. */
	Control field() {
		return text;
	}
}
