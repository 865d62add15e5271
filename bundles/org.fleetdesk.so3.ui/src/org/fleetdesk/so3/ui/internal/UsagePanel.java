package org.fleetdesk.so3.ui.internal;

import java.time.Duration;
import java.util.Locale;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.core.Phase;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.So3Usage;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.TimeChart;
import org.fleetdesk.ui.UiUpdates;

/** What a container's process uses, measured for as long as the container is shown. */
public final class UsagePanel implements DetailsPanel {

	private static final Duration SPAN = Duration.ofMinutes(2);
	private static final int HEIGHT = 120;

	private Console console;
	private Label text;
	private Composite charts;
	private TimeChart cpu;
	private TimeChart memory;
	private Runnable reading;
	private String why = Messages.Usage_waiting;
	private So3Usage last;

	@Override
	public void create(Composite parent, Console with) {
		console = with;
		GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(parent);
		text = new Label(parent, SWT.WRAP);
		text.setForeground(Palette.of(parent).faint());
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(text);
		charts = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(0, 4).applyTo(charts);
		GridDataFactory.fillDefaults().grab(true, false).exclude(true).applyTo(charts);
		charts.setVisible(false);
		cpu = new TimeChart(charts, Messages.Usage_cpu, SPAN, 5, v -> String.format(Locale.ENGLISH, "%.1f", v));
		memory = new TimeChart(charts, Messages.Usage_memory, SPAN, 16, v -> String.format(Locale.ENGLISH, "%.0f", v));
		for (Control chart : new Control[] { cpu, memory }) {
			GridDataFactory.fillDefaults().grab(true, false).hint(200, HEIGHT).applyTo(chart);
		}
	}

	@Override
	public void show(Row row) {
		boolean up = !row.stale() && (row.phase() == Phase.RUNNING || row.phase() == Phase.PAUSED);
		if (up && reading == null) {
			why = Messages.Usage_waiting;
			start(row);
		} else if (!up) {
			stop();
			why = row.stale() ? Messages.Usage_unreachable : Messages.Usage_stopped;
		}
		draw();
	}

	private void start(Row row) {
		reading = Tasks.inBackground(Messages.Usage_reading, text, () -> {
			var session = (So3Session) console.sessions().session(row.connection().id());
			var container = session.container(row.id().key());
			if (container.isPresent()) {
				session.usage(container.get(), usage -> UiUpdates.later(text, () -> add(usage)));
			}
			return null;
		}, ended -> reading = null, message -> why = message); // what is refused once is not asked for again
	}

	/** The first one is only what the next is counted from. */
	private void add(So3Usage usage) {
		if (last != null && usage.at().isAfter(last.at()) && usage.cpu().compareTo(last.cpu()) >= 0) {
			double seconds = Duration.between(last.at(), usage.at()).toNanos() / 1e9;
			cpu.add(new TimeChart.Point(usage.at(), 100 * usage.cpu().minus(last.cpu()).toNanos() / 1e9 / seconds));
			memory.add(new TimeChart.Point(usage.at(), usage.memory() / 1048576.0));
			why = "";
		}
		last = usage;
		draw();
	}

	private void draw() {
		boolean shown = why.isEmpty();
		String words = shown ? "" : Texts.label(why);
		if (charts.getVisible() == shown && text.getText().equals(words)) {
			return;
		}
		text.setText(words);
		Grids.show(charts, shown);
		Grids.show(text, !shown);
		text.getParent().requestLayout();
	}

	private void stop() {
		if (reading != null) {
			reading.run();
			reading = null;
		}
		last = null;
	}

	@Override
	public void close() {
		stop();
	}
}
