package org.fleetdesk.tasks;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request to do one verb on targets: plain data, so that a journal can revive it.
 *
 * @param version    of the parameters' form, as the verb's handler defines it
 * @param verb       such as {@code so3.container.stop}
 * @param title      for the user, such as "Stop 3 containers"
 * @param targets    at least one
 * @param parameters what else the handler needs; no file contents. Secrets, see {@link TaskHandler#secrets}, are {@code ***} in the request of a {@link TaskRun} and of a {@link Rollout}
 */
public record TaskRequest(int version, String verb, String title, List<TaskTarget> targets, ObjectNode parameters) {

	public TaskRequest {
		targets = List.copyOf(targets);
		if (targets.isEmpty()) {
			throw new IllegalArgumentException("a task needs a target");
		}
	}
}
