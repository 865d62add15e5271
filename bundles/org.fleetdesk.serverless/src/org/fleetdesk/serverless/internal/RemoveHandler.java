package org.fleetdesk.serverless.internal;

import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Deletes runtimes and services, and sees that nothing of them is left. */
@Component
public final class RemoveHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(Serverless.DELETE, Serverless.DELETE_SERVICE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("delete", target, "Delete " + target.label(), true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var deeds = new Deeds(session, context);
		String name = step.target().label();
		context.published(session, () -> {
			if (context.request().verb().equals(Serverless.DELETE)) {
				boolean there = deeds.deleteRuntime(Targets.number(step), name);
				context.result(!there ? name + " was gone before" : session.cloud().hasOneFlow() ? "%s is deleted, with its service and its virtual machines".formatted(name) : name + " is deleted");
				return;
			}
			var service = session.service(Targets.number(step)).filter(s -> !s.state().equals(Joined.DONE));
			if (service.isPresent()) {
				deeds.deleteService(service.get());
			}
			context.result(name + (service.isPresent() ? " is deleted" : " was gone before"));
		});
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		boolean there = context.request().verb().equals(Serverless.DELETE) ? session.runtime(Targets.number(step)).isPresent()
				: session.service(Targets.number(step)).filter(s -> !s.state().equals(Joined.DONE)).isPresent();
		// the document may be gone and its virtual machines not: looking again does no harm
		return there || context.request().verb().equals(Serverless.DELETE) ? Probe.NOT_HAPPENED : Probe.HAPPENED;
	}
}
