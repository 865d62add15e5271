package org.fleetdesk.so3.engine.internal.api;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DockerState;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.ProcessFacts;

import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code GET /containers/{id}/top}: the one process of a guest, QEMU, as {@code ps} on its host shows it. */
public final class TopApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final String FULL = "-ef";

	private final Daemon daemon;

	public TopApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/containers/{id}/top", this::top);
	}

	private void top(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		String options = exchange.query("ps_args").orElse(FULL).strip();
		var columns = PsColumns.of(options).orElseThrow(() -> new HttpError(501, "This engine shows processes as " + PsColumns.known() + ", not with \"" + options + "\""));
		var process = process(container);
		var answer = MAPPER.createObjectNode();
		var row = answer.putArray("Processes").addArray();
		var titles = answer.putArray("Titles");
		for (var column : columns) {
			titles.add(column.title());
			row.add(column.value().apply(process));
		}
		exchange.sendJson(200, answer);
	}

	private static ProcessFacts process(Container container) {
		var data = container.data();
		if (data.state() == DockerState.RESTARTING) {
			throw new HttpError(409, "Container " + data.id() + " is restarting, wait until the container is running");
		}
		if (!data.state().isUp()) {
			throw notRunning(container);
		}
		if (data.runtime().equals("simulated")) {
			throw new HttpError(501, "Container " + data.name() + " is simulated: no process runs it");
		}
		return container.guest().flatMap(Guest::process).orElseThrow(() -> notRunning(container));
	}

	private static HttpError notRunning(Container container) {
		return new HttpError(409, "Container " + container.data().id() + " is not running");
	}
}
