package org.fleetdesk.serverless.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.model.Functions;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Gives a role another number of virtual machines. */
@Component
public final class ScaleHandler implements TaskHandler {

	/** Kept before OneFlow is asked: how many there were to be. */
	private static final String BEFORE = "before";

	@Override
	public List<String> verbs() {
		return List.of(Serverless.SCALE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("scale", target, "Scale %s to %d".formatted(target.label(), cardinality(request, target)), true, 1));
	}

	private static int cardinality(TaskRequest request, TaskTarget target) {
		return Targets.parameters(request, target).path("cardinality").asInt(-1);
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> scale(session, step, context));
	}

	/** A role by its own name, or of a runtime by the name that the request gives. */
	private static String role(TaskRequest request, TaskTarget target) {
		String key = target.resource().key();
		return target.resource().kind().equals(Serverless.ROLE) ? key.substring(key.indexOf('/') + 1)
				: Targets.parameters(request, target).path("role").asText(Serverless.FAAS);
	}

	private static int service(ServerlessSession session, Step step) throws EngineException, InterruptedException {
		if (!step.target().resource().kind().equals(Serverless.RUNTIME)) {
			return Targets.number(step);
		}
		var service = Targets.runtime(session, step).service();
		return service.orElseThrow(() -> new EngineException(Kind.REFUSED, step.target().label() + " could not be scaled: it has no OneFlow service"));
	}

	/** By its name, or by that of the function that it runs, as templates of the first version call their roles as they like. */
	private static ServiceInfo.Role role(ServiceInfo service, String name) throws EngineException {
		return service.roles().stream().filter(r -> r.name().equalsIgnoreCase(name)).findFirst()
				.or(() -> Functions.NAMES.stream().filter(name::equalsIgnoreCase).findFirst().flatMap(f -> Functions.role(f, service.roles(), ServiceInfo.Role::name)))
				.orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "Service %d has no role %s".formatted(service.id(), name)));
	}

	private static void scale(ServerlessSession session, Step step, StepContext context) throws EngineException, InterruptedException {
		String name = step.target().label();
		String failed = name + " could not be scaled";
		var parameters = Targets.parameters(context.request(), step.target());
		int wanted = cardinality(context.request(), step.target());
		if (wanted < 0) {
			throw new EngineException(Kind.REFUSED, failed + ": say a number of virtual machines, 0 or more");
		}
		var service = Targets.service(session, service(session, step));
		var role = role(service, role(context.request(), step.target()));
		if (role.cardinality() != wanted || context.get(BEFORE).isPresent() && !done(role, service, wanted)) {
			if (role.cardinality() != wanted) {
				var refusal = Refusals.scale(service);
				if (refusal.isPresent()) {
					throw new EngineException(Kind.CONFLICT, failed + ": its service " + refusal.get().replaceFirst("\\.$", ""));
				}
				context.keep(BEFORE, Integer.toString(role.cardinality()));
				try {
					session.scale(service.id(), role.name(), wanted, parameters.path("force").asBoolean(false));
				} catch (EngineException e) {
					throw e.prefixed(failed);
				}
			}
			Targets.confirm("scaling of " + name, Targets.LATER, () -> {
				var now = Targets.service(session, service.id());
				if (now.state().startsWith("FAILED")) {
					throw new EngineException(Kind.REFUSED, failed + ": " + Problems.failed(now));
				}
				var there = role(now, role.name());
				return done(there, now, wanted) ? Optional.empty() : Optional.of("it has %d of %d virtual machines, and service %d is %s".formatted(there.vms().size(), wanted, now.id(), now.state()));
			});
			context.result("%s has %d virtual machine%s now".formatted(name, wanted, wanted == 1 ? "" : "s"));
		} else {
			context.result("%s had %d virtual machine%s before".formatted(name, wanted, wanted == 1 ? "" : "s"));
		}
	}

	private static boolean done(ServiceInfo.Role role, ServiceInfo service, int wanted) {
		return role.cardinality() == wanted && role.vms().size() == wanted && (service.state().equals("RUNNING") || service.state().equals("COOLDOWN"));
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var service = Targets.service(session, service(session, step));
		return done(role(service, role(context.request(), step.target())), service, cardinality(context.request(), step.target())) ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).toList();
		return changed.isEmpty() ? Optional.empty() : Optional.of(Targets.each(request, changed, d -> {
			var parameters = JsonNodeFactory.instance.objectNode().put("cardinality", Integer.parseInt(d.values().get(BEFORE))).put("force", true);
			if (d.target().resource().kind().equals(Serverless.RUNTIME)) {
				parameters.put("role", role(request, d.target()));
			}
			return parameters;
		}));
	}
}
