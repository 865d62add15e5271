package org.fleetdesk.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.tasks.TaskService;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A verb on resources that are found by their words, done as a task.
 *
 * @param <F> what finds them
 */
public abstract class ResourceTask<F extends ResourceFinder<?>> extends ResourceVerb {

	protected final F found;

	protected ResourceTask(F found, TaskService tasks) {
		super(tasks);
		this.found = found;
	}

	/** As {@link #run(List, String, String, String, ObjectNode)}. */
	protected final int runOn(List<On> meant, String what, String verb, String title, ObjectNode parameters) throws Exception {
		return run(meant.stream().map(On::target).toList(), what, verb, title, parameters);
	}
}
