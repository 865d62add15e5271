package org.fleetdesk.serverless.ui.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.VmSample;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.TimeChart;

/** What OpenNebula measured of a virtual machine, as it tells it; read again while the virtual machine is shown. */
public final class VmUsagePanel implements DetailsPanel {

	private static final Duration SPAN = Duration.ofMinutes(2);
	/** Between two readings; OpenNebula itself measures less often. */
	private static final Duration PAUSE = Duration.ofSeconds(5);
	private static final int HEIGHT = 110;
	private static final double KIB = 1024;
	private static final double MIB = 1048576;

	private record Line(TimeChart chart, Function<List<VmSample>, List<TimeChart.Point>> points) {
	}

	private final List<Line> lines = new ArrayList<>();
	private Console console;
	private Label note;
	private Composite charts;
	private Runnable reading;
	private long next = System.nanoTime();
	private List<VmSample> shown;

	@Override
	public void create(Composite parent, Console with) {
		console = with;
		GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(parent);
		note = new Label(parent, SWT.WRAP);
		note.setText(Messages.Usage_reading);
		Palette.faint(note);
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(note);
		charts = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(0, 4).applyTo(charts);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(charts);
		level(Messages.Usage_cpu, 5, VmSample::cpu);
		level(Messages.Usage_memory, 16, s -> s.memory() / MIB);
		rate(Messages.Usage_received, VmSample::received);
		rate(Messages.Usage_sent, VmSample::sent);
		Grids.show(charts, false);
	}

	private void level(String name, double least, ToDoubleFunction<VmSample> value) {
		chart(name, least, samples -> samples.stream().map(s -> new TimeChart.Point(s.at(), value.applyAsDouble(s))).toList());
	}

	/** OpenNebula counts all bytes since the virtual machine began to run. */
	private void rate(String name, ToLongFunction<VmSample> counter) {
		chart(name, 1, samples -> Rates.perSecond(samples, counter).stream().map(p -> new TimeChart.Point(p.at(), p.value() / KIB)).toList());
	}

	private void chart(String name, double least, Function<List<VmSample>, List<TimeChart.Point>> points) {
		var chart = new TimeChart(charts, name, SPAN, least, v -> String.format(Locale.ENGLISH, "%.1f", v));
		GridDataFactory.fillDefaults().grab(true, false).hint(200, HEIGHT).applyTo(chart);
		lines.add(new Line(chart, points));
	}

	@Override
	public void show(Row row) {
		if (reading != null || next - System.nanoTime() > 0) {
			return;
		}
		if (row.stale()) {
			say(shown == null ? Messages.Usage_unreachable : "");
			return;
		}
		int vm = Integer.parseInt(row.attribute(Serverless.ID));
		reading = Tasks.inBackground(Messages.Usage_reading, note, () -> ((ServerlessSession) console.sessions().session(row.connection().id())).monitoring(vm), this::fill, this::failed);
	}

	private void fill(List<VmSample> samples) {
		ended();
		if (!samples.equals(shown)) {
			shown = samples;
			lines.forEach(l -> l.chart().set(l.points().apply(samples)));
		}
		say(samples.isEmpty() ? Messages.Usage_none : "");
	}

	private void failed(String message) {
		ended();
		say(message);
	}

	private void ended() {
		reading = null;
		next = System.nanoTime() + PAUSE.toNanos();
	}

	private void say(String text) {
		boolean charted = shown != null && !shown.isEmpty();
		String words = Texts.label(text);
		if (note.getText().equals(words) && charts.getVisible() == charted) {
			return;
		}
		note.setText(words);
		Grids.show(note, !words.isEmpty());
		Grids.show(charts, charted);
		note.getParent().requestLayout();
	}

	@Override
	public void close() {
		if (reading != null) {
			reading.run();
		}
	}
}
