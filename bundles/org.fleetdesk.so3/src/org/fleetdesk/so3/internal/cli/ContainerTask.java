package org.fleetdesk.so3.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceVerb;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A verb on containers, done as a task. */
abstract class ContainerTask extends ResourceVerb {

	private final Found found;

	ContainerTask(Found found, TaskService tasks) {
		super(tasks);
		this.found = found;
	}

	/**
	 * Does a verb and prints what came of it.
	 *
	 * @param title of the task, with {@code %s} for the container's name, or how many there are
	 * @return the exit code
	 */
	final int run(List<String> names, String verb, String title, ObjectNode parameters) throws Exception {
		return run(found.containers(names, on, out).stream()
				.map(c -> new TaskTarget(new ResourceId(c.connection().id(), So3.CONTAINER, c.thing().key()), c.label(c.thing().name()))).toList(), "container", verb, title, parameters);
	}
}
