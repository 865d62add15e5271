package org.fleetdesk.so3.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Exchanges the images of containers, with the upload of the new one where it is missing; the way back is an update to the image before. */
@Component
public final class UpdateHandler implements TaskHandler {

	private static final String UPLOAD = "upload";
	private static final String UPDATE = "change";
	private static final String REMOVE = "remove";
	/** Parameter of a way back: whether the container ran before, and is started when it does not any more. */
	private static final String START = "start";

	/** Kept before the engine is asked, once: id of the image that there was, whether the container was up, and the image's name, separated by spaces. */
	private static final String BEFORE = "before";
	/** Kept when it is done: the image's id, whether the container has to be up, and when it was started, separated by spaces. */
	private static final String AFTER = "after";

	/** Containers of one engine take the image from one upload: held during it, by engine and digest. */
	private final Map<String, ReentrantLock> uploads = new ConcurrentHashMap<>();

	@Override
	public List<String> verbs() {
		return List.of(So3.UPDATE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		var parameters = Changes.parameters(request, target);
		var steps = new ArrayList<Step>();
		if (ImageUpload.in(parameters)) {
			steps.add(new Step(UPLOAD, target, "Upload " + ImageUpload.of(parameters).file().getFileName(), true, 20));
		}
		if (parameters.has("image")) {
			String name = parameters.path("name").asText(parameters.path("image").asText());
			steps.add(new Step(UPDATE, target, "Update %s to %s".formatted(target.label(), name), true, 5));
		}
		if (parameters.has(REMOVE)) {
			steps.add(new Step(REMOVE, target, "Remove the uploaded image", true, 1));
		}
		return steps;
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			switch (step.id()) {
			case UPLOAD -> upload(session, step, context);
			case UPDATE -> update(session, step, context);
			default -> remove(session, step, context);
			}
		});
	}

	private void upload(So3Session session, Step step, StepContext context) throws EngineException, InterruptedException {
		var upload = ImageUpload.of(Changes.parameters(context.request(), step.target()));
		var turn = uploads.computeIfAbsent(step.target().resource().connection() + " " + upload.digest(), k -> new ReentrantLock());
		turn.lockInterruptibly();
		try {
			upload.send(session, context);
		} finally {
			turn.unlock();
		}
	}

	private static void update(So3Session session, Step step, StepContext context) throws EngineException, InterruptedException {
		var container = Targets.container(session, step);
		var image = image(session, context.request(), step.target());
		if (container.imageId().equals(image.id())) {
			context.result(context.get(BEFORE).isEmpty() ? "%s was made of %s before".formatted(container.name(), image.name())
					: "%s is made of %s now and is %s".formatted(container.name(), image.name(), container.stateText())); // an attempt before this one did it
		} else {
			exchange(session, container, image, context);
		}
		if (Changes.parameters(context.request(), step.target()).path(START).asBoolean() && !Targets.again(session, container).up()) {
			ContainerHandler.start(session, Targets.again(session, container), context);
			context.result("%s is made of %s and runs again".formatted(container.name(), image.name()));
		}
		context.put(AFTER, after(Targets.again(session, container), hasToBeUp(container, step, context)));
	}

	/** What was up has to be up again: not what is found when it is done, as it may have died of the new image, or been stopped by somebody, by then. */
	private static boolean hasToBeUp(So3Container first, Step step, StepContext context) {
		return Changes.parameters(context.request(), step.target()).path(START).asBoolean()
				|| context.get(BEFORE).map(before -> Boolean.parseBoolean(before.split(" ", 3)[1])).orElse(first.up());
	}

	private static void exchange(So3Session session, So3Container container, So3Image image, StepContext context) throws EngineException, InterruptedException {
		context.log(Severity.INFO, "%s is made of %s and is %s".formatted(container.name(), container.image(), container.stateText()));
		context.keep(BEFORE, container.imageId() + " " + container.up() + " " + container.image());
		try {
			session.update(container, image.names().isEmpty() ? image.id() : image.name());
		} catch (EngineException e) {
			throw e.prefixed("%s could not be updated to %s".formatted(container.name(), image.name())); // compensate tells what it is now
		}
		Targets.confirm("update of " + container.name(), () -> {
			var now = Targets.again(session, container);
			return now.imageId().equals(image.id()) ? Optional.empty() : Optional.of("it is made of " + now.image());
		});
		var now = Targets.again(session, container);
		context.result("%s is made of %s now and is %s".formatted(now.name(), image.name(), now.stateText()));
	}

	private static String after(So3Container container, boolean hasToBeUp) {
		return container.imageId() + " " + hasToBeUp + " " + started(container);
	}

	private static String started(So3Container container) {
		return container.started().map(Object::toString).orElse("-");
	}

	/** The image that a target is to have. */
	private static So3Image image(So3Session session, TaskRequest request, TaskTarget target) throws EngineException, InterruptedException {
		var parameters = Changes.parameters(request, target);
		if (ImageUpload.in(parameters)) {
			return ImageUpload.of(parameters).present(session).orElseThrow(() -> new EngineException(Kind.NOT_FOUND,
					"The image %s is no longer on %s".formatted(parameters.path("image").asText(), session.connection().name())));
		}
		return Targets.image(session, parameters.path("image").asText());
	}

	private static void remove(So3Session session, Step step, StepContext context) throws EngineException, InterruptedException {
		String digest = Changes.parameters(context.request(), step.target()).path(REMOVE).asText();
		var image = session.images().stream().filter(i -> i.id().equals(digest)).findFirst();
		if (image.isPresent()) {
			ImageUpload.removeUnused(session, image.get(), context);
		}
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		if (!step.id().equals(UPDATE)) {
			return Probe.UNKNOWN; // they look for themselves
		}
		var session = Targets.session(context);
		var container = session.container(step.target().resource().key());
		return container.isEmpty() ? Probe.UNKNOWN
				: container.get().imageId().equals(image(session, context.request(), step.target()).id()) ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	/** An engine that answers an update with a conflict has tried the image and gone back to the old one. */
	@Override
	public boolean passes(Step step, TaskRequest request, EngineException failure) {
		return !(step.id().equals(UPDATE) && failure.kind() == Kind.CONFLICT) && TaskHandler.super.passes(step, request, failure);
	}

	/** An engine that has begun an update brings it to an end, with the new image or the old one: there is nothing to undo, but to be told. */
	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		if (step.id().equals(UPLOAD)) {
			ImageUpload.of(Changes.parameters(context.request(), step.target())).undo(session, context);
		} else if (step.id().equals(UPDATE) && context.get(BEFORE).isPresent()) {
			session.container(step.target().resource().key())
					.ifPresent(c -> context.log(Severity.INFO, "%s is made of %s and is %s".formatted(c.name(), c.image(), c.stateText())));
			context.publish(session);
		}
	}

	/** Each container gets the image that it had; an image that was uploaded for it goes, unless a container is made of it. */
	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var sent = done.stream().filter(d -> d.values().containsKey(ImageUpload.SENDING)).map(d -> d.target().resource().connection()).toList();
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE) || d.values().containsKey(ImageUpload.SENDING)).toList();
		return changed.isEmpty() ? Optional.empty() : Optional.of(Changes.each(request, changed, d -> {
			var parameters = Changes.object();
			Optional.ofNullable(d.values().get(BEFORE)).map(before -> before.split(" ", 3))
					.ifPresent(before -> parameters.put("image", before[0]).put("name", before[2]).put(START, Boolean.parseBoolean(before[1])));
			if (sent.contains(d.target().resource().connection())) {
				parameters.put(REMOVE, Changes.parameters(request, d.target()).path("digest").asText());
			}
			return parameters;
		}));
	}

	@Override
	public Optional<String> unhealthy(TaskTarget target, StepContext context) throws EngineException, InterruptedException {
		var after = context.get(AFTER).map(a -> a.split(" ")).filter(a -> a.length == 3);
		var found = Targets.session(context).container(target.resource().key());
		if (found.isEmpty()) {
			return Optional.of("it is no longer there");
		}
		var container = found.get();
		if (after.isEmpty()) {
			return Optional.empty();
		}
		if (!container.imageId().equals(after.get()[0])) {
			return Optional.of("it is made of another image by now: " + container.image());
		}
		if (after.get()[1].equals("true") && !container.up()) {
			return Optional.of("it is " + container.stateText() + (container.exitCode().isPresent() ? ", exit code " + container.exitCode().getAsInt() : ""));
		}
		if (after.get()[1].equals("true") && !started(container).equals(after.get()[2])) {
			return Optional.of("it ended and was started again");
		}
		return Optional.empty();
	}
}
