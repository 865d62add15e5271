package org.fleetdesk.so3.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Removes images, where one with several names loses all of them, and gives them further names. */
@Component
public final class ImageHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(So3.REMOVE_IMAGE, So3.TAG_IMAGE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(request.verb().equals(So3.TAG_IMAGE) ? new Step("tag", target, "Tag image %s as %s".formatted(target.label(), tag(request)), true, 1)
				: new Step("remove", target, "Remove image " + target.label(), true, 1));
	}

	private static String tag(TaskRequest request) {
		return request.parameters().path("tag").asText();
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			if (context.request().verb().equals(So3.TAG_IMAGE)) {
				tag(session, step, context);
			} else {
				remove(session, step, context);
			}
		});
	}

	private static void tag(So3Session session, Step step, StepContext context) throws EngineException, InterruptedException {
		String tag = tag(context.request());
		var image = find(session, step.target().resource().key())
				.orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "%s is no longer there".formatted(step.target().label())));
		if (named(session, image.id(), tag)) {
			context.result("%s was tagged %s before".formatted(image.name(), tag));
			return;
		}
		try {
			session.tag(image.names().isEmpty() ? image.id() : image.name(), tag);
		} catch (EngineException e) {
			throw e.prefixed("The image %s could not be tagged %s".formatted(image.name(), tag));
		}
		Targets.confirm("tag of " + image.name(), () -> named(session, image.id(), tag) ? Optional.empty() : Optional.of("no image of this content has it"));
		context.result("%s is tagged %s".formatted(image.name(), tag));
	}

	/** Engines write names in full: podman's {@code x} is {@code localhost/x}. */
	private static boolean named(So3Session session, String id, String tag) throws EngineException, InterruptedException {
		String name = So3Image.withoutLatest(tag);
		return session.images().stream().filter(i -> i.id().equals(id)).flatMap(i -> i.names().stream()).anyMatch(n -> n.equals(name) || n.endsWith("/" + name) || n.equals(So3Image.nameOf(tag)));
	}

	private static void remove(So3Session session, Step step, StepContext context) throws EngineException, InterruptedException {
		String key = step.target().resource().key();
		var image = find(session, key);
		if (image.isEmpty()) {
			context.result(step.target().label() + " was gone before");
			return;
		}
		try {
			// by name, one after the other: by id an engine refuses an image of several names
			for (String name : image.get().names().isEmpty() ? List.of(image.get().id()) : image.get().names()) {
				session.removeImage(name);
			}
			Targets.confirm("removal of " + image.get().name(), () -> find(session, key).map(i -> "the image is still there"));
			context.result(image.get().name() + " is removed");
		} catch (EngineException e) {
			throw e.prefixed("The image " + image.get().name() + " could not be removed");
		}
	}

	/** An image that a container is made of does not become free in a few seconds. */
	@Override
	public boolean passes(Step step, TaskRequest request, EngineException failure) {
		return failure.kind() != Kind.CONFLICT && TaskHandler.super.passes(step, request, failure);
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		if (context.request().verb().equals(So3.TAG_IMAGE)) {
			var image = find(Targets.session(context), step.target().resource().key());
			return image.isEmpty() ? Probe.UNKNOWN : named(Targets.session(context), image.get().id(), tag(context.request())) ? Probe.HAPPENED : Probe.NOT_HAPPENED;
		}
		return find(Targets.session(context), step.target().resource().key()).isEmpty() ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	private static Optional<So3Image> find(So3Session session, String key) throws EngineException, InterruptedException {
		return session.images().stream().filter(i -> i.id().equals(key) || i.name().equals(key)).findFirst();
	}
}
