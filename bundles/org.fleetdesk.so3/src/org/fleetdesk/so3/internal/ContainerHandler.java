package org.fleetdesk.so3.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The verbs on containers. Each reads the state again before it says that it is done. */
@Component
public final class ContainerHandler implements TaskHandler {

	/** A verb's words and what it leads to. */
	private record Act(Verb verb, String title, String noun, String failed) {
	}

	private static final Map<String, Act> ACTS = acts();
	/** Kept before the engine is asked: the state, or for a restart when the run began that it ends. */
	private static final String BEFORE = "before";

	private static Map<String, Act> acts() {
		var acts = new LinkedHashMap<String, Act>();
		acts.put(So3.START, new Act(Verb.START, "Start", "start", "could not be started"));
		acts.put(So3.STOP, new Act(Verb.STOP, "Stop", "stop", "could not be stopped"));
		acts.put(So3.RESTART, new Act(Verb.RESTART, "Restart", "restart", "could not be restarted"));
		acts.put(So3.PAUSE, new Act(Verb.PAUSE, "Pause", "pause", "could not be paused"));
		acts.put(So3.UNPAUSE, new Act(Verb.UNPAUSE, "Resume", "resume", "could not be resumed"));
		acts.put(So3.KILL, new Act(Verb.KILL, "Kill", "kill", "could not be killed"));
		acts.put(So3.REMOVE, new Act(null, "Remove", "removal", "could not be removed"));
		return Collections.unmodifiableMap(acts);
	}

	@Override
	public List<String> verbs() {
		return List.copyOf(ACTS.keySet());
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		Act act = ACTS.get(request.verb());
		// what is wanted is a state, so doing it twice is the same; a restart is not
		return List.of(new Step(act.noun, target, act.title + " " + target.label(), act.verb != Verb.RESTART, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		Act act = ACTS.get(context.request().verb());
		var session = Targets.session(context);
		context.published(session, () -> {
			if (act.verb == null) {
				remove(session, step, context);
			} else {
				var container = Targets.container(session, step);
				// an original confirms restarts that it does not do, and afterwards the container looks the same: only one that has been seen stopped was restarted
				if (act.verb == Verb.RESTART && container.up() && session.host().original()) {
					context.keep(BEFORE, began(container));
					act(session, ACTS.get(So3.STOP), container, context);
					start(session, Targets.again(session, container), context);
				} else {
					act(session, act, container, context);
				}
			}
		});
	}

	/** Starts a container and sees that it runs. */
	static void start(So3Session session, So3Container container, StepContext context) throws EngineException, InterruptedException {
		act(session, ACTS.get(So3.START), container, context);
	}

	private static void act(So3Session session, Act act, So3Container before, StepContext context) throws EngineException, InterruptedException {
		if (reached(act.verb, before) && act.verb != Verb.RESTART) {
			context.result("%s was %s before".formatted(before.name(), before.stateText()));
			return;
		}
		if (act.verb == Verb.START && before.paused()) {
			throw new EngineException(Kind.REFUSED, before.name() + " is paused; resume it instead of starting it");
		}
		if (act.verb == Verb.PAUSE && !before.up()) {
			throw new EngineException(Kind.REFUSED, "%s could not be paused: it is %s".formatted(before.name(), before.stateText()));
		}
		switch (act.verb) {
		case PAUSE, UNPAUSE -> context.keep(BEFORE, before.state());
		case RESTART -> context.keep(BEFORE, began(before));
		default -> {
			// has no way back, and may be done again
		}
		}
		try {
			session.act(act.verb, before);
		} catch (EngineException e) {
			throw e.prefixed(before.name() + " " + act.failed);
		}
		confirm(session, act, before, context);
	}

	private static String began(So3Container container) {
		return container.up() ? container.started().map(Object::toString).orElse("") : "";
	}

	/** One that has ended by itself meanwhile was started all the same. */
	private static void confirm(So3Session session, Act act, So3Container before, StepContext context) throws EngineException, InterruptedException {
		var seen = new So3Container[1];
		boolean original = session.host().original();
		Targets.confirm("%s of %s".formatted(act.noun, before.name()), () -> {
			seen[0] = Targets.again(session, before);
			boolean ended = (act.verb == Verb.START || act.verb == Verb.RESTART) && ended(seen[0], original);
			return reached(act.verb, seen[0]) || ended ? Optional.empty() : Optional.of("it is " + seen[0].stateText());
		});
		var now = seen[0];
		if (act.verb == Verb.START && !now.up()) {
			String code = now.exitCode().isPresent() ? " with exit code " + now.exitCode().getAsInt() : "";
			context.log(Severity.WARNING, now.name() + " was started and has ended already" + code);
		}
		context.result("%s is %s".formatted(now.name(), now.stateText()));
	}

	/** The original does not tell one that has ended from one that it did not start. */
	private static boolean ended(So3Container container, boolean original) {
		return container.nativeState().isEmpty() ? !original && container.state().equals("exited") : container.nativeState().equals("dead");
	}

	private static boolean reached(Verb verb, So3Container container) {
		return switch (verb) {
		case START, RESTART, UNPAUSE -> container.running();
		case STOP, KILL -> !container.up();
		case PAUSE -> container.paused();
		};
	}

	private static void remove(So3Session session, Step step, StepContext context) throws EngineException, InterruptedException {
		var found = session.container(step.target().resource().key());
		if (found.isEmpty()) {
			context.result(step.target().label() + " was gone before");
			return;
		}
		var container = found.get();
		boolean force = context.request().parameters().path("force").asBoolean(false);
		if (container.up() && !force) {
			// the original engine would remove it all the same
			throw new EngineException(Kind.REFUSED, "%s could not be removed: it is %s; stop it first".formatted(container.name(), container.stateText()));
		}
		try {
			session.remove(container, force);
		} catch (EngineException e) {
			throw e.prefixed(container.name() + " could not be removed");
		}
		Targets.confirm("removal of " + container.name(),
				() -> session.container(container.key()).map(c -> "it is still there, " + c.stateText()));
		context.result(container.name() + " is removed");
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		Act act = ACTS.get(context.request().verb());
		var container = Targets.session(context).container(step.target().resource().key());
		if (act.verb == null) {
			return container.isEmpty() ? Probe.HAPPENED : Probe.NOT_HAPPENED;
		}
		if (act.verb == Verb.RESTART) {
			return restarted(container, context);
		}
		if (container.isEmpty()) {
			return Probe.UNKNOWN;
		}
		return reached(act.verb, container.get()) ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	/** It runs, and not as before. */
	private static Probe restarted(Optional<So3Container> container, StepContext context) {
		var before = context.get(BEFORE);
		if (before.isEmpty()) {
			return Probe.NOT_HAPPENED; // the engine was not asked
		}
		if (container.isEmpty() || container.get().up() && container.get().started().isEmpty()) {
			return Probe.UNKNOWN;
		}
		return !container.get().up() || began(container.get()).equals(before.get()) ? Probe.NOT_HAPPENED : Probe.HAPPENED;
	}

	/** An engine that has begun a restart brings it to an end; an original's is a stop and a start, between which it may have been cut off. */
	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (ACTS.get(context.request().verb()).verb != Verb.RESTART || context.get(BEFORE).isEmpty()) {
			return;
		}
		var session = Targets.session(context);
		var container = session.container(step.target().resource().key());
		if (container.isPresent() && !container.get().up() && session.host().original()) {
			session.act(Verb.START, container.get());
			context.log(Severity.INFO, container.get().name() + " is started again");
		} else {
			container.ifPresent(c -> context.log(Severity.INFO, "%s is %s".formatted(c.name(), c.stateText())));
		}
		context.publish(session);
	}

	/** A pause loses nothing, and neither does its end. What a start, a stop, a kill or a removal took is lost. */
	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		String back = switch (request.verb()) {
		case So3.PAUSE -> So3.UNPAUSE;
		case So3.UNPAUSE -> So3.PAUSE;
		default -> "";
		};
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).map(Done::target).toList();
		return back.isEmpty() || changed.isEmpty() ? Optional.empty()
				: Optional.of(new TaskRequest(1, back, request.title(), changed, JsonNodeFactory.instance.objectNode()));
	}
}
