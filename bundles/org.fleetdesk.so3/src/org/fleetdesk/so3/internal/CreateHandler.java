package org.fleetdesk.so3.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Creates containers of images that are on the engine. */
@Component
public final class CreateHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(So3.CREATE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		var steps = new ArrayList<Step>();
		steps.add(new Step("create", target, "Create " + name(request), false, 1));
		if (request.parameters().path("start").asBoolean(false)) {
			steps.add(new Step("start", target, "Start " + name(request), true, 1));
		}
		return steps;
	}

	private static String name(TaskRequest request) {
		return request.parameters().path("name").asText();
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var creation = new Creation(session, context, name(context.request()));
		context.published(session, () -> {
			if (step.id().equals("start")) {
				creation.start();
			} else {
				var parameters = new EngineObject(context.request().parameters());
				creation.create(Targets.image(session, parameters.text("image")).name(), parameters.map("labels"));
			}
		});
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var made = new Creation(Targets.session(context), context, name(context.request())).made();
		return made.isPresent() && (step.id().equals("create") || made.get().running()) ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (step.id().equals("create") && Creation.asked(context)) {
			new Creation(Targets.session(context), context, name(context.request())).undo();
		}
	}
}
