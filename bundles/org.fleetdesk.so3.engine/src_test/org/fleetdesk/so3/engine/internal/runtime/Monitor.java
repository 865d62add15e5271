package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Looks at a guest's QEMU from outside, through its second monitor. */
final class Monitor {

	private static final Qmp.Listener DEAF = new Qmp.Listener() {
		@Override
		public void event(String name) {
			// not wanted
		}

		@Override
		public void closed() {
			// not wanted
		}
	};

	private Monitor() {
	}

	static String status(Path guestFolder) throws IOException, GuestException, InterruptedException {
		try (var peer = Qmp.open(guestFolder.resolve("peer.sock"), DEAF, Duration.ofSeconds(10))) {
			return peer.execute("query-status", Duration.ofSeconds(10)).path("status").asText();
		}
	}

	static void execute(Path guestFolder, String command) throws IOException, GuestException, InterruptedException {
		execute(guestFolder, command, Map.of());
	}

	static void execute(Path guestFolder, String command, Map<String, ?> arguments) throws IOException, GuestException, InterruptedException {
		try (var peer = Qmp.open(guestFolder.resolve("peer.sock"), DEAF, Duration.ofSeconds(10))) {
			peer.execute(command, arguments, Duration.ofSeconds(10));
		}
	}
}
