package org.fleetdesk.so3.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.So3Session.Verb;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Keeps states of containers, goes back to them, and forgets them. */
@Component
public final class CheckpointHandler implements TaskHandler {

	/** Kept before the engine is asked: from then on a checkpoint of the name is ours. */
	private static final String WRITING = "writing";
	/** When the run began that a restore ends. */
	private static final String BEFORE = "before";

	@Override
	public List<String> verbs() {
		return List.of(So3.CHECKPOINT, So3.RESTORE, So3.REMOVE_CHECKPOINT);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String name = name(request);
		return List.of(switch (request.verb()) {
		case So3.CHECKPOINT -> new Step("checkpoint", target, "Keep %s as checkpoint %s".formatted(target.label(), name), false, 1);
		case So3.RESTORE -> new Step("restore", target, "Restore %s from checkpoint %s".formatted(target.label(), name), false, 1);
		default -> new Step("remove", target, "Remove checkpoint %s of %s".formatted(name, target.label()), true, 1);
		});
	}

	private static String name(TaskRequest request) {
		return request.parameters().path("name").asText();
	}

	private static boolean stop(TaskRequest request) {
		return request.parameters().path("stop").asBoolean(false);
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			var container = Targets.container(session, step);
			switch (context.request().verb()) {
			case So3.CHECKPOINT -> write(session, container, context);
			case So3.RESTORE -> restore(session, container, context);
			default -> remove(session, container, context);
			}
		});
	}

	private static boolean there(So3Session session, So3Container container, String name) throws EngineException, InterruptedException {
		return session.checkpoints(container).stream().anyMatch(c -> c.name().equals(name));
	}

	private static void write(So3Session session, So3Container container, StepContext context) throws EngineException, InterruptedException {
		String name = name(context.request());
		boolean stop = stop(context.request());
		String failed = "%s could not be kept as checkpoint %s".formatted(container.name(), name);
		try {
			if (there(session, container, name)) {
				throw new EngineException(Kind.REFUSED, "it has a checkpoint of this name already");
			}
			if (!container.running()) {
				throw new EngineException(Kind.REFUSED, "it is " + container.stateText());
			}
			context.put(WRITING, name);
			session.checkpoint(container, name, stop);
		} catch (EngineException e) {
			throw e.prefixed(failed);
		}
		Targets.confirm("checkpoint %s of %s".formatted(name, container.name()), () -> {
			var now = Targets.again(session, container);
			return !there(session, container, name) ? Optional.of("there is none") : stop && now.up() ? Optional.of("it is " + now.stateText()) : Optional.empty();
		});
		context.result("%s is kept as checkpoint %s and is %s".formatted(container.name(), name, Targets.again(session, container).stateText()));
	}

	private static void restore(So3Session session, So3Container before, StepContext context) throws EngineException, InterruptedException {
		String name = name(context.request());
		try {
			if (!there(session, before, name)) {
				throw new EngineException(Kind.NOT_FOUND, "it has no checkpoint of this name");
			}
			context.keep(BEFORE, started(before));
			if (before.up()) {
				session.act(Verb.STOP, before);
				Targets.confirm("stop of " + before.name(), () -> {
					var now = Targets.again(session, before);
					return now.up() ? Optional.of("it is " + now.stateText()) : Optional.empty();
				});
			}
			session.restore(before, name);
		} catch (EngineException e) {
			throw e.prefixed("%s could not be restored from checkpoint %s".formatted(before.name(), name));
		}
		var seen = new So3Container[1];
		Targets.confirm("restore of " + before.name(), () -> {
			seen[0] = Targets.again(session, before);
			return seen[0].running() || seen[0].nativeState().equals("dead") ? Optional.empty() : Optional.of("it is " + seen[0].stateText());
		});
		if (!seen[0].running()) {
			context.log(Severity.WARNING, before.name() + " was restored and has ended already");
		}
		context.result("%s goes on from checkpoint %s and is %s".formatted(before.name(), name, seen[0].stateText()));
	}

	private static String started(So3Container container) {
		return container.up() ? container.started().map(Object::toString).orElse("") : "";
	}

	private static void remove(So3Session session, So3Container container, StepContext context) throws EngineException, InterruptedException {
		String name = name(context.request());
		if (!there(session, container, name)) {
			context.result("%s had no checkpoint %s any more".formatted(container.name(), name));
			return;
		}
		try {
			session.removeCheckpoint(container, name);
		} catch (EngineException e) {
			throw e.prefixed("The checkpoint %s of %s could not be removed".formatted(name, container.name()));
		}
		Targets.confirm("removal of the checkpoint " + name, () -> there(session, container, name) ? Optional.of("it is still there") : Optional.empty());
		context.result("The checkpoint %s of %s is removed".formatted(name, container.name()));
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var found = session.container(step.target().resource().key());
		if (found.isEmpty()) {
			return Probe.UNKNOWN;
		}
		var container = found.get();
		boolean there = there(session, container, name(context.request()));
		return switch (context.request().verb()) {
		case So3.CHECKPOINT -> !there ? Probe.NOT_HAPPENED : context.get(WRITING).isPresent() && !(stop(context.request()) && container.up()) ? Probe.HAPPENED : Probe.UNKNOWN;
		case So3.RESTORE -> restored(container, context);
		default -> there ? Probe.NOT_HAPPENED : Probe.HAPPENED;
		};
	}

	/** It runs, and not as before. */
	private static Probe restored(So3Container container, StepContext context) {
		var before = context.get(BEFORE);
		if (before.isEmpty() || !container.up() || started(container).equals(before.get())) {
			return Probe.NOT_HAPPENED;
		}
		return container.started().isPresent() ? Probe.HAPPENED : Probe.UNKNOWN;
	}

	/** Takes a checkpoint back that was cut off, unless the container ended for it: then it is all that is left of it. Of a restore it tells what there is. */
	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		switch (context.request().verb()) {
		case So3.CHECKPOINT -> {
			if (context.get(WRITING).isPresent()) {
				takeBack(step, context);
			}
		}
		case So3.RESTORE -> {
			if (context.get(BEFORE).isPresent()) {
				var session = Targets.session(context);
				session.container(step.target().resource().key()).ifPresent(c -> context.log(Severity.INFO, "%s is %s".formatted(c.name(), c.stateText())));
				context.publish(session);
			}
		}
		default -> {
			// it is there or it is gone
		}
		}
	}

	private static void takeBack(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var container = session.container(step.target().resource().key());
		String name = name(context.request());
		if (container.isEmpty() || !there(session, container.get(), name)) {
			return;
		}
		if (container.get().up()) {
			session.removeCheckpoint(container.get(), name);
			context.log(Severity.INFO, "The checkpoint %s is removed again".formatted(name));
		} else {
			context.log(Severity.WARNING, "%s has ended; its checkpoint %s is kept".formatted(container.get().name(), name));
		}
		context.publish(session);
	}
}
