package org.fleetdesk.cli;

import java.io.IOException;
import java.util.List;

import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A verb on resources that connections have, done as a task. */
@Command(mixinStandardHelpOptions = true)
public abstract class ResourceVerb extends TaskVerb {

	/** Names of connections; null for all. */
	@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
	protected List<String> on;

	private final TaskService tasks;

	protected ResourceVerb(TaskService tasks) {
		this.tasks = tasks;
	}

	/**
	 * Does a verb and prints what came of it.
	 *
	 * @param what  such as "runtime"
	 * @param title of the task, with {@code %s} for the resource's name, or how many there are
	 * @return the exit code
	 */
	protected final int run(List<TaskTarget> targets, String what, String verb, String title, ObjectNode parameters) throws IOException, InterruptedException, UsageException {
		var distinct = targets.stream().distinct().toList();
		String whom = distinct.size() == 1 ? distinct.getFirst().label() : "%d %ss".formatted(distinct.size(), what);
		return submit(List.of(new TaskRequest(1, verb, title.formatted(whom), distinct, parameters)));
	}

	protected final int submit(List<TaskRequest> requests) throws IOException, InterruptedException, UsageException {
		return run(tasks, requests);
	}

	protected static ObjectNode parameters() {
		return JsonNodeFactory.instance.objectNode();
	}

	/** For a text that becomes a part of a title. */
	protected static String escaped(String text) {
		return text.replace("%", "%%");
	}
}
