package org.fleetdesk.gateways.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.TaskService;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A verb that asks for nothing but which resources. */
class Act extends ResourceTask<Found> {

	@Parameters(paramLabel = "NAME", arity = "0..*", description = "Names, PRODUCT/SERIAL, or CONNECTION/NAME; of an application, GATEWAY/NAME.")
	List<String> names = List.of();
	@Mixin
	Chosen chosen;

	private final String kind;
	private final String what;
	private final String verb;
	private final String label;

	/**
	 * @param what  such as "gateway"
	 * @param label of the verb, such as "Lock"
	 */
	Act(Found found, TaskService tasks, String kind, String what, String verb, String label) {
		super(found, tasks);
		this.kind = kind;
		this.what = what;
		this.verb = verb;
		this.label = label;
	}

	/** On gateways. */
	Act(Found found, TaskService tasks, String verb, String label) {
		this(found, tasks, Gateways.GATEWAY, "gateway", verb, label);
	}

	ObjectNode wishes() throws Exception {
		return parameters();
	}

	@Override
	public Integer call() throws Exception {
		var wishes = wishes();
		return runOn(found.meant(kind, what, names, chosen.choice(), on, out), what, verb, label + " %s", wishes);
	}
}
