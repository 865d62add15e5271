package org.fleetdesk.serverless.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.tasks.TaskService;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A verb that asks for nothing but which resources. */
class Act extends ResourceTask<Found> {

	@Parameters(paramLabel = "NAME", arity = "0..*", description = "Names or ids, or CONNECTION/NAME.")
	List<String> names = List.of();
	@Option(names = "--filter", paramLabel = "FILTER", defaultValue = "", description = "All that match, as in the tables of the console: 'state:error owner:ann'.")
	String filter;

	private final String kind;
	private final String what;
	private final String verb;
	private final String label;

	/**
	 * @param what  such as "runtime"
	 * @param label of the verb, such as "Delete"
	 */
	Act(Found found, TaskService tasks, String kind, String what, String verb, String label) {
		super(found, tasks);
		this.kind = kind;
		this.what = what;
		this.verb = verb;
		this.label = label;
	}

	ObjectNode wishes() throws Exception {
		return parameters();
	}

	@Override
	public Integer call() throws Exception {
		var wishes = wishes();
		return runOn(found.meant(kind, what, names, Choice.of(filter), on, out), what, verb, label + " %s", wishes);
	}
}
