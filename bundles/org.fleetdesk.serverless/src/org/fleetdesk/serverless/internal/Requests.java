package org.fleetdesk.serverless.internal;

import java.util.List;

import org.fleetdesk.serverless.FunctionInfo;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.model.DeviceInfo;
import org.fleetdesk.serverless.model.Scheduling;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the engine is sent, in the form of its schema. Engines of the newest version want the whole capacity in each update: what is left away would be taken for nothing. */
final class Requests {

	private static final List<String> CAPACITY = List.of("CPU", "MEMORY", "DISK_SIZE");

	private Requests() {
	}

	/** A runtime as it is, for an update that changes nothing. */
	static ObjectNode whole(ServerlessRuntime runtime) {
		var json = JsonNodeFactory.instance.objectNode();
		json.put("NAME", runtime.name());
		json.set("FAAS", input(runtime.faas().toJson()));
		runtime.daas().filter(d -> !d.flavour().isEmpty()).ifPresent(d -> json.set("DAAS", input(d.toJson())));
		runtime.scheduling().map(Scheduling::toJson).ifPresent(s -> json.set("SCHEDULING", s));
		runtime.deviceInfo().map(DeviceInfo::toJson).ifPresent(d -> json.set("DEVICE_INFO", d));
		return json;
	}

	static ObjectNode whole(RuntimeInfo runtime) {
		var json = JsonNodeFactory.instance.objectNode();
		json.put("NAME", runtime.name());
		json.set("FAAS", function(runtime.faas()));
		runtime.daas().ifPresent(d -> json.set("DAAS", function(d)));
		var scheduling = new Scheduling(runtime.policy(), runtime.requirements()).toJson();
		if (!scheduling.isEmpty()) {
			json.set("SCHEDULING", scheduling);
		}
		var device = new DeviceInfo(runtime.latency(), runtime.location()).toJson();
		if (!device.isEmpty()) {
			json.set("DEVICE_INFO", device);
		}
		return json;
	}

	private static ObjectNode function(FunctionInfo function) {
		var json = JsonNodeFactory.instance.objectNode().put("FLAVOUR", function.flavour());
		function.cpu().ifPresent(n -> json.put("CPU", n));
		function.memory().ifPresent(n -> json.put("MEMORY", n));
		function.disk().ifPresent(n -> json.put("DISK_SIZE", n));
		return json;
	}

	/** Without what only the engine tells. */
	private static ObjectNode input(ObjectNode function) {
		return function.retain(List.of("FLAVOUR", "CPU", "MEMORY", "DISK_SIZE"));
	}

	/**
	 * A runtime as it is to be.
	 *
	 * @param wanted of what is missing in it the value stays
	 */
	static ObjectNode changed(RuntimeInfo runtime, JsonNode wanted) {
		var json = whole(runtime);
		if (!wanted.path("NAME").asText("").isBlank()) {
			json.put("NAME", wanted.path("NAME").asText());
		}
		for (String function : List.of("FAAS", "DAAS")) {
			if (json.get(function) instanceof ObjectNode there) {
				CAPACITY.stream().filter(c -> wanted.path(function).path(c).canConvertToInt() && wanted.path(function).path(c).isIntegralNumber())
						.forEach(c -> there.put(c, wanted.path(function).path(c).asInt()));
			}
		}
		for (String part : List.of("SCHEDULING", "DEVICE_INFO")) {
			if (wanted.get(part) instanceof ObjectNode given) {
				var now = json.get(part) instanceof ObjectNode there ? there : json.putObject(part);
				given.properties().forEach(e -> {
					if (e.getValue().isTextual() && e.getValue().asText().isEmpty() && !now.has(e.getKey())) {
						return; // it is empty already
					}
					now.set(e.getKey(), e.getValue());
				});
				if (now.isEmpty()) {
					json.remove(part);
				}
			}
		}
		return json;
	}
}
