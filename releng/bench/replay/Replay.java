package org.fleetdesk.bench.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Many EMISO engines in one process, each on a port of its own, that answer from memory as ours does. Usage: Replay ENGINES CONTAINERS_EACH.
 * Prints {@code control PORT}, a line {@code engine PORT} for each, and {@code ready}. The control port takes a command a line and answers each with a line:
 *
 * <pre>
 * hole N      the first N engines drop what comes: requests on open connections get no answer, new connections no SYN-ACK
 * open        they answer again
 * churn RATE  so many containers a second are removed, and as many others come instead, in turn on all engines; 0 ends it
 * </pre>
 */
public final class Replay {

	private final List<Engine> engines = new ArrayList<>();
	private Thread churn;

	private Replay(int number, int containers) throws IOException {
		for (int i = 0; i < number; i++) {
			engines.add(new Engine(i, containers));
		}
	}

	public static void main(String[] args) throws Exception {
		var replay = new Replay(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
		try (var control = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
			System.out.println("control " + control.getLocalPort());
			replay.engines.forEach(e -> System.out.println("engine " + e.port()));
			System.out.println("ready");
			while (true) {
				try (var socket = control.accept();
						var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
						var out = new PrintStream(socket.getOutputStream(), true)) {
					for (String line = in.readLine(); line != null; line = in.readLine()) {
						out.println(replay.command(line.split(" ")));
					}
				}
			}
		}
	}

	private String command(String[] words) throws Exception {
		return switch (words[0]) {
		case "hole" -> together(Integer.parseInt(words[1]), Engine::silence);
		case "open" -> together(engines.size(), Engine::answer);
		case "churn" -> churn(Double.parseDouble(words[1]));
		default -> "what?";
		};
	}

	private interface Act {
		void on(Engine engine) throws Exception;
	}

	private String together(int number, Act act) throws Exception {
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var all = engines.subList(0, number).stream().map(e -> (Callable<Void>) () -> {
				act.on(e);
				return null;
			}).toList();
			for (var done : threads.invokeAll(all)) {
				done.get();
			}
		}
		return "ok";
	}

	private String churn(double rate) throws InterruptedException {
		if (churn != null) {
			churn.interrupt();
			churn.join();
		}
		churn = rate <= 0 ? null : Thread.startVirtualThread(() -> {
			long began = System.nanoTime();
			for (long i = 0;; i++) {
				engines.get((int) (i % engines.size())).exchange();
				try {
					Thread.sleep(Math.max(0, (long) ((i + 1) * 1000 / rate) - (System.nanoTime() - began) / 1_000_000));
				} catch (InterruptedException e) {
					return;
				}
			}
		});
		return "ok";
	}
}
