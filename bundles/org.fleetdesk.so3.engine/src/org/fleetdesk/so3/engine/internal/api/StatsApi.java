package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.runtime.Guest;

import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code GET /containers/{id}/stats}: what the process of a guest uses of its host, once or each second, for as long as the client wants. */
public final class StatsApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final Daemon daemon;

	public StatsApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/containers/{id}/stats", this::stats);
	}

	private void stats(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		boolean stream = exchange.query("stream").isEmpty() || exchange.flag("stream");
		boolean oneShot = exchange.flag("one-shot");
		if (stream && oneShot) {
			throw new HttpError(400, "cannot have stream=true and one-shot=true");
		}
		checkMeasurable(container);
		if (!stream && !oneShot && container.data().state().isActive()) {
			var before = sample(container);
			TimeUnit.SECONDS.sleep(1);
			exchange.sendJson(200, sample(container).toJson(before));
		} else if (!stream) {
			exchange.sendJson(200, sample(container).toJson(UsageSample.none(container)));
		} else {
			stream(exchange, container);
		}
	}

	private static void checkMeasurable(Container container) {
		if (container.data().state().isActive() && container.data().runtime().equals("simulated")) {
			throw new HttpError(501, "Container " + container.data().name() + " is simulated: no process runs it, so there is nothing to measure");
		}
	}

	private static void stream(Exchange exchange, Container container) throws IOException {
		try (OutputStream out = exchange.stream(200, "application/json")) {
			var before = UsageSample.none(container);
			while (!container.isGone()) {
				var now = sample(container);
				out.write((MAPPER.writeValueAsString(now.toJson(before)) + "\n").getBytes(StandardCharsets.UTF_8));
				before = now;
				TimeUnit.SECONDS.sleep(1);
			}
		} catch (InterruptedException e) {
			// the engine stops: the stream ends
		}
	}

	/** What is used now; all zero when no guest runs, as Docker answers. */
	private static UsageSample sample(Container container) {
		return container.data().state().isActive() ? container.guest().flatMap(Guest::usage).map(u -> UsageSample.of(container, u)).orElseGet(() -> UsageSample.none(container))
				: UsageSample.none(container);
	}
}
