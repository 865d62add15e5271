package org.fleetdesk.so3.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Removes images; one with several names loses all of them. */
@Component
public final class ImageHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(So3.REMOVE_IMAGE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("remove", target, "Remove image " + target.label(), true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		Targets.published(session, context, () -> remove(session, step, context));
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
			throw Targets.because("The image " + image.get().name() + " could not be removed", e);
		}
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		return find(Targets.session(context), step.target().resource().key()).isEmpty() ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	private static Optional<So3Image> find(So3Session session, String key) throws EngineException, InterruptedException {
		return session.images().stream().filter(i -> i.id().equals(key) || i.name().equals(key)).findFirst();
	}
}
