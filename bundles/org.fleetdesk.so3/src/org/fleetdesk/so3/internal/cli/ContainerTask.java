package org.fleetdesk.so3.internal.cli;

import java.util.List;

import org.fleetdesk.cli.TaskVerb;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A verb on containers, done as a task. */
@Command(mixinStandardHelpOptions = true)
abstract class ContainerTask extends TaskVerb {

	@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
	List<String> on;

	private final Found found;
	private final TaskService tasks;

	ContainerTask(Found found, TaskService tasks) {
		this.found = found;
		this.tasks = tasks;
	}

	@Override
	public final boolean changes() {
		return true;
	}

	/**
	 * Does a verb and prints what came of it.
	 *
	 * @param title of the task, with {@code %s} for the container's name, or how many there are
	 * @return the exit code
	 */
	final int run(List<String> names, String verb, String title, ObjectNode parameters) throws Exception {
		var targets = found.containers(names, on, out).stream()
				.map(c -> new TaskTarget(new ResourceId(c.connection().id(), So3.CONTAINER, c.thing().key()), c.label(c.thing().name()))).distinct().toList();
		String what = targets.size() == 1 ? targets.getFirst().label() : targets.size() + " containers";
		return run(tasks, List.of(new TaskRequest(1, verb, title.formatted(what), targets, parameters)));
	}

	static ObjectNode parameters() {
		return JsonNodeFactory.instance.objectNode();
	}
}
