package org.fleetdesk.so3.engine.internal.api;

import java.nio.charset.StandardCharsets;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;

import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code POST /containers/{id}/wait}. The head of the answer is sent at once, so that a client may start the container after it and misses no end. */
public final class WaitApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final byte[] BEAT = { ' ' };

	private final Daemon daemon;

	public WaitApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("POST", "/containers/{id}/wait", this::await);
	}

	private interface Condition {
		/** @return why it could not be fulfilled; empty when it is */
		String await(Container container) throws InterruptedException;
	}

	private void await(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		int exits = container.data().exits();
		String wanted = exchange.query("condition").orElse("not-running");
		Condition condition = switch (wanted) {
			case "not-running" -> c -> ended(c, exits, !c.data().state().isActive());
			case "next-exit" -> c -> ended(c, exits, false);
			case "removed" -> Container::awaitRemoval;
			default -> throw new HttpError(400, "invalid condition: \"" + wanted + "\"");
		};
		try (var out = exchange.stream(200, "application/json"); var heartbeat = new Heartbeat(out, BEAT)) {
			String problem = condition.await(container);
			var answer = MAPPER.createObjectNode().put("StatusCode", container.data().exitCode());
			if (!problem.isEmpty()) {
				answer.putObject("Error").put("Message", problem);
			}
			byte[] line = (MAPPER.writeValueAsString(answer) + "\n").getBytes(StandardCharsets.UTF_8);
			heartbeat.write(line, 0, line.length);
		}
	}

	private static String ended(Container container, int exits, boolean already) throws InterruptedException {
		if (!already) {
			container.await(c -> c.exits() > exits);
		}
		return "";
	}
}
