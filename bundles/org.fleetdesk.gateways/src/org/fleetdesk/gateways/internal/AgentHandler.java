package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.ControlAnswer;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;
import org.osgi.service.component.annotations.Component;

/** What the agent of a gateway that listens does at once: it checks in, or tells all that support wants to know. */
@Component
public final class AgentHandler implements TaskHandler {

	private static final Duration REPORT = Duration.ofMinutes(2);

	@Override
	public List<String> verbs() {
		return List.of(Gateways.CHECK_IN, Gateways.SUPPORT_REPORT);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(request.verb().equals(Gateways.CHECK_IN) ? new Step("report", target, "Let %s check in".formatted(target.label()), true, 1)
				: new Step("support", target, "Collect the support report of " + target.label(), true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		if (step.id().equals("report")) {
			context.published(session, () -> {
				asked(session, step, "report");
				context.result(step.target().label() + " has checked in");
			});
			return;
		}
		var answer = asked(session, step, "support");
		Path file = Path.of(Targets.text(context, step, "file"));
		try {
			byte[] data = Base64.getDecoder().decode(answer.body().path("data").asText());
			AtomicFiles.writePrivate(file, data);
			context.result("The support report of %s is in %s, %s".formatted(step.target().label(), file, Text.bytes(data.length)));
		} catch (IllegalArgumentException e) {
			throw new EngineException(Kind.PROTOCOL, "The support report of %s cannot be understood".formatted(step.target().label()), e);
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "The support report cannot be written: " + e.getMessage(), e);
		}
	}

	private static ControlAnswer asked(GatewaysSession session, Step step, String what) throws EngineException, InterruptedException {
		ControlAnswer answer;
		try {
			answer = session.control(Targets.product(step), Targets.serial(step), Targets.object().put("do", what), REPORT);
		} catch (EngineException e) {
			String failed = step.title() + " could not be done";
			throw e.kind() == Kind.CONFLICT ? new EngineException(Kind.REFUSED, failed + ": " + e.getMessage(), e) : e.prefixed(failed);
		}
		if (!answer.ok()) {
			throw new EngineException(Kind.REFUSED, "%s could not be done: %s".formatted(step.title(), answer.message()));
		}
		return answer;
	}
}
