package org.fleetdesk.bench.console;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;

/**
 * Many containers or gateways: how soon they are there, and how quickly the table filters and scrolls. What counts is always what has been painted. System properties:
 * {@code fleetdesk.bench.rows} is their number, {@code fleetdesk.bench.words} what is typed into the filter, {@code fleetdesk.bench.view} the view to be opened, unless it is in front.
 */
final class FleetBench implements Probe.Bench {

	private static final int ROUNDS = 4;
	private static final int PAGES = 100;

	private static final int LONGEST_SECONDS = 300;

	private final int rows = Integer.getInteger("fleetdesk.bench.rows");
	private final String words = System.getProperty("fleetdesk.bench.words", "sensor-12 run");
	private final AtomicLong window = new AtomicLong();
	private final AtomicLong firstRows = new AtomicLong();
	private final AtomicLong allRows = new AtomicLong();
	private final Semaphore painted = new Semaphore(0);

	/** What must be painted for a key to be done with. */
	private volatile Control awaited;
	private volatile long paintedAt;
	private String countBefore = "";
	private long uiThread;

	/** Of keys, until what they change has been painted: on the clock, and of the UI thread, which other processes make no longer. */
	private record Keys(Times clock, Times cpu) {
		Keys() {
			this(new Times(), new Times());
		}

		void print(PrintStream report, String what) {
			report.printf("%-28s %s%n%-28s %s%n", what + ", key to painted", clock, "   of the processor", cpu);
		}
	}

	@Override
	public void run(Console console, org.fleetdesk.bench.console.Control control, PrintStream report) throws Exception {
		var display = console.display();
		display.asyncExec(() -> display.addFilter(SWT.Paint, this::painted));
		console.awaitWindow();
		console.show(System.getProperty("fleetdesk.bench.view", ""));
		uiThread = console.ui(() -> Thread.currentThread().threadId());
		Console.await("all rows", LONGEST_SECONDS, () -> allRows.get() > 0);
		long started = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
		report.printf("start of the process until the window is painted  %6d ms%n", window.get() - started);
		report.printf("window painted until the first rows are           %6d ms%n", firstRows.get() - window.get());
		report.printf("window painted until all %d rows are           %6d ms%n", rows, allRows.get() - window.get());
		Thread.sleep(10_000); // the compiler is busy with what just ran
		try (var heartbeat = new Heartbeat(display)) {
			heartbeat.take();
			Thread.sleep(10_000);
			report.println("UI thread, nothing typed     " + heartbeat.take());
			type(console).print(report, "filter");
			report.println("UI thread meanwhile          " + heartbeat.take());
			scroll(console).print(report, "page down");
			report.println("UI thread meanwhile          " + heartbeat.take());
		}
		HeapBench.report(console, report);
	}

	/** On the UI thread, after each painting of anything. */
	private void painted(Event event) {
		long now = System.currentTimeMillis();
		if (window.get() == 0 && event.widget instanceof Control control && control.getShell().isVisible() && control.getShell().getText().contains("Fleetdesk")) {
			window.set(now);
		}
		if (allRows.get() == 0 && event.widget instanceof Table table && Console.ofResources(table) && table.getItemCount() > 0) {
			firstRows.compareAndSet(0, now);
			if (table.getItemCount() >= rows) {
				allRows.set(now);
			}
		}
		if (event.widget == awaited) {
			awaited = null;
			paintedAt = System.nanoTime();
			painted.release();
		}
	}

	private Keys type(Console console) throws Exception {
		console.ui(() -> {
			Text filter = console.filter();
			filter.getShell().forceActive();
			filter.setFocus();
			filter.addListener(SWT.Modify, e -> {
				// when the same rows stay, the table has no reason to be painted
				awaited = shown(console.count()).equals(shown(countBefore)) ? filter : console.table();
			});
			return null;
		});
		var times = new Keys();
		for (int round = 0; round < ROUNDS; round++) {
			for (char c : words.toCharArray()) {
				key(console, () -> console.type(c), times);
			}
			for (int i = 0; i < words.length(); i++) {
				key(console, () -> console.type(SWT.BS), times);
			}
		}
		return times;
	}

	/** Of "555 of 10,000 containers" or "10,000 containers" how many there are to see. */
	private static String shown(String count) {
		return count.split(" ")[0];
	}

	private Keys scroll(Console console) throws Exception {
		console.ui(() -> {
			console.table().setFocus();
			console.table().setTopIndex(0);
			return null;
		});
		var times = new Keys();
		for (int page = 0; page < PAGES; page++) {
			key(console, () -> console.display().asyncExec(() -> {
				awaited = console.table();
				console.pageDown();
			}), times);
		}
		return times;
	}

	/** Does what a key does and waits until what it changes has been painted. */
	private void key(Console console, Runnable key, Keys times) throws Exception {
		console.ui(() -> countBefore = console.count());
		painted.drainPermits();
		var threads = ManagementFactory.getThreadMXBean();
		long worked = threads.getThreadCpuTime(uiThread);
		long pressed = System.nanoTime();
		key.run();
		if (!painted.tryAcquire(20, TimeUnit.SECONDS)) {
			throw new TimeoutException("Nothing was painted after a key, the filter is: " + console.ui(() -> console.filter().getText()));
		}
		times.cpu().add((threads.getThreadCpuTime(uiThread) - worked) / 1e6);
		times.clock().add((paintedAt - pressed) / 1e6);
		Thread.sleep(120); // as quick as people type
	}
}
