package org.fleetdesk.so3.engine.internal.api;

import java.util.List;
import java.util.Set;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What Docker has and SO3 has not: networks, volumes, plugins, builds and swarms. There are none, which dockerd says in these words. */
public final class EmptyApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final String NO_MANAGER = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

	@Override
	public void addTo(Router router) {
		router.add("GET", "/networks", x -> list(x, "dangling", "driver", "id", "label", "name", "scope", "type"));
		router.add("GET", "/networks/{id}", x -> refuse(404, "network " + x.value("id") + " not found"));
		router.add("DELETE", "/networks/{id}", x -> refuse(404, "network " + x.value("id") + " not found"));
		router.add("POST", "/networks/{id}/connect", x -> refuse(404, "network " + x.value("id") + " not found"));
		router.add("POST", "/networks/{id}/disconnect", x -> refuse(404, "network " + x.value("id") + " not found"));
		prune(router, "networks", "NetworksDeleted", List.of("label", "label!", "until"), false);
		router.add("GET", "/volumes", x -> {
			Filters.of(x, Set.of("dangling", "driver", "label", "name"));
			var volumes = MAPPER.createObjectNode();
			volumes.putArray("Volumes");
			x.sendJson(200, volumes.putNull("Warnings"));
		});
		router.add("GET", "/volumes/{name}", x -> refuse(404, "get " + x.value("name") + ": no such volume"));
		router.add("DELETE", "/volumes/{name}", x -> refuse(404, "get " + x.value("name") + ": no such volume"));
		prune(router, "volumes", "VolumesDeleted", List.of("all", "label", "label!"), true);
		prune(router, "build", "CachesDeleted", List.of("description", "id", "inuse", "parent", "private", "shared", "type", "unused-for", "until"), true);
		router.add("GET", "/plugins", x -> list(x, "capability", "enabled"));
		router.add("GET", "/plugins/{name...}/json", x -> refuse(404, "plugin \"" + x.value("name") + "\" not found"));
		router.add("GET", "/exec/{id}/json", x -> refuse(404, "No such exec instance: " + x.value("id")));
		router.add("POST", "/exec/{id}/start", x -> refuse(404, "No such exec instance: " + x.value("id")));
		router.add("POST", "/exec/{id}/resize", x -> refuse(404, "No such exec instance: " + x.value("id")));
		addSwarm(router);
	}

	private static void addSwarm(Router router) {
		router.add("GET", "/swarm", x -> refuse(503, NO_MANAGER));
		router.add("GET", "/swarm/unlockkey", x -> refuse(503, NO_MANAGER));
		router.add("POST", "/swarm/update", x -> refuse(503, NO_MANAGER));
		router.add("POST", "/swarm/leave", x -> refuse(503, "This node is not part of a swarm"));
		for (String kind : List.of("nodes", "services", "tasks", "secrets", "configs")) {
			router.add("GET", "/" + kind, x -> refuse(503, NO_MANAGER));
			router.add("GET", "/" + kind + "/{id}", x -> refuse(503, NO_MANAGER));
			if (!kind.equals("tasks")) {
				router.add("DELETE", "/" + kind + "/{id}", x -> refuse(503, NO_MANAGER));
				router.add("POST", "/" + kind + "/{id}/update", x -> refuse(503, NO_MANAGER));
			}
		}
		for (String kind : List.of("services", "secrets", "configs")) {
			router.add("POST", "/" + kind + "/create", x -> refuse(503, NO_MANAGER));
		}
	}

	private static void list(Exchange exchange, String... filters) throws Exception {
		Filters.of(exchange, Set.of(filters));
		exchange.sendJson(200, List.of());
	}

	private static void prune(Router router, String kind, String member, List<String> filters, boolean space) {
		router.add("POST", "/" + kind + "/prune", x -> {
			Filters.of(x, Set.copyOf(filters));
			ObjectNode answer = MAPPER.createObjectNode();
			answer.putArray(member);
			x.sendJson(200, space ? answer.put("SpaceReclaimed", 0) : answer);
		});
	}

	private static void refuse(int status, String reason) {
		throw new HttpError(status, reason);
	}
}
