package org.fleetdesk.bench.console;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;

/** The heap of a console that is connected to all its engines. */
final class HeapBench implements Probe.Bench {

	@Override
	public void run(Console console, Control control, PrintStream report) throws Exception {
		console.awaitWindow();
		var fleet = console.fleet();
		Console.await("all engines", 120, () -> fleet.engines().stream().allMatch(e -> e.health().current()));
		report(console, report);
	}

	/** The least of a few collections: what is being read just now comes and goes. */
	static void report(Console console, PrintStream report) throws Exception {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 20; i++) {
			least = Math.min(least, heap());
			Thread.sleep(500);
		}
		int resources = console.fleet().engines().stream().mapToInt(e -> e.snapshot().map(s -> s.resources().size()).orElse(0)).sum();
		report.printf("heap after collection %d bytes, resources %d%n", least, resources);
	}

	/** Bytes in use after a collection. */
	static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}
}
