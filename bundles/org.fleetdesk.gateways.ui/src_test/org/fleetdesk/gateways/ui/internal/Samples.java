package org.fleetdesk.gateways.ui.internal;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Row;

/** Gateways and what is on them, for tests. */
final class Samples {

	static final Connection CLOUD = new Connection("c", Gateways.KIND, "cloud", URI.create("http://127.0.0.1:8095"), Optional.empty(), Map.of(), false);
	static final ResourceId GATEWAY = new ResourceId("c", Gateways.GATEWAY, "local/gw-1");

	private Samples() {
	}

	static Resource gateway(Map<String, String> attributes) {
		var all = new LinkedHashMap<>(Map.of(Gateways.PRODUCT_ID, "local", Gateways.SERIAL, "gw-1"));
		all.putAll(attributes);
		return new Resource(GATEWAY, "gw-1", new State(Phase.RUNNING, "online", ""), Optional.empty(), all, Map.of("site", "lab"), Map.of());
	}

	/** One that its cloud told to be late. */
	static Resource overdue(Map<String, String> attributes, Instant due) {
		var gateway = gateway(attributes);
		var all = new LinkedHashMap<>(gateway.attributes());
		all.put(Gateways.DUE, due.toString());
		return new Resource(gateway.id(), gateway.name(), new State(Phase.FAILED, Gateways.OVERDUE, ""), Optional.empty(), all, gateway.labels(), Map.of());
	}

	static Resource product(String connection, String id) {
		return new Resource(new ResourceId(connection, Gateways.PRODUCT, id), id, new State(Phase.NONE, "", ""), Optional.empty(), Map.of(), Map.of(), Map.of());
	}

	static Resource application(String name, String version, String status) {
		return new Resource(new ResourceId("c", Gateways.APPLICATION, "local/gw-1/" + name), name, new State(Phase.RUNNING, "running", status), Optional.of(GATEWAY),
				Map.of(Gateways.VERSION, version, Gateways.STATUS, status), Map.of(), Map.of());
	}

	static Row row(Resource resource) {
		return new Row(CLOUD, false, Instant.now(), resource);
	}

	/** Of a cloud that does not answer now. */
	static Row stale(Resource resource) {
		return new Row(CLOUD, true, Instant.now(), resource);
	}

	static Snapshot snapshot(Resource... resources) {
		var all = new LinkedHashMap<ResourceId, Resource>();
		List.of(resources).forEach(r -> all.put(r.id(), r));
		return new Snapshot("c", Instant.now(), all, Map.of());
	}
}
