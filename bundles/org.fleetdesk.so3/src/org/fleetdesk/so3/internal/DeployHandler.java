package org.fleetdesk.so3.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Brings an image to engines, makes containers of it and starts them. */
@Component
public final class DeployHandler implements TaskHandler {

	private static final String CHECK = "check";
	private static final String UPLOAD = "upload";
	private static final String CREATE = "create";
	private static final String START = "start";
	/** The image's name on the engine, once it is there. */
	private static final String IMAGE = "image";

	@Override
	public List<String> verbs() {
		return List.of(So3.DEPLOY);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		var deployment = Deployment.of(request.parameters());
		var steps = new ArrayList<Step>();
		if (deployment.create()) {
			steps.add(new Step(CHECK, target, "Check for a free slot", true, 1));
		}
		steps.add(new Step(UPLOAD, target, "Upload " + deployment.file().getFileName(), true, 20));
		if (deployment.create()) {
			steps.add(new Step(CREATE, target, "Create " + deployment.name(target), false, 2));
			if (deployment.start()) {
				steps.add(new Step(START, target, "Start " + deployment.name(target), true, 2));
			}
		}
		return steps;
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var deployment = Deployment.of(context.request().parameters());
		var creation = new Creation(session, context, deployment.name(step.target()));
		switch (step.id()) {
		case CHECK -> creation.check();
		case UPLOAD -> context.published(session, () -> upload(session, deployment, context));
		case CREATE -> context.published(session,
				() -> creation.create(context.get(IMAGE).orElse(deployment.image()), deployment.labels()));
		case START -> context.published(session, creation::start);
		default -> throw new IllegalArgumentException(step.id());
		}
	}

	private static void upload(So3Session session, Deployment deployment, StepContext context) throws EngineException, InterruptedException {
		var image = deployment.upload().send(session, context);
		String name = image.names().contains(deployment.image()) ? deployment.image() : image.name();
		context.put(IMAGE, name);
		if (!deployment.create()) {
			context.result("The image is there, named " + name);
		}
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var deployment = Deployment.of(context.request().parameters());
		boolean happened = switch (step.id()) {
		case UPLOAD -> deployment.upload().present(session).isPresent();
		case CREATE -> new Creation(session, context, deployment.name(step.target())).made().isPresent();
		case START -> new Creation(session, context, deployment.name(step.target())).made().filter(c -> c.running()).isPresent();
		default -> false;
		};
		return happened ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		var deployment = Deployment.of(context.request().parameters());
		if (step.id().equals(CREATE) && Creation.asked(context)) {
			new Creation(Targets.session(context), context, deployment.name(step.target())).undo();
		} else if (step.id().equals(UPLOAD) && context.get(ImageUpload.SENDING).isPresent()) {
			deployment.upload().undo(Targets.session(context), context);
		}
	}
}
