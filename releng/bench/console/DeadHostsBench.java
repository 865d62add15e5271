package org.fleetdesk.bench.console;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import org.eclipse.swt.SWT;

/** Half of the engines fall silent and come back, while the user types into the filter. */
final class DeadHostsBench implements Probe.Bench {

	private static final int POLL_MS = 50;

	private final int dead = Integer.getInteger("fleetdesk.bench.dead");
	private final int silence = Integer.getInteger("fleetdesk.bench.silence");

	@Override
	public void run(Console console, Control control, PrintStream report) throws Exception {
		console.awaitWindow();
		var fleet = console.fleet();
		Console.await("all engines", 120, () -> fleet.engines().stream().allMatch(e -> e.health().current()) && fleet.engines().size() >= 2 * dead);
		Thread.sleep(15_000); // the compiler is busy with what just ran
		var typist = Thread.ofPlatform().daemon().name("typist").start(() -> type(console));
		try (var heartbeat = new Heartbeat(console.display())) {
			Thread.sleep(1000);
			heartbeat.take();
			Thread.sleep(15_000);
			report.println("UI thread, all answer        " + heartbeat.take());
			control.say("hole " + dead);
			long began = System.nanoTime();
			report.println("marked as unreachable        " + seen(console, began, e -> !current(e)));
			Thread.sleep(Math.max(0, silence * 1000L - (System.nanoTime() - began) / 1_000_000));
			int living = console.ui(() -> (int) console.engines().stream().filter(e -> !isDead(e) && current(e)).count());
			report.println("UI thread, " + dead + " are silent     " + heartbeat.take());
			control.say("open");
			report.println("shown as answering again     " + seen(console, System.nanoTime(), DeadHostsBench::current));
			report.println("UI thread, they come back    " + heartbeat.take());
			report.printf("of the other engines %d are shown as answering at the end of the silence%n", living);
		} finally {
			typist.interrupt();
		}
	}

	/** When each of the engines has been brought into that state on the screen. */
	private Times seen(Console console, long began, Predicate<String> state) throws Exception {
		Map<String, Double> seen = new HashMap<>();
		Console.await("the engines to change", 120, () -> {
			sleep();
			var texts = console.ui(console::engines);
			double now = (System.nanoTime() - began) / 1e6;
			texts.stream().filter(this::isDead).filter(state).forEach(e -> seen.putIfAbsent(e.split(" ")[0], now));
			return seen.size() == dead;
		});
		var times = new Times();
		seen.values().forEach(times::add);
		return times;
	}

	private static void sleep() {
		try {
			Thread.sleep(POLL_MS);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isDead(String engine) {
		return Integer.parseInt(engine.split("[- ]")[1]) < dead;
	}

	/** One that answers has its slots behind its name. */
	private static boolean current(String engine) {
		return engine.matches("\\S+ +\\d+/\\d+.*");
	}

	private static void type(Console console) {
		console.ui(() -> {
			console.filter().getShell().forceActive();
			return console.filter().setFocus();
		});
		try {
			while (true) {
				for (char c : "sensor".toCharArray()) {
					console.type(c);
					Thread.sleep(150);
				}
				for (int i = 0; i < "sensor".length(); i++) {
					console.type(SWT.BS);
					Thread.sleep(150);
				}
			}
		} catch (InterruptedException e) {
			// the end
		}
	}
}
