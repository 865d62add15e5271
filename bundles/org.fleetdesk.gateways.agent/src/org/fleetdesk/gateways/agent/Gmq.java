package org.fleetdesk.gateways.agent;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.gateways.agent.internal.AgentVersion;
import org.fleetdesk.gateways.agent.internal.gmq.GmqCommand;

/** The program {@code gmq}: stores what the gateway's applications write and forwards it to the device cloud. Plain Java, without OSGi. */
public final class Gmq {

	private static final String LOGGING = "logback.configurationFile";

	private Gmq() {
	}

	/** Ends with the exit code of the command; when it serves, by SIGTERM or SIGINT. */
	public static void main(String[] args) {
		if (System.getProperty(LOGGING) == null) { // before the first logger
			System.setProperty(LOGGING, String.valueOf(Gmq.class.getResource("logback-gmq.xml")));
		}
		var ended = new CountDownLatch(1);
		var closed = new CountDownLatch(1);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			ended.countDown();
			try {
				closed.await();
			} catch (InterruptedException e) {
				// then without waiting
			}
		}, "end"));
		int code;
		try {
			code = GmqCommand.run(List.of(args), System.getenv(), AgentVersion.current(), new PrintWriter(System.out, true, StandardCharsets.UTF_8), new PrintWriter(System.err, true, StandardCharsets.UTF_8),
					ended);
		} finally {
			closed.countDown();
		}
		System.exit(code);
	}
}
