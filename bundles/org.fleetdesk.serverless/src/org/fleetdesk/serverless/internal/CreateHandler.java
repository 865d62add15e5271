package org.fleetdesk.serverless.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.model.RuntimeDocuments;
import org.fleetdesk.serverless.model.ServerlessRuntime;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Creates runtimes. An engine keeps no label of ours, so that a task that was cut off finds what it made by its name: one that is taken is refused before the engine is asked, and
 * without one the name holds the task's id.
 */
@Component
public final class CreateHandler implements TaskHandler {

	/** Kept before the engine is asked, with the name; empty again when it said that it will not. */
	private static final String CREATING = "creating";
	/** The id of what was made. */
	private static final String MADE = "made";
	/** A creation that was cut off may still be at work on the engine, and some make the document last. */
	private static final Duration COMES_LATE = Duration.ofSeconds(8);

	@Override
	public List<String> verbs() {
		return List.of(Serverless.CREATE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String name = wanted(request).path("NAME").asText("").strip();
		String what = name.isEmpty() ? "a runtime" : name;
		return List.of(new Step("create", target, "Create %s on %s".formatted(what, target.label()), false, 2),
				new Step("run", target, "Wait until %s runs".formatted(name.isEmpty() ? "it" : name), true, 1));
	}

	private static JsonNode wanted(TaskRequest request) {
		return request.parameters().path("runtime");
	}

	private static String name(StepContext context) {
		var wanted = wanted(context.request());
		String name = wanted.path("NAME").asText("").strip();
		return name.isEmpty() ? RuntimeDocuments.tuple(ServerlessRuntime.fromJson(wanted)) + "_" + context.runId() : name;
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			if (step.id().equals("create")) {
				create(session, context);
			} else {
				runs(session, context);
			}
		});
	}

	private static Optional<RuntimeInfo> named(ServerlessSession session, String name) throws EngineException, InterruptedException {
		return session.runtimes().stream().filter(r -> r.name().equals(name)).findFirst();
	}

	private static boolean asked(StepContext context) {
		return context.get(CREATING).filter(n -> !n.isEmpty()).isPresent();
	}

	/** The runtime that this task made before, if it did. */
	private static Optional<RuntimeInfo> made(ServerlessSession session, StepContext context) throws EngineException, InterruptedException {
		if (context.get(MADE).isPresent()) {
			return session.runtime(Integer.parseInt(context.get(MADE).get()));
		}
		return asked(context) ? named(session, name(context)) : Optional.empty();
	}

	private static void create(ServerlessSession session, StepContext context) throws EngineException, InterruptedException {
		String name = name(context);
		var before = made(session, context);
		if (before.isPresent()) {
			context.put(MADE, Integer.toString(before.get().id()));
			context.log(Severity.INFO, name + " is there already, made by this task");
			return;
		}
		if (!(wanted(context.request()) instanceof ObjectNode wanted)) {
			throw new EngineException(Kind.REFUSED, "%s could not be created: it is not said what it is to be".formatted(name));
		}
		var problems = session.check(wanted);
		if (!problems.isEmpty()) {
			var first = problems.getFirst();
			throw new EngineException(Kind.REFUSED, "%s could not be created: %s: %s".formatted(name, first.path().isEmpty() ? "the description" : first.path(), first.message()));
		}
		if (named(session, name).isPresent()) {
			throw new EngineException(Kind.REFUSED, "%s could not be created: there is a runtime of this name already; choose another name".formatted(name));
		}
		boolean first = !asked(context);
		context.put(CREATING, name);
		int id;
		try {
			id = session.create(wanted.deepCopy().put("NAME", name));
		} catch (EngineException e) {
			if (first && refused(e)) {
				context.put(CREATING, "");
			}
			throw e.prefixed(name + " could not be created");
		}
		context.put(MADE, Integer.toString(id));
		var seen = new RuntimeInfo[1];
		Targets.confirm("creation of " + name, Targets.SOON, () -> {
			session.runtime(id).ifPresent(r -> seen[0] = r);
			return seen[0] == null ? Optional.of("it is not there") : Optional.empty();
		});
		context.log(Severity.INFO, "%s is runtime %d%s".formatted(name, id, seen[0].service().isPresent() ? ", OneFlow service " + seen[0].service().getAsInt() : ""));
		context.result(name + " is created");
	}

	/** Whether the engine said that it does nothing. */
	private static boolean refused(EngineException failure) {
		return switch (failure.kind()) {
		case REFUSED, NOT_FOUND, UNAUTHORIZED, UNSUPPORTED -> true;
		default -> false;
		};
	}

	/** What is placed where there is no room waits for it, which is no failure. */
	private static void runs(ServerlessSession session, StepContext context) throws EngineException, InterruptedException {
		String name = name(context);
		var seen = new RuntimeInfo[1];
		var left = Targets.waited(Targets.LATER, () -> {
			seen[0] = made(session, context).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, name + " is no longer there"));
			return seen[0].state().equals("PENDING") || seen[0].state().equals("UPDATING") ? Optional.of(seen[0].state()) : Optional.empty();
		});
		if (seen[0].state().equals("ERROR")) {
			throw new EngineException(Kind.REFUSED, "%s is created and does not run: %s".formatted(name, seen[0].error().isEmpty() ? "it is in error" : seen[0].error()));
		}
		String at = seen[0].faas().endpoint().isEmpty() ? "" : " at " + seen[0].faas().endpoint();
		if (left.isPresent()) {
			String why = seen[0].faas().vm().isPresent() && session.cloud().hasOpenNebula() ? session.vm(seen[0].faas().vm().getAsInt()).map(v -> v.error()).orElse("") : "";
			context.log(Severity.WARNING, "%s is created and is %s still%s".formatted(name, left.get(), why.isEmpty() ? "" : ": " + why));
			context.result("%s is created and is %s still%s".formatted(name, left.get(), why.isEmpty() ? "" : ": " + why));
		} else {
			context.result("%s is created and %s%s".formatted(name, seen[0].state().equals("RUNNING") ? "runs" : "is there", at));
		}
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		if (step.id().equals("run")) {
			return Probe.NOT_HAPPENED; // waiting again does no harm
		}
		if (!asked(context)) {
			return Probe.NOT_HAPPENED;
		}
		var late = Targets.waited(COMES_LATE, () -> made(session, context).isPresent() ? Optional.empty() : Optional.of("it is not there"));
		return late.isEmpty() ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	/** Takes back what was made, be it late. */
	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (!step.id().equals("create") || !asked(context)) {
			return;
		}
		var session = Targets.session(context);
		var made = new RuntimeInfo[1];
		Targets.waited(COMES_LATE, () -> {
			made(session, context).ifPresent(r -> made[0] = r);
			return made[0] == null ? Optional.of("it is not there") : Optional.empty();
		});
		if (made[0] != null) {
			session.delete(made[0].id());
			context.log(Severity.INFO, name(context) + " is deleted again");
			context.publish(session);
		}
	}
}
