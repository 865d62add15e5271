package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Severity;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Progress;
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
	/** Kept before the first byte is sent: from then on an image of the digest is ours. */
	private static final String SENDING = "sending";

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
		case UPLOAD -> Targets.published(session, context, () -> upload(session, deployment, context));
		case CREATE -> Targets.published(session, context,
				() -> creation.create(context.get(IMAGE).orElse(deployment.image()), deployment.labels()));
		case START -> Targets.published(session, context, creation::start);
		default -> throw new IllegalArgumentException(step.id());
		}
	}

	private static void upload(So3Session session, Deployment deployment, StepContext context) throws EngineException, InterruptedException {
		var present = present(session, deployment);
		if (present.isPresent()) {
			context.log(Severity.INFO, "The image is on the engine already; nothing is uploaded");
			keep(present.get(), deployment, context);
			return;
		}
		checkFile(deployment);
		context.put(SENDING, deployment.digest());
		context.progress(new Progress(0, deployment.size(), Progress.Unit.BYTES));
		try {
			session.load(deployment.file(), deployment.image(), sent -> context.progress(new Progress(sent, deployment.size(), Progress.Unit.BYTES)));
		} catch (EngineException e) {
			throw Targets.because("%s could not be uploaded".formatted(deployment.file().getFileName()), e);
		}
		var image = present(session, deployment).orElseThrow(() -> new EngineException(Kind.FAILED,
				"The engine confirmed the upload of %s, but has no image with its digest: the file was changed meanwhile, or the engine stored it wrongly"
						.formatted(deployment.file().getFileName())));
		keep(image, deployment, context);
	}

	private static void keep(So3Image image, Deployment deployment, StepContext context) throws EngineException {
		String name = image.names().contains(deployment.image()) ? deployment.image() : image.name();
		context.put(IMAGE, name);
		if (!deployment.create()) {
			context.result("The image is there, named " + name);
		}
	}

	private static void checkFile(Deployment deployment) throws EngineException {
		try {
			if (Files.size(deployment.file()) != deployment.size()) {
				throw new EngineException(Kind.REFUSED, "The file %s was changed since it was inspected; deploy it anew".formatted(deployment.file()));
			}
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "The file %s cannot be read: it is no longer there or its permissions have changed".formatted(deployment.file()), e);
		}
	}

	/**
	 * The image of the digest. The ids of an original are no digests: there the file is read, or, where there is no way to it, one of the same name and size is taken
	 * for the same.
	 */
	private static Optional<So3Image> present(So3Session session, Deployment deployment) throws EngineException, InterruptedException {
		var images = session.images();
		var host = session.host();
		if (!host.original()) {
			return images.stream().filter(i -> i.id().equals(deployment.digest())).findFirst();
		}
		var named = images.stream().filter(i -> i.names().contains(deployment.image()) && i.size() == deployment.size()).findFirst();
		boolean readable = host.refusal(Capability.UPLOAD).isEmpty();
		return named.isPresent() && readable && !session.has(deployment.image(), deployment.digest(), deployment.size()) ? Optional.empty() : named;
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var deployment = Deployment.of(context.request().parameters());
		boolean happened = switch (step.id()) {
		case UPLOAD -> present(session, deployment).isPresent();
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
		} else if (step.id().equals(UPLOAD) && context.get(SENDING).isPresent()) {
			undoUpload(Targets.session(context), deployment, context);
		}
	}

	/** The engine drops what it did not receive whole; only an upload that was complete when it was cancelled is there to be removed. */
	private static void undoUpload(So3Session session, Deployment deployment, StepContext context) throws EngineException, InterruptedException {
		var image = present(session, deployment);
		var users = session.containers();
		if (image.isPresent() && users.stream().noneMatch(c -> Snapshots.uses(c, image.get()) || image.get().names().contains(c.image()))) {
			for (String name : image.get().names()) {
				session.removeImage(name);
			}
			context.log(Severity.INFO, "The image is removed again");
		} else if (image.isEmpty()) {
			context.log(Severity.INFO, "Nothing of the image is on the engine");
		}
		Targets.publish(session, context);
	}
}
