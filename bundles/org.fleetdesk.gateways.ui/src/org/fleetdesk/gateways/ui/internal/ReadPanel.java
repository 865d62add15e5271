package org.fleetdesk.gateways.ui.internal;

import java.time.Duration;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.core.Resource;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** A panel with what the cloud is asked for: when its resource changed, and now and then. What was read stays shown while the cloud does not answer. */
abstract class ReadPanel<T> implements DetailsPanel {

	private final String words;
	private final Duration every;
	private Console console;
	private Label note;
	private Composite body;
	private Row row;
	private Resource read;
	private long next;
	private Runnable reading;
	private boolean filled;

	/** @param words said while it is read for the first time */
	ReadPanel(String words, Duration every) {
		this.words = words;
		this.every = every;
	}

	@Override
	public final void create(Composite parent, Console with) {
		console = with;
		GridLayoutFactory.fillDefaults().spacing(0, 3).applyTo(parent);
		note = new Label(parent, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(note);
		body = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(4, 4).applyTo(body);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(body);
		make(body);
		Grids.show(body, false);
		say(words, false);
	}

	/** Makes the widgets, in one column. */
	abstract void make(Composite area);

	/** Asks the cloud; off the UI thread. */
	abstract T read(GatewaysSession session, Row about) throws Exception;

	/** Shows what was read. @return what to say above it; empty for nothing */
	abstract String fill(T content);

	/** Why the cloud is not asked now; empty when it is. */
	String refusal(Row about) {
		return "";
	}

	/** Whether what was read still holds although the resource may have changed. */
	boolean same(Resource before, Resource now) {
		return now.equals(before);
	}

	/** Called with each change of the row. */
	void look(Row about) {
		// nothing depends on it
	}

	@Override
	public final void show(Row now) {
		row = now;
		look(now);
		String refusal = now.stale() ? Messages.Unreachable : refusal(now);
		if (!refusal.isEmpty()) {
			stop();
			read = null;
			if (!filled || !now.stale()) {
				Grids.show(body, false);
				filled = false;
			}
			say(refusal, false);
		} else if (reading == null && (read == null || !same(read, now.resource()) || System.nanoTime() - next > 0)) {
			again();
		}
	}

	/** Asks the cloud now. */
	final void again() {
		stop();
		var about = row;
		read = about.resource();
		next = System.nanoTime() + every.toNanos();
		reading = Tasks.inBackground(words, note, () -> read((GatewaysSession) console.sessions().session(about.connection().id()), about), content -> {
			reading = null;
			filled = true;
			Grids.show(body, true);
			say(fill(content), false);
		}, message -> {
			reading = null;
			say(message, true);
		});
	}

	/** A line for buttons below what is shown. */
	static Composite buttons(Composite area) {
		var buttons = new Composite(area, SWT.NONE);
		var layout = new RowLayout(SWT.HORIZONTAL);
		layout.marginLeft = 0;
		buttons.setLayout(layout);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(buttons);
		return buttons;
	}

	static Button button(Composite parent, String text, Runnable action) {
		var button = new Button(parent, SWT.PUSH);
		button.setText(text);
		button.addListener(SWT.Selection, e -> action.run());
		return button;
	}

	final Row row() {
		return row;
	}

	final Console console() {
		return console;
	}

	/** The size of what is shown changed. */
	final void resized() {
		body.requestLayout();
	}

	final void say(String text, boolean wrong) {
		String shown = Texts.label(text);
		if (note.getText().equals(shown) && note.getVisible() != shown.isEmpty() && body.getVisible() == filled) {
			return;
		}
		note.setForeground(wrong ? Palette.of(note).error() : Palette.of(note).faint());
		note.setText(shown);
		Grids.show(note, !shown.isEmpty());
		note.getParent().requestLayout();
	}

	private void stop() {
		if (reading != null) {
			reading.run();
			reading = null;
		}
	}

	@Override
	public final void close() {
		stop();
	}
}
