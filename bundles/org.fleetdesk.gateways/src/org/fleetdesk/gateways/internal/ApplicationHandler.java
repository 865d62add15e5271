package org.fleetdesk.gateways.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.ControlAnswer;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.databind.JsonNode;

/** Starts, stops and restarts the programs of applications on gateways that listen. Each waits for the state that it leads to. */
@Component
public final class ApplicationHandler implements TaskHandler {

	/** Kept before the gateway is asked: the state that there was. */
	private static final String BEFORE = "before";
	private static final Duration REACHED = Duration.ofSeconds(30);

	@Override
	public List<String> verbs() {
		return List.of(Gateways.START, Gateways.STOP, Gateways.RESTART);
	}

	private static String action(TaskRequest request) {
		return request.verb().substring(request.verb().lastIndexOf('.') + 1);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String label = Gateways.APPLICATION_ACTIONS.stream().filter(a -> a.verb().equals(request.verb())).map(a -> a.label()).findFirst().orElse("");
		return List.of(new Step("act", target, label + " " + target.label(), !request.verb().equals(Gateways.RESTART), 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> act(session, step, context));
	}

	private static void act(GatewaysSession session, Step step, StepContext context) throws EngineException, InterruptedException {
		String verb = context.request().verb();
		String failed = "%s: %s could not be done".formatted(step.target().label(), action(context.request()));
		String before = state(session, step, failed);
		boolean restart = verb.equals(Gateways.RESTART);
		if (!restart && reached(verb, before)) {
			context.result(context.get(BEFORE).isPresent() ? "%s is %s".formatted(step.target().label(), before) : "%s was %s before".formatted(step.target().label(), before));
			return;
		}
		context.keep(BEFORE, before);
		var answer = asked(() -> session.control(Targets.product(step), Targets.serial(step), Targets.object().put("do", action(context.request())).put("app", Targets.application(step)),
				Targets.CONTROL), failed);
		if (!answer.ok()) {
			throw new EngineException(Kind.REFUSED, "%s: %s".formatted(failed, answer.message()));
		}
		var left = Targets.waited(REACHED, () -> {
			String now = state(session, step, failed);
			if (now.equals("FATAL")) {
				throw new EngineException(Kind.REFUSED, "%s: it is FATAL, its program ends too soon again and again; its log tells why".formatted(failed));
			}
			return reached(verb, now) ? Optional.empty() : Optional.of(now);
		});
		if (left.isPresent()) {
			throw new EngineException(Kind.FAILED, "The gateway confirmed the %s of %s, but it is %s".formatted(action(context.request()), step.target().label(), left.get()));
		}
		context.result("%s is %s".formatted(step.target().label(), state(session, step, failed)));
	}

	private interface Asking {
		ControlAnswer ask() throws EngineException, InterruptedException;
	}

	/** That a gateway does not listen will not pass by asking again soon. */
	private static ControlAnswer asked(Asking asking, String failed) throws EngineException, InterruptedException {
		try {
			return asking.ask();
		} catch (EngineException e) {
			throw e.kind() == Kind.CONFLICT ? new EngineException(Kind.REFUSED, failed + ": " + e.getMessage(), e) : e.prefixed(failed);
		}
	}

	/** In supervisord's words, as the gateway tells it now. */
	private static String state(GatewaysSession session, Step step, String failed) throws EngineException, InterruptedException {
		var answer = asked(() -> session.control(Targets.product(step), Targets.serial(step), Targets.object().put("do", "status"), Targets.CONTROL), failed);
		if (!answer.ok()) {
			throw new EngineException(Kind.REFUSED, "%s: %s".formatted(failed, answer.message()));
		}
		for (JsonNode process : answer.body().path("processes")) {
			if (process.path("name").asText().equals(Targets.application(step))) {
				return process.path("state").asText();
			}
		}
		throw new EngineException(Kind.NOT_FOUND, "%s: the gateway's supervisor has no program %s".formatted(failed, Targets.application(step)));
	}

	private static boolean reached(String verb, String state) {
		return verb.equals(Gateways.STOP) ? !state.equals("RUNNING") && !state.equals("STARTING") && !state.equals("BACKOFF") && !state.equals("STOPPING") : state.equals("RUNNING");
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		return context.get(BEFORE).isEmpty() ? Probe.NOT_HAPPENED : Probe.UNKNOWN;
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).map(Done::target).toList();
		return request.verb().equals(Gateways.RESTART) || changed.isEmpty() ? Optional.empty()
				: Optional.of(new TaskRequest(1, request.verb().equals(Gateways.START) ? Gateways.STOP : Gateways.START, request.title(), changed, Targets.object()));
	}
}
