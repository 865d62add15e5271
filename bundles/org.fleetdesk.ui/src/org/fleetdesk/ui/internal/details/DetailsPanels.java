package org.fleetdesk.ui.internal.details;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.details.DetailsContent.Subject;

/** The lower part of Details: what the domains contribute with widgets of their own, and the latest events. It is made anew for each resource or engine. */
final class DetailsPanels extends Composite {

	private final Console console;
	private final Contributions contributions;
	private final Runnable resized;
	private final List<DetailsPanel> panels = new ArrayList<>();
	private Subject subject = new Subject.None();
	private EventsPart events;

	/** @param resized told when a panel needs another height */
	DetailsPanels(Composite parent, Console console, Contributions contributions, Runnable resized) {
		super(parent, SWT.NONE);
		this.console = console;
		this.contributions = contributions;
		this.resized = resized;
		GridLayoutFactory.fillDefaults().spacing(0, 3).applyTo(this);
		addListener(SWT.Dispose, e -> close());
	}

	void update(Subject next) {
		if (!subject.same(next)) {
			build(next);
		}
		subject = next;
		if (next instanceof Subject.OneResource(var row)) {
			panels.forEach(p -> p.show(row));
		}
		if (events != null && events.update()) {
			resized.run();
		}
	}

	private void build(Subject next) {
		close();
		setBackground(getParent().getBackground());
		setBackgroundMode(SWT.INHERIT_FORCE); // the theme does not reach what is made later
		for (var child : getChildren()) {
			child.dispose();
		}
		switch (next) {
			case Subject.None() -> {
				// nothing to tell
			}
			case Subject.OneResource(var row) -> {
				for (var panel : contributions.panels(row.connection().kind(), row.id().kind())) {
					panel.panel().create(titled(panel.title()), console);
					panels.add(panel.panel());
				}
				events = new EventsPart(titled(Messages.Details_events), console, row.connection().id(), Optional.of(row.id()));
			}
			case Subject.OneEngine(var connection) -> events = new EventsPart(titled(Messages.Details_events), console, connection, Optional.empty());
		}
		resized.run();
	}

	private Composite titled(String title) {
		var heading = new Label(this, SWT.NONE);
		heading.setText(Texts.label(title));
		heading.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		GridDataFactory.fillDefaults().indent(0, 12).applyTo(heading);
		var body = new Composite(this, SWT.NONE);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(body);
		return body;
	}

	private void close() {
		panels.forEach(DetailsPanel::close);
		panels.clear();
		events = null;
	}
}
