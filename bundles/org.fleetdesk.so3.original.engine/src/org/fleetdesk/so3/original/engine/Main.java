package org.fleetdesk.so3.original.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts an engine by hand, see {@code releng/dev/original}: its capsules count once a second, and lines on the standard input make things happen.
 */
public final class Main {

	private static final String USAGE = """
			Usage: releng/dev/original v2|v4 FOLDER [PORT]
			Starts a replica of an original EMISO engine on 127.0.0.1 (port 2375 unless given); FOLDER is the Smart Object's file system.
			Then, on the standard input:
			  lie [start|stop|restart|pause|unpause|remove ...]   confirm these and do nothing; without a word: do everything again
			  inject IMAGE                                        run an image that the engine is not told of
			  say SLOT TEXT                                       a line in the log of a slot
			  crash SLOT                                          the capsule in the slot crashes
			  restart                                             the engine's process begins anew
			  reboot                                              the Smart Object begins anew
			  slots                                               show what is in the slots
			""";

	private Main() {
	}

	/** @param args generation, folder, port */
	public static void main(String[] args) throws IOException {
		if (args.length < 2 || args.length > 3 || !args[0].matches("v2|v4")) {
			System.err.print(USAGE);
			System.exit(2);
		}
		var generation = Generation.valueOf(args[0].toUpperCase(Locale.ROOT));
		var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), args.length == 3 ? Integer.parseInt(args[2]) : 2375);
		try (var engine = new OriginalEngine(generation, Files.createDirectories(Path.of(args[1])), address, Clock.systemDefaultZone());
				var ticking = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory())) {
			ticking.scheduleAtFixedRate(() -> tick(engine), 1, 1, TimeUnit.SECONDS);
			System.out.printf("Replica of EMISO %s at %s%nImages: %s%nLogs:   %s%n", args[0], engine.url(), engine.images(), engine.log(2).getParent());
			var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				command(engine, line.strip().split("\\s+", 3));
			}
			ticking.shutdownNow();
		}
	}

	private static void tick(OriginalEngine engine) {
		try {
			engine.tick();
		} catch (IOException e) {
			System.err.println("The log cannot be written: " + e.getMessage());
		}
	}

	private static void command(OriginalEngine engine, String[] words) {
		try {
			switch (words[0]) {
			case "lie" -> engine.lie(Arrays.stream(words).skip(1).flatMap(w -> Arrays.stream(w.split("\\s+"))).map(w -> Verb.valueOf(w.toUpperCase(Locale.ROOT))).toArray(Verb[]::new));
			case "inject" -> engine.inject(words[1]);
			case "say" -> engine.say(Integer.parseInt(words[1]), words[2]);
			case "crash" -> engine.crash(Integer.parseInt(words[1]));
			case "restart" -> engine.restart();
			case "reboot" -> engine.reboot();
			case "slots" -> System.out.println(engine.slots());
			case "" -> {
				// nothing to do
			}
			default -> System.err.print(USAGE);
			}
		} catch (IOException e) {
			System.err.println(e.getMessage());
		} catch (RuntimeException e) {
			System.err.print(USAGE);
		}
	}
}
