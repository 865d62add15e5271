package org.fleetdesk.gateways.internal;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Deployment.State;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Ends installations in the cloud: those that are in a queue, or all of which no end is to be seen. */
@Component
public final class DeploymentHandler implements TaskHandler {

	/** Kept before it is ended, as another one is the first of the queue afterwards. */
	private static final String DEPLOYMENT = "deployment";

	@Override
	public List<String> verbs() {
		return List.of(Gateways.CANCEL_INSTALL, Gateways.GIVE_UP_INSTALL);
	}

	/** The task that waits for the installation is at work on the gateway. */
	@Override
	public boolean atOnce(TaskRequest request) {
		return true;
	}

	private static boolean force(TaskRequest request) {
		return request.verb().equals(Gateways.GIVE_UP_INSTALL);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("end", target, "%s the installation on %s".formatted(force(request) ? "Give up" : "Cancel", target.label()), true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> context.result(end(session, step, context)));
	}

	private static String end(GatewaysSession session, Step step, StepContext context) throws EngineException, InterruptedException {
		String label = step.target().label();
		String given = Targets.text(context, step, DEPLOYMENT);
		if (given.isEmpty() && context.get(DEPLOYMENT).isEmpty()) {
			String first = Targets.gateway(session, step.target()).path("deployment").path("id").asText("");
			if (first.isEmpty()) {
				throw new EngineException(Kind.REFUSED, "Nothing is in the queue of " + label);
			}
			context.put(DEPLOYMENT, first);
		}
		String id = given.isEmpty() ? context.get(DEPLOYMENT).orElseThrow() : given;
		var deployment = session.deployment(id, 0, Duration.ZERO);
		if (!Gateways.key(deployment.product(), deployment.serial()).equals(step.target().resource().key())) {
			throw new EngineException(Kind.REFUSED, "Installation %s is none of %s".formatted(id, label));
		}
		String what = deployment.packages().stream().map(Installation::what).collect(Collectors.joining(", "));
		if (deployment.state().ended()) {
			return "%s on %s had ended before".formatted(what, label);
		}
		if (!session.cancelDeployment(id, force(context.request()))) {
			var now = session.deployment(id, 0, Duration.ZERO);
			if (now.state().ended()) {
				return "%s on %s had ended before".formatted(what, label);
			}
			throw new EngineException(Kind.REFUSED, "%s has picked %s up already, so that it cannot be taken out of the queue; it can be given up".formatted(label, what));
		}
		return ended(session.deployment(id, 0, Duration.ZERO), what, label);
	}

	private static String ended(Deployment now, String what, String label) {
		return now.state() == State.CANCELLED ? "%s is taken out of the queue of %s".formatted(what, label)
				: "The cloud waits no more for %s on %s; the gateway may go on with it".formatted(what, label);
	}
}
