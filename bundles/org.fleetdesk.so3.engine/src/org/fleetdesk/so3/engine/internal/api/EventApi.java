package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.EngineEvent;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.runtime.LogQuery;

import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code GET /events}: one JSON object a line; a quiet stream gets an empty line now and then. */
public final class EventApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final Set<String> FILTERS = Set.of("config", "container", "daemon", "event", "image", "label", "network", "node", "plugin", "scope", "secret",
			"service", "type", "volume");
	/** Of these kinds nothing ever happens here. */
	private static final Set<String> NOT_HERE = Set.of("config", "daemon", "network", "node", "plugin", "secret", "service", "volume");
	private static final byte[] BEAT = { '\n' };

	private final EventLog events;

	public EventApi(EventLog events) {
		this.events = events;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/events", this::events);
	}

	private void events(Exchange exchange) throws Exception {
		long since = exchange.query("since").map(Times::nanos).orElse(Long.MAX_VALUE);
		long until = exchange.query("until").map(Times::nanos).orElse(Long.MAX_VALUE);
		if (since > until && exchange.query("since").isPresent()) {
			throw new HttpError(400, "`since` time (" + exchange.query("since").orElse("") + ") cannot be after `until` time (" + exchange.query("until").orElse("") + ")");
		}
		var filters = Filters.of(exchange, FILTERS);
		try (var subscription = events.subscribe(); var out = exchange.stream(200, "application/json"); var heartbeat = new Heartbeat(out, BEAT)) {
			for (EngineEvent event : subscription.past()) {
				if (event.nanos() >= since && event.nanos() <= until) {
					write(heartbeat, event, filters);
				}
			}
			long left = until - LogQuery.nanos(Instant.now());
			while (left > 0) {
				EngineEvent event = subscription.next(left, TimeUnit.NANOSECONDS);
				if (event != null && event.nanos() <= until) {
					write(heartbeat, event, filters);
				}
				left = until - LogQuery.nanos(Instant.now());
			}
		} catch (InterruptedException e) {
			// the client has gone, or the engine stops: the stream ends
		}
	}

	private static void write(Heartbeat out, EngineEvent event, Filters filters) throws IOException {
		if (!wanted(event, filters)) {
			return;
		}
		var node = MAPPER.createObjectNode();
		if (!event.id().isEmpty()) { // members of old clients
			node.put("status", event.action()).put("id", event.id());
		}
		if (event.type().equals("container") && !event.id().isEmpty()) {
			node.put("from", event.attributes().getOrDefault("image", ""));
		}
		node.put("Type", event.type()).put("Action", event.action());
		var actor = node.putObject("Actor").put("ID", event.id());
		var attributes = actor.putObject("Attributes");
		event.attributes().forEach(attributes::put);
		node.put("scope", "local").put("time", event.nanos() / 1_000_000_000L).put("timeNano", event.nanos());
		byte[] line = (MAPPER.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
		out.write(line, 0, line.length);
	}

	private static boolean wanted(EngineEvent event, Filters filters) {
		String name = event.attributes().getOrDefault("name", "");
		boolean container = event.type().equals("container");
		return NOT_HERE.stream().noneMatch(filters::has) && filters.any("type", event.type()::equals) && filters.any("event", event.action()::equals)
				&& filters.any("scope", "local"::equals) && filters.any("container", c -> container && (event.id().startsWith(c) || name.equals(c)))
				&& filters.any("image", i -> same(i, container ? event.attributes().getOrDefault("image", "") : name) || event.id().equals(i))
				&& filters.labels(event.attributes());
	}

	/** With or without the tag that everybody leaves out. */
	private static boolean same(String wanted, String image) {
		return !image.isEmpty() && (wanted.equals(image) || ImageName.reference(wanted).equals(image) || ImageName.reference(image).equals(wanted));
	}
}
