package org.fleetdesk.gateways.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceVerb;
import org.fleetdesk.tasks.TaskService;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A verb on resources, done as a task. */
abstract class ResourceTask extends ResourceVerb {

	final Found found;

	ResourceTask(Found found, TaskService tasks) {
		super(tasks);
		this.found = found;
	}

	/** As {@link #run(List, String, String, String, ObjectNode)}. */
	final int runOn(List<On> meant, String what, String verb, String title, ObjectNode parameters) throws Exception {
		return run(meant.stream().map(On::target).toList(), what, verb, title, parameters);
	}
}
