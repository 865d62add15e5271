package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException;

/** {@code /containers}: the plain verbs. */
public final class ContainerApi implements Routes {

	/** Signals that end a process; an SO3 guest knows no other kind. */
	private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "QUIT", 3, "ABRT", 6, "KILL", 9, "TERM", 15);

	private final Daemon daemon;

	public ContainerApi(Daemon daemon) {
		this.daemon = daemon;
	}

	private interface Verb {
		void act(Container container) throws DaemonException, InterruptedException, IOException;
	}

	@Override
	public void addTo(Router router) {
		router.add("POST", "/containers/{id}/start", x -> {
			var checkpoint = CheckpointApi.toStartFrom(x);
			act(x, c -> start(c, checkpoint));
		});
		router.add("POST", "/containers/{id}/stop", x -> act(x, Container::stop));
		router.add("POST", "/containers/{id}/restart", x -> act(x, Container::restart));
		router.add("POST", "/containers/{id}/pause", x -> act(x, Container::pause));
		router.add("POST", "/containers/{id}/unpause", x -> act(x, Container::unpause));
		router.add("POST", "/containers/{id}/kill", x -> {
			int signal = signal(x.query("signal").orElse("KILL"));
			act(x, c -> c.kill(signal));
		});
		router.add("POST", "/containers/{id}/rename", x -> {
			String name = x.query("name").orElseThrow(() -> new HttpError(400, "Neither old nor new names may be empty"));
			act(x, c -> daemon.rename(c, name));
		});
		router.add("DELETE", "/containers/{id}", x -> {
			if (x.flag("link")) {
				throw new HttpError(501, "SO3 containers have no links to remove");
			}
			act(x, c -> daemon.remove(c, x.flag("force")));
		});
	}

	private void act(Exchange exchange, Verb verb) throws DaemonException, InterruptedException, IOException {
		verb.act(daemon.find(exchange.value("id")));
		exchange.send(204);
	}

	private static void start(Container container, Optional<String> checkpoint) throws DaemonException, InterruptedException {
		if (checkpoint.isPresent()) {
			container.startFrom(checkpoint.get());
		} else {
			container.start();
		}
	}

	private static int signal(String text) {
		String name = text.toUpperCase().startsWith("SIG") ? text.substring(3).toUpperCase() : text.toUpperCase();
		Integer number = name.matches("\\d{1,2}") ? Integer.valueOf(name) : SIGNALS.get(name);
		if (number == null || !SIGNALS.containsValue(number)) {
			throw new HttpError(501, "SO3 guests know no signals; only one that ends a process (" + String.join(", ", SIGNALS.keySet().stream().sorted().toList())
					+ ") has a meaning, which is force terminate");
		}
		return number;
	}
}
