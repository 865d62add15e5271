package org.fleetdesk.bench.console;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import javax.management.ObjectName;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/**
 * What the console holds at a moment.
 *
 * @param minute    since the beginning
 * @param heap      MiB in use after collections, the least of a few
 * @param threads   of the platform
 * @param virtual   threads
 * @param files     open ones, with sockets
 * @param sockets   open ones
 * @param resources SWT's colors, fonts, images, graphics contexts, cursors, regions, layouts of text
 * @param widgets   controls in all windows
 */
record Sample(double minute, double heap, int threads, int virtual, int files, int sockets, int resources, int widgets) {

	static final String HEAD = "  minute  heap MiB  threads  virtual  files  sockets  SWT resources  widgets";

	private static final int COLLECTIONS = 3;

	/** What must not grow, and how much is noise. */
	enum Measure {
		HEAP("heap, MiB", 3, 0.05), THREADS("threads", 3, 0.1), VIRTUAL("virtual", 6, 0.1), FILES("files", 6, 0.05), SOCKETS("sockets", 6, 0.05),
		RESOURCES("SWT resources", 4, 0.02), WIDGETS("widgets", 4, 0.02);

		private final String label;
		private final double most;
		private final double share;

		Measure(String label, double most, double share) {
			this.label = label;
			this.most = most;
			this.share = share;
		}

		String label() {
			return label;
		}

		/** @param start the value from which it grows */
		double bound(double start) {
			return Math.max(most, share * start);
		}

		double of(Sample sample) {
			return switch (this) {
			case HEAP -> sample.heap;
			case THREADS -> sample.threads;
			case VIRTUAL -> sample.virtual;
			case FILES -> sample.files;
			case SOCKETS -> sample.sockets;
			case RESOURCES -> sample.resources;
			case WIDGETS -> sample.widgets;
			};
		}
	}

	static Sample of(Console console, double minute) throws Exception {
		double heap = Double.MAX_VALUE;
		for (int i = 0; i < COLLECTIONS; i++) {
			heap = Math.min(heap, HeapBench.heap() / 1048576.0);
		}
		int[] open = open();
		var data = console.ui(() -> console.display().getDeviceData());
		int resources = data.tracking ? (int) Stream.of(data.objects).filter(Objects::nonNull).count() : 0;
		int widgets = console.ui(() -> Stream.of(console.display().getShells()).mapToInt(Sample::count).sum());
		return new Sample(minute, heap, ManagementFactory.getThreadMXBean().getThreadCount(), virtualThreads(), open[0], open[1], resources, widgets);
	}

	/** Files and, among them, sockets. */
	private static int[] open() throws IOException {
		int[] open = new int[2];
		try (var all = Files.list(Path.of("/proc/self/fd"))) {
			for (Path file : all.toList()) {
				try {
					open[1] += Files.readSymbolicLink(file).toString().startsWith("socket:") ? 1 : 0;
					open[0]++;
				} catch (IOException e) {
					// closed meanwhile
				}
			}
		}
		return open;
	}

	/** No bean counts them; a dump of all threads lists them. */
	private static int virtualThreads() throws Exception {
		Path dump = Files.createTempDirectory("threads").resolve("dump");
		try {
			ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=HotSpotDiagnostic"), "dumpThreads",
					new Object[] { dump.toString(), "TEXT_PLAIN" }, new String[] { "java.lang.String", "java.lang.String" });
			try (var lines = Files.lines(dump)) {
				return (int) lines.filter(l -> l.startsWith("#") && l.contains(" virtual")).count();
			}
		} finally {
			Files.deleteIfExists(dump);
			Files.delete(dump.getParent());
		}
	}

	private static int count(Control control) {
		int count = 1;
		if (control instanceof Composite composite) {
			for (Control child : composite.getChildren()) {
				count += count(child);
			}
		}
		return count;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%8.2f  %8.1f  %7d  %7d  %5d  %7d  %13d  %7d", minute, heap, threads, virtual, files, sockets, resources, widgets);
	}
}
