package org.fleetdesk.tasks;

import java.util.List;

/**
 * What a deployment would do.
 *
 * @param items    one for each artifact on each target, in order of execution
 * @param requests to submit when the user agrees, without the refused items; one request an artifact
 */
public record DeploymentPlan(List<Item> items, List<TaskRequest> requests) {

	public DeploymentPlan {
		items = List.copyOf(items);
		requests = List.copyOf(requests);
	}

	/**
	 * @param connection the target's id
	 * @param resultName what the created thing will be called, or empty
	 * @param steps      in words, such as "Upload 16.2 MiB", "Create ticker-2 in slot 4", "Start"
	 * @param refusal    why nothing is done, or empty
	 * @param warnings   what the user should know before he starts it
	 */
	public record Item(Artifact artifact, String connection, String resultName, List<String> steps, String refusal, List<String> warnings) {
		public Item {
			steps = List.copyOf(steps);
			warnings = List.copyOf(warnings);
		}
	}
}
