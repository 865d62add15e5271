package org.fleetdesk.serverless.ui.internal;

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
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Row;

/** A runtime with its service, a role, and a virtual machine. */
final class Samples {

	static final Connection CONNECTION = new Connection("c", Serverless.KIND, "lab", URI.create("http://127.0.0.1:1337"), Optional.empty(), Map.of(), false);
	static final ResourceId RUNTIME = id(Serverless.RUNTIME, "3");
	static final ResourceId SERVICE = id(Serverless.SERVICE, "7");
	static final ResourceId ROLE = id(Serverless.ROLE, Serverless.roleKey(7, "FAAS"));
	static final ResourceId VM = id(Serverless.VM, "12");

	private Samples() {
	}

	static ResourceId id(String kind, String key) {
		return new ResourceId("c", kind, key);
	}

	static Resource resource(ResourceId id, String name, Optional<ResourceId> parent, Map<String, String> attributes) {
		return new Resource(id, name, new State(Phase.RUNNING, "running", "RUNNING"), parent, attributes, Map.of(), Map.of());
	}

	static Snapshot engine() {
		var resources = new LinkedHashMap<ResourceId, Resource>();
		List.of(resource(RUNTIME, "r1", Optional.empty(), runtime()), resource(SERVICE, "Function-1", Optional.of(RUNTIME), Map.of(Serverless.ID, "7")),
				resource(ROLE, "FAAS", Optional.of(SERVICE), Map.of(Serverless.CARDINALITY, "2", Serverless.NODES, "1")),
				resource(VM, "FAAS_0_(service_7)", Optional.of(ROLE), Map.of(Serverless.ID, "12")),
				resource(id(Serverless.VM, "13"), "stray", Optional.empty(), Map.of(Serverless.ID, "13"))).forEach(r -> resources.put(r.id(), r));
		return new Snapshot("c", Instant.now(), resources, Map.of(CloudFacts.OPENNEBULA, "6.6.3 (simulated)"));
	}

	static Map<String, String> runtime() {
		var values = new LinkedHashMap<String, String>();
		values.put(Serverless.ID, "3");
		values.put(Serverless.SERVICE_ID, "7");
		values.put(Serverless.faas(Serverless.FLAVOUR), "Function");
		values.put(Serverless.faas(Serverless.CPU), "1");
		values.put(Serverless.faas(Serverless.MEMORY), String.valueOf(512L << 20));
		values.put(Serverless.faas(Serverless.DISK), String.valueOf(1024L << 20));
		values.put(Serverless.faas(Serverless.VM_ID), "12");
		values.put(Serverless.POLICY, "energy");
		return values;
	}

	static Row row(ResourceId id) {
		return new Row(CONNECTION, false, Instant.now(), engine().resources().get(id));
	}
}
