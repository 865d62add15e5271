package org.fleetdesk.so3.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The parameters of a change of containers. Beside those for all targets, {@code targets} may have others for single ones, by connection and key: a way back is another
 * one for each.
 */
final class Changes {

	private static final ObjectMapper JSON = new ObjectMapper();

	private Changes() {
	}

	private static String id(TaskTarget target) {
		return target.resource().connection() + "/" + target.resource().key();
	}

	/** The parameters for a target. */
	static ObjectNode parameters(TaskRequest request, TaskTarget target) {
		return request.parameters().path("targets").path(id(target)) instanceof ObjectNode own ? own : request.parameters();
	}

	/** The name that a target is to have. */
	static String name(TaskRequest request, TaskTarget target) {
		return parameters(request, target).path("name").asText();
	}

	/** The labels that a target is to have, when these are those that it has. */
	static Map<String, String> labels(TaskRequest request, TaskTarget target, Map<String, String> present) {
		var parameters = new EngineObject(parameters(request, target));
		var labels = new LinkedHashMap<>(present);
		parameters.texts("remove").forEach(labels::remove);
		labels.putAll(parameters.map("set"));
		return labels;
	}

	/** The change that takes back what makes labels other ones, and leaves alone those that stay as they are: JSON. */
	static String back(Map<String, String> before, Map<String, String> after) {
		var change = JsonNodeFactory.instance.objectNode();
		var set = change.putObject("set");
		before.forEach((key, value) -> {
			if (!value.equals(after.get(key))) {
				set.put(key, value);
			}
		});
		var remove = change.putArray("remove");
		after.keySet().stream().filter(key -> !before.containsKey(key)).forEach(remove::add);
		return change.toString();
	}

	/** @param before the value in which each target keeps its name */
	static TaskRequest nameBack(TaskRequest request, List<TaskHandler.Done> done, String before) {
		var renamed = done.stream().map(d -> new TaskHandler.Done(renamed(d.target(), d.values().get(before), name(request, d.target())), d.values())).toList();
		return each(request, renamed, d -> JsonNodeFactory.instance.objectNode().put("name", d.values().get(before)));
	}

	/** The user knows it by its new name now. */
	private static TaskTarget renamed(TaskTarget target, String before, String now) {
		return target.label().startsWith(before) ? new TaskTarget(target.resource(), now + target.label().substring(before.length())) : target;
	}

	/** @param before the value in which each target keeps its way {@link #back} */
	static TaskRequest labelBack(TaskRequest request, List<TaskHandler.Done> done, String before) {
		return each(request, done, d -> object(d.values().get(before)));
	}

	interface Parameters {
		ObjectNode of(TaskHandler.Done done);
	}

	/** A request with other parameters for each target. */
	static TaskRequest each(TaskRequest request, List<TaskHandler.Done> done, Parameters parameters) {
		var all = JsonNodeFactory.instance.objectNode();
		var targets = all.putObject("targets");
		done.forEach(d -> targets.set(id(d.target()), parameters.of(d)));
		return new TaskRequest(1, request.verb(), request.title(), done.stream().map(TaskHandler.Done::target).toList(), all);
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	private static ObjectNode object(String json) {
		try {
			return (ObjectNode) JSON.readTree(json);
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e); // it was written by back
		}
	}
}
