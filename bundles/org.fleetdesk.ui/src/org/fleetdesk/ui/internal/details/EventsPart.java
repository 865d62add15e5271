package org.fleetdesk.ui.internal.details;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.events.EventsView;

/** The latest events of a resource or an engine, newest first, and the way to all of them. */
final class EventsPart {

	private static final int SHOWN = 6;

	private record Line(Label time, Label text) {
	}

	private final Console console;
	private final String connection;
	private final Optional<ResourceId> subject;
	private final List<Line> lines = new ArrayList<>();
	private final Label none;
	private final Link all;
	private List<FleetEvent> shown;

	EventsPart(Composite body, Console console, String connection, Optional<ResourceId> subject) {
		this.console = console;
		this.connection = connection;
		this.subject = subject;
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(8, 3).applyTo(body);
		none = new Label(body, SWT.NONE);
		none.setText(Messages.Details_no_events);
		none.setForeground(Palette.of(body).faint());
		GridDataFactory.fillDefaults().span(2, 1).applyTo(none);
		for (int i = 0; i < SHOWN; i++) {
			var time = new Label(body, SWT.NONE);
			time.setForeground(Palette.of(body).faint());
			GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(time);
			var text = new Label(body, SWT.WRAP);
			GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(text);
			lines.add(new Line(time, text));
		}
		all = new Link(body, SWT.NONE);
		all.setText(Messages.Details_all_events);
		all.addListener(SWT.Selection, e -> EventsView.show(connection, subject.map(s -> console.fleet().resource(s).map(r -> r.name()).orElse(s.key())).orElse("")));
		GridDataFactory.fillDefaults().span(2, 1).applyTo(all);
	}

	/** @return whether another height is needed */
	boolean update() {
		var latest = new ArrayList<FleetEvent>();
		var events = console.fleet().events();
		for (int i = events.size() - 1; i >= 0 && latest.size() < SHOWN; i--) {
			var event = events.get(i);
			if (event.connection().equals(connection) && (subject.isEmpty() || event.subject().equals(subject))) {
				latest.add(event);
			}
		}
		if (latest.equals(shown)) {
			return false;
		}
		shown = latest;
		Grids.show(none, latest.isEmpty());
		Grids.show(all, !latest.isEmpty());
		for (int i = 0; i < SHOWN; i++) {
			var line = lines.get(i);
			boolean used = i < latest.size();
			Grids.show(line.time, used);
			Grids.show(line.text, used);
			if (used) {
				var event = latest.get(i);
				line.time.setText(Texts.time(event.time()));
				line.time.setToolTipText(Texts.dateTime(event.time()));
				line.text.setText(Texts.label(Texts.shortIds(event.text())));
			}
		}
		return true;
	}
}
