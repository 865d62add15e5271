package org.fleetdesk.serverless.engine.internal.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.serverless.engine.internal.provision.ApiFace;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Live;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Machine;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Nothing;
import org.fleetdesk.serverless.model.Function;
import org.fleetdesk.serverless.model.RuntimeState;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The form of runtimes in answers: their fields in the newest API, OpenNebula's document in the first one. Both have what the VMs are now. Where the first
 * one told OneFlow's URL as a function's endpoint, a device gets the VM's address here, without which it could do nothing.
 */
record RuntimeForm(ApiFace face) {

	private static final List<String> PERMISSIONS = List.of("OWNER_U", "OWNER_M", "OWNER_A", "GROUP_U", "GROUP_M", "GROUP_A", "OTHER_U", "OTHER_M", "OTHER_A");
	private static final List<String> FUNCTIONS = List.of("FAAS", "DAAS");
	private static final String NAME = "NAME";
	/** The first version of the engine tells when a runtime was made, the newest does not. */
	private static final String REGISTERED = "registration_time";

	/** The whole answer for a runtime. */
	ObjectNode one(LiveRuntime runtime) {
		var answer = JsonNodeFactory.instance.objectNode();
		answer.set(face == ApiFace.NEW ? ServerlessRuntime.ROOT : "DOCUMENT", element(runtime));
		return answer;
	}

	/** The whole answer for a page of the list. */
	ObjectNode page(List<LiveRuntime> runtimes, int offset, int limit) {
		var answer = JsonNodeFactory.instance.objectNode();
		var list = face == ApiFace.NEW ? answer.putArray(ServerlessRuntime.ROOT + "S") : answer.putObject("DOCUMENT_POOL").putArray("DOCUMENT");
		runtimes.forEach(r -> list.add(element(r)));
		return answer.put("OFFSET", offset).put("LIMIT", limit);
	}

	private ObjectNode element(LiveRuntime runtime) {
		return switch (face) {
			case NEW -> fields(runtime);
			case SEED -> document(runtime);
		};
	}

	private static ObjectNode fields(LiveRuntime runtime) {
		var fields = JsonNodeFactory.instance.objectNode().put(NAME, runtime.document().getName()).put("ID", runtime.document().id());
		ObjectNode body = runtime.body().deepCopy();
		body.remove(List.of(NAME, "ID", LiveRuntime.SERVICE_NAME, REGISTERED, "SERVICE_ID"));
		for (String name : FUNCTIONS) {
			if (body.path(name) instanceof ObjectNode stored) {
				runtime.live(name).ifPresent(live -> body.set(name, function(stored, live)));
			}
		}
		fields.setAll(body);
		runtime.serviceId().ifPresent(s -> fields.put("SERVICE_ID", s));
		return fields;
	}

	/** The function as stored, with unknown fields that the client gave, and what it is now over it. */
	private static ObjectNode function(ObjectNode stored, Live live) {
		var before = Function.fromJson(stored);
		var now = switch (live) {
			case Machine(var vm) -> Function.of(before.flavour(), vm);
			case Nothing(var state, var reason) -> new Function(before.flavour(), before.cpu(), before.memory(), before.disk(), before.vmId(), Optional.of(state), reason, "");
		};
		ObjectNode function = stored.deepCopy();
		function.remove(List.of("ERROR", "ENDPOINT"));
		function.setAll(now.toJson());
		return function.put("ENDPOINT", now.endpoint());
	}

	private static ObjectNode document(LiveRuntime runtime) {
		Document document = runtime.document();
		var json = JsonNodeFactory.instance.objectNode();
		for (String name : List.of("ID", "UID", "GID", "UNAME", "GNAME", NAME, "TYPE")) {
			json.put(name, document.xpath(name));
		}
		var permissions = json.putObject("PERMISSIONS");
		PERMISSIONS.forEach(p -> permissions.put(p, document.xpath("PERMISSIONS/" + p)));
		ObjectNode body = runtime.body().deepCopy();
		body.remove(LiveRuntime.SERVICE_NAME);
		for (String name : FUNCTIONS) {
			if (body.path(name) instanceof ObjectNode stored) {
				runtime.live(name).ifPresent(live -> body.set(name, plainFunction(stored, live)));
			}
		}
		runtime.serviceId().ifPresent(s -> body.put("SERVICE_ID", String.valueOf(s)));
		json.putObject("TEMPLATE").set("BODY", body);
		return json;
	}

	/** With numbers as texts, and OpenNebula's own name of the VM's state. */
	private static ObjectNode plainFunction(ObjectNode stored, Live live) {
		ObjectNode function = stored.deepCopy();
		function.remove("ERROR");
		switch (live) {
			case Machine(var vm) -> {
				var now = Function.of("", vm);
				function.put("ENDPOINT", now.endpoint()).put("VM_ID", vm.getId()).put("STATE", vm.stateStr());
				function.set("CPU", text(now.cpu()));
				function.set("MEMORY", text(now.memory()));
				function.set("DISK_SIZE", text(now.disk()));
				if (!now.error().isEmpty()) {
					function.put("ERROR", now.error());
				}
			}
			case Nothing(var state, var reason) when state == RuntimeState.ERROR -> function.put("ENDPOINT", "").put("STATE", "FAILED").put("ERROR", reason);
			case Nothing nothing -> function.put("ENDPOINT", "").put("STATE", "INIT");
		}
		return function;
	}

	private static JsonNode text(OptionalInt number) {
		return number.isPresent() ? JsonNodeFactory.instance.textNode(String.valueOf(number.getAsInt())) : JsonNodeFactory.instance.nullNode();
	}
}
