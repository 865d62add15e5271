package org.fleetdesk.serverless.internal.cli;

import java.util.List;

import org.fleetdesk.cli.TaskVerb;
import org.fleetdesk.serverless.internal.cli.Found.On;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A verb on resources, done as a task. */
@Command(mixinStandardHelpOptions = true)
abstract class ResourceTask extends TaskVerb {

	@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
	List<String> on;

	final Found found;
	private final TaskService tasks;

	ResourceTask(Found found, TaskService tasks) {
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
	 * @param what  such as "runtime"
	 * @param title of the task, with {@code %s} for the resource's name, or how many there are
	 * @return the exit code
	 */
	final int run(List<On> meant, String what, String verb, String title, ObjectNode parameters) throws Exception {
		var targets = meant.stream().map(On::target).distinct().toList();
		String whom = targets.size() == 1 ? targets.getFirst().label() : "%d %ss".formatted(targets.size(), what);
		return run(tasks, List.of(new TaskRequest(1, verb, title.formatted(whom), targets, parameters)));
	}

	final int submit(List<TaskRequest> requests) throws Exception {
		return run(tasks, requests);
	}

	static ObjectNode parameters() {
		return JsonNodeFactory.instance.objectNode();
	}

	/** For a text that becomes a part of a format. */
	static String escaped(String text) {
		return text.replace("%", "%%");
	}
}
