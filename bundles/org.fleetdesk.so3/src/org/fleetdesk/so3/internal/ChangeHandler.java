package org.fleetdesk.so3.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Severity;
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

/** What changes a container and lets it be the same one: another name, other labels, another image. */
@Component
public final class ChangeHandler implements TaskHandler {

	/** Kept before the engine is asked, once: what there was. */
	private static final String BEFORE = "before";

	@Override
	public List<String> verbs() {
		return List.of(So3.RENAME, So3.LABEL, So3.UPDATE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String title = switch (request.verb()) {
		case So3.RENAME -> "Rename %s to %s".formatted(target.label(), Changes.name(request, target));
		case So3.LABEL -> "Label " + target.label();
		default -> "Update %s to %s".formatted(target.label(), request.parameters().path("image").asText());
		};
		return List.of(new Step("change", target, title, true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		Targets.published(session, context, () -> {
			var container = Targets.container(session, step);
			switch (context.request().verb()) {
			case So3.RENAME -> rename(session, step, container, context);
			case So3.LABEL -> label(session, step, container, context);
			default -> update(session, container, context);
			}
		});
	}

	private static void rename(So3Session session, Step step, So3Container container, StepContext context) throws EngineException, InterruptedException {
		String name = Changes.name(context.request(), step.target());
		if (container.name().equals(name)) {
			context.result("It was named %s before".formatted(name));
			return;
		}
		if (session.containers().stream().anyMatch(c -> c.name().equals(name))) {
			throw new EngineException(Kind.REFUSED, "%s could not be renamed: there is a container named %s already".formatted(container.name(), name));
		}
		keep(context, container.name());
		try {
			session.rename(container, name);
		} catch (EngineException e) {
			throw Targets.because("%s could not be renamed to %s".formatted(container.name(), name), e);
		}
		Targets.confirm("new name of " + container.name(), () -> {
			String now = Targets.again(session, container).name();
			return now.equals(name) ? Optional.empty() : Optional.of("it is named " + now);
		});
		context.result("%s is named %s now".formatted(container.name(), name));
	}

	private static void label(So3Session session, Step step, So3Container container, StepContext context) throws EngineException, InterruptedException {
		var wanted = Changes.labels(context.request(), step.target(), container.labels());
		if (wanted.equals(container.labels())) {
			context.result(container.name() + " had these labels before");
			return;
		}
		keep(context, Changes.back(container.labels(), wanted));
		try {
			session.label(container, wanted);
		} catch (EngineException e) {
			throw Targets.because("The labels of %s could not be changed".formatted(container.name()), e);
		}
		Targets.confirm("new labels of " + container.name(), () -> Targets.again(session, container).labels().equals(wanted) ? Optional.empty()
				: Optional.of("it has other ones"));
		context.result("%s has %s now".formatted(container.name(), wanted.isEmpty() ? "no labels" : wanted.size() == 1 ? "1 label" : wanted.size() + " labels"));
	}

	/** What there was before the first attempt. */
	private static void keep(StepContext context, String before) throws EngineException {
		if (context.get(BEFORE).isEmpty()) {
			context.put(BEFORE, before);
		}
	}

	private static void update(So3Session session, So3Container container, StepContext context) throws EngineException, InterruptedException {
		var image = image(session, context.request());
		if (container.imageId().equals(image.id())) {
			context.result("%s was made of %s before".formatted(container.name(), image.name()));
			return;
		}
		context.log(Severity.INFO, "%s is made of %s and is %s".formatted(container.name(), container.image(), container.stateText()));
		try {
			session.update(container, image.names().isEmpty() ? image.id() : image.name());
		} catch (EngineException e) {
			throw new EngineException(e.kind(), "%s could not be updated to %s: %s%s".formatted(container.name(), image.name(), e.getMessage(), now(session, container)), e);
		}
		Targets.confirm("update of " + container.name(), () -> {
			var now = Targets.again(session, container);
			return now.imageId().equals(image.id()) ? Optional.empty() : Optional.of("it is made of " + now.image());
		});
		var now = Targets.again(session, container);
		context.result("%s is made of %s now and is %s".formatted(now.name(), image.name(), now.stateText()));
	}

	/** What there is after an update that failed, for the end of its sentence. */
	private static String now(So3Session session, So3Container container) throws InterruptedException {
		try {
			return session.container(container.key()).map(c -> "; it is made of %s and is %s".formatted(c.image(), c.stateText())).orElse("; it is gone");
		} catch (EngineException e) {
			return "; what it is now cannot be told";
		}
	}

	private static So3Image image(So3Session session, TaskRequest request) throws EngineException, InterruptedException {
		return Targets.image(session, request.parameters().path("image").asText());
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var found = session.container(step.target().resource().key());
		if (found.isEmpty()) {
			return Probe.UNKNOWN;
		}
		var container = found.get();
		boolean happened = switch (context.request().verb()) {
		case So3.RENAME -> container.name().equals(Changes.name(context.request(), step.target()));
		case So3.LABEL -> Changes.labels(context.request(), step.target(), container.labels()).equals(container.labels());
		default -> container.imageId().equals(image(session, context.request()).id());
		};
		return happened ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	/** An engine that answers an update with a conflict has tried the image and gone back to the old one. */
	@Override
	public boolean passes(Step step, TaskRequest request, EngineException failure) {
		return !(request.verb().equals(So3.UPDATE) && failure.kind() == Kind.CONFLICT) && TaskHandler.super.passes(step, request, failure);
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).toList();
		return changed.isEmpty() ? Optional.empty() : switch (request.verb()) {
		case So3.RENAME -> Optional.of(Changes.nameBack(request, changed, BEFORE));
		case So3.LABEL -> Optional.of(Changes.labelBack(request, changed, BEFORE));
		default -> Optional.empty();
		};
	}

	/** An engine that has begun an update brings it to an end, with the new image or the old one: there is nothing to undo, but to be told. */
	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		if (context.request().verb().equals(So3.UPDATE)) {
			session.container(step.target().resource().key())
					.ifPresent(c -> context.log(Severity.INFO, "%s is made of %s and is %s".formatted(c.name(), c.image(), c.stateText())));
			Targets.publish(session, context);
		}
	}
}
