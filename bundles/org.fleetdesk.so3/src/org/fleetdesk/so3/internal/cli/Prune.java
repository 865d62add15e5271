package org.fleetdesk.so3.internal.cli;

import java.util.List;

import org.fleetdesk.cli.TaskVerb;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code container prune} and {@code image prune}. */
@Command(name = "prune", mixinStandardHelpOptions = true)
final class Prune extends TaskVerb {

	@Option(names = "--on", paramLabel = "NAME", required = true, arity = "1..*", description = "The connections to remove them from.")
	List<String> on;

	private final Found found;
	private final TaskService tasks;
	private final String verb;
	private final String what;

	/** @param what such as "stopped containers" */
	Prune(Found found, TaskService tasks, String verb, String what) {
		this.found = found;
		this.tasks = tasks;
		this.verb = verb;
		this.what = what;
	}

	@Override
	public Integer call() throws Exception {
		var targets = found.named(on).stream().map(c -> new TaskTarget(ResourceId.engine(c.id()), c.name())).distinct().toList();
		String title = "Remove %s of %s".formatted(what, targets.size() == 1 ? targets.getFirst().label() : targets.size() + " engines");
		return run(tasks, List.of(new TaskRequest(1, verb, title, targets, JsonNodeFactory.instance.objectNode())));
	}
}
