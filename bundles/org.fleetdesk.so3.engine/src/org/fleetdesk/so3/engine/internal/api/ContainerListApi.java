package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.images.ImageStore;

import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code /containers}: the list, inspections, and the removal of all that have ended. */
public final class ContainerListApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final Set<String> PRUNE_FILTERS = Set.of("until", "label", "label!");

	private final Daemon daemon;
	private final ImageStore images;
	private final EventLog events;

	public ContainerListApi(Daemon daemon, ImageStore images, EventLog events) {
		this.daemon = daemon;
		this.images = images;
		this.events = events;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/containers/json", this::list);
		router.add("POST", "/containers/prune", this::prune);
		router.add("GET", "/containers/{id}/json", this::inspect);
	}

	private void list(Exchange exchange) throws Exception {
		var filter = new ContainerFilter(exchange, daemon, images);
		int limit = exchange.query("limit").map(ContainerListApi::number).filter(n -> n > 0).orElse(Integer.MAX_VALUE);
		boolean all = exchange.flag("all") || limit != Integer.MAX_VALUE || filter.all();
		boolean size = exchange.flag("size");
		var now = Instant.now();
		var answer = MAPPER.createArrayNode();
		daemon.list().stream().filter(c -> all || c.data().state().isActive()).filter(c -> filter.passes(c.data())).limit(limit).forEach(c -> {
			var element = ContainerJson.element(c, now);
			answer.add(size ? ContainerSize.of(c).addTo(element) : element);
		});
		exchange.sendJson(200, answer);
	}

	private static int number(String text) {
		if (!text.matches("-?\\d{1,9}")) {
			throw new HttpError(400, "limit must be a number, not \"" + text + "\"");
		}
		return Integer.parseInt(text);
	}

	private void inspect(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		Path log = daemon.settings().logs().resolve("me_" + container.data().slot() + ".log");
		var node = ContainerJson.inspection(container, log.toString());
		exchange.sendJson(200, exchange.flag("size") ? ContainerSize.of(container).addTo(node) : node);
	}

	private void prune(Exchange exchange) throws Exception {
		var filters = Filters.of(exchange, PRUNE_FILTERS);
		var until = filters.until();
		var answer = MAPPER.createObjectNode();
		var removed = answer.putArray("ContainersDeleted");
		long freed = 0;
		for (Container container : daemon.list()) {
			var data = container.data();
			if (!data.state().isActive() && data.created().isBefore(until) && filters.labels(data.labels())) {
				long size = ContainerSize.of(container).own();
				if (remove(container)) {
					removed.add(data.id());
					freed += size;
				}
			}
		}
		events.publish("container", "prune", "", Map.of("reclaimed", Long.toString(freed)));
		exchange.sendJson(200, answer.put("SpaceReclaimed", freed));
	}

	/** One that has been started or removed meanwhile is left alone. */
	private boolean remove(Container container) throws InterruptedException, IOException {
		try {
			daemon.remove(container, false);
			return true;
		} catch (DaemonException e) {
			return false;
		}
	}
}
