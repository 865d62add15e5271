package org.fleetdesk.gateways.agent;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.agent.internal.Logging;
import org.fleetdesk.gateways.agent.internal.RealHosting;
import org.fleetdesk.gateways.agent.internal.cli.CommandLines;
import org.fleetdesk.gateways.agent.internal.cli.Terminal;

/** The program {@code gwe}: Gateway Engine on a gateway. Plain Java, without OSGi. */
public final class Gwe {

	/** What it takes to end what is under way. */
	private static final long SECONDS = 8;
	private static final int KILLED_BY_TERM = 143;

	private Gwe() {
	}

	/** Ends with the exit code of the command; when it serves, by SIGTERM or SIGINT. */
	public static void main(String[] args) {
		Logging.quiet();
		var main = Thread.currentThread();
		var ended = new CountDownLatch(1);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			main.interrupt();
			try {
				ended.await(SECONDS, TimeUnit.SECONDS);
			} catch (InterruptedException e) {
				// then without waiting
			}
		}, "end"));
		int code = KILLED_BY_TERM;
		try {
			code = CommandLines.run(args, new Terminal(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out, System.err, Path.of("").toAbsolutePath(),
					System.getenv()), new RealHosting(), Clock.systemUTC());
		} finally {
			ended.countDown();
		}
		System.exit(code);
	}
}
