package org.fleetdesk.bench.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.IHandlerService;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Row;

/** Containers come and go while a log is followed, one is selected and the user filters: what the console holds must stay the same. */
final class SoakBench implements Probe.Bench {

	private static final String CONTAINERS = "org.fleetdesk.so3.ui.containers";
	private static final String OPEN_LOG = "org.fleetdesk.ui.openLog";

	private static final int FEWEST = 24;

	private final int minutes = Integer.getInteger("fleetdesk.bench.minutes");
	private final String rate = System.getProperty("fleetdesk.bench.rate");

	@Override
	public void run(Console console, Control control, PrintStream report) throws Exception {
		console.awaitWindow();
		var fleet = console.fleet();
		Console.await("all engines", 120, () -> fleet.engines().stream().allMatch(e -> e.health().current()));
		var first = fleet.engines().getFirst();
		var row = Row.of(first, first.snapshot().orElseThrow().resources().values().iterator().next());
		Console.await("the container's row", 60, () -> console.ui(() -> console.table().getItemCount() > 0));
		openLog(console, row);
		var before = ids(fleet);
		control.say("churn " + rate);
		var samples = new ArrayList<Sample>();
		int samplesWanted = Math.max(24, Math.min(120, minutes * 4));
		long began = System.nanoTime();
		long period = minutes * 60_000_000_000L / samplesWanted;
		report.println(Sample.HEAD);
		// a machine that is busy with other things gets fewer of them
		for (int i = 1; i <= samplesWanted && (samples.size() < FEWEST || System.nanoTime() - began < minutes * 60_000_000_000L); i++) {
			String filter = List.of("", "sensor", "state:running", "zzz").get(i % 4);
			console.ui(() -> {
				console.filter().setText(filter);
				return null;
			});
			Thread.sleep(Math.max(0, (began + i * period - System.nanoTime()) / 1_000_000));
			var sample = Sample.of(console, (System.nanoTime() - began) / 60e9);
			samples.add(sample);
			report.println(sample);
			report.flush();
		}
		boolean flat = flat(samples, report);
		var after = ids(fleet);
		long stayed = after.stream().filter(before::contains).count();
		report.printf("at the end %d resources, %d of them those of the beginning%n", after.size(), stayed);
		long log = logged();
		report.printf("log followed: %d bytes on disk%n", log);
		report.println(flat && log > 0 && stayed < before.size() ? "flat" : "not flat");
	}

	private static Set<ResourceId> ids(FleetModel fleet) {
		return fleet.engines().stream().flatMap(e -> e.snapshot().stream()).flatMap(s -> s.resources().keySet().stream()).collect(Collectors.toSet());
	}

	private static long logged() throws IOException {
		try (var files = Files.walk(Path.of(System.getProperty("fleetdesk.data"), "logs"))) {
			return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
		}
	}

	private static void openLog(Console console, Row row) {
		console.ui(() -> {
			var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
			try {
				var part = window.getActivePage().showView(CONTAINERS);
				part.getSite().getSelectionProvider().setSelection(new StructuredSelection(row));
				part.getSite().getService(IHandlerService.class).executeCommand(OPEN_LOG, null);
			} catch (Exception e) {
				throw new IllegalStateException(e);
			}
			return null;
		});
	}

	/** Looks at the second half only: by then caches are filled and code is compiled. */
	private static boolean flat(List<Sample> samples, PrintStream report) {
		var late = samples.subList(samples.size() / 2, samples.size());
		boolean flat = true;
		for (var measure : Sample.Measure.values()) {
			double[] values = late.stream().mapToDouble(measure::of).toArray();
			double[] minutes = late.stream().mapToDouble(Sample::minute).toArray();
			double growth = Trend.slope(minutes, values) * (minutes[minutes.length - 1] - minutes[0]);
			double bound = measure.bound(values[0]);
			flat &= growth <= bound;
			report.printf(Locale.ROOT, "%-14s grew by %9.2f in the second half (at most %.2f is flat): %s%n", measure.label(), growth, bound, growth <= bound ? "flat" : "NOT FLAT");
		}
		return flat;
	}
}
