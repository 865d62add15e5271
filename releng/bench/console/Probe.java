package org.fleetdesk.bench.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

import org.eclipse.ui.PlatformUI;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A bundle that only a benchmark adds to the console: measures from within and closes the console at the end. System properties: {@code fleetdesk.bench} names what
 * to do, {@code fleetdesk.bench.control} the control port of the replay server, if there is one, {@code fleetdesk.bench.report} the file for the results, {@code fleetdesk.bench.error}
 * the one for what went wrong.
 */
public final class Probe implements BundleActivator {

	/** One of the benchmarks; runs on a thread of its own from before there is a window. */
	interface Bench {
		void run(Console console, Control control, PrintStream report) throws Exception;
	}

	@Override
	public void start(BundleContext context) {
		String name = System.getProperty("fleetdesk.bench", "");
		if (!name.isEmpty()) {
			Thread.ofPlatform().daemon().name("bench").start(() -> run(context, name));
		}
	}

	private static void run(BundleContext context, String name) {
		try (var report = print("report"); var error = print("error")) {
			try (var control = Integer.getInteger("fleetdesk.bench.control") instanceof Integer port ? new Control(port) : null) {
				Bench bench = switch (name) {
				case "fleet" -> new FleetBench();
				case "heap" -> new HeapBench();
				case "deadhosts" -> new DeadHostsBench();
				case "soak" -> new SoakBench();
				default -> throw new IllegalArgumentException("There is no benchmark " + name);
				};
				bench.run(new Console(context), control, report);
			} catch (Exception | Error e) {
				e.printStackTrace(error);
			}
		} catch (IOException e) {
			e.printStackTrace();
		}
		close();
	}

	private static void close() {
		try {
			Console.await("the workbench", 60, PlatformUI::isWorkbenchRunning);
			var workbench = PlatformUI.getWorkbench();
			workbench.getDisplay().asyncExec(workbench::close);
		} catch (InterruptedException | TimeoutException e) {
			System.exit(1);
		}
	}

	private static PrintStream print(String what) throws IOException {
		return new PrintStream(Path.of(System.getProperty("fleetdesk.bench." + what)).toFile());
	}

	@Override
	public void stop(BundleContext context) {
		// the thread is a daemon
	}
}
