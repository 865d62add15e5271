package org.fleetdesk.tasks.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Requests as JSON, as they stand in journals. */
public final class RequestJson {

	private RequestJson() {
	}

	public static ObjectNode write(TaskRequest request) {
		var node = JsonNodeFactory.instance.objectNode().put("version", request.version()).put("verb", request.verb()).put("title", request.title());
		var targets = node.putArray("targets");
		for (TaskTarget t : request.targets()) {
			targets.addObject().put("connection", t.resource().connection()).put("kind", t.resource().kind()).put("key", t.resource().key()).put("label", t.label());
		}
		node.set("parameters", request.parameters());
		return node;
	}

	/** Where an entry says that its request has secrets, as JSON pointers into the parameters; they are not in the journal. */
	public static List<String> secrets(JsonNode entry) {
		return entry.path("secrets").valueStream().map(JsonNode::asText).toList();
	}

	/** @throws IllegalArgumentException when it is none */
	public static TaskRequest read(JsonNode node) {
		var targets = new ArrayList<TaskTarget>();
		for (JsonNode t : node.required("targets")) {
			targets.add(new TaskTarget(new ResourceId(t.required("connection").asText(), t.required("kind").asText(), t.required("key").asText()), t.path("label").asText()));
		}
		return new TaskRequest(node.required("version").asInt(), node.required("verb").asText(), node.path("title").asText(), targets,
				(ObjectNode) node.required("parameters"));
	}
}
