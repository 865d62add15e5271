package org.fleetdesk.serverless.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.serverless.FunctionInfo;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What changes a runtime and lets it be the same one: another capacity, other wishes for its placement, another name. */
@Component
public final class RuntimeChangeHandler implements TaskHandler {

	private static final ObjectMapper JSON = new ObjectMapper();
	/** Kept before the engine is asked, once: what there was. */
	private static final String BEFORE = "before";

	@Override
	public List<String> verbs() {
		return List.of(Serverless.UPDATE, Serverless.RENAME);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("change", target, request.verb().equals(Serverless.RENAME) ? "Rename %s to %s".formatted(target.label(), name(request, target))
				: "Update " + target.label(), true, 1));
	}

	private static String name(TaskRequest request, TaskTarget target) {
		return Targets.parameters(request, target).path("name").asText("").strip();
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			var runtime = Targets.runtime(session, step);
			if (context.request().verb().equals(Serverless.RENAME)) {
				rename(session, runtime, name(context.request(), step.target()), context);
			} else {
				update(session, runtime, Targets.parameters(context.request(), step.target()).path("runtime"), context);
			}
		});
	}

	private static void rename(ServerlessSession session, RuntimeInfo runtime, String name, StepContext context) throws EngineException, InterruptedException {
		if (name.isEmpty()) {
			throw new EngineException(Kind.REFUSED, "%s could not be renamed: a name has at least one character".formatted(runtime.name()));
		}
		if (runtime.name().equals(name)) {
			String before = context.get(BEFORE).orElse("");
			context.result(before.isEmpty() ? "It was named %s before".formatted(name) : "%s is named %s now".formatted(before, name)); // an attempt before this one did it
			return;
		}
		if (session.runtimes().stream().anyMatch(r -> r.name().equals(name))) {
			throw new EngineException(Kind.REFUSED, "%s could not be renamed: there is a runtime named %s already".formatted(runtime.name(), name));
		}
		context.keep(BEFORE, runtime.name());
		try {
			session.rename(runtime.id(), name);
		} catch (EngineException e) {
			throw e.prefixed("%s could not be renamed to %s".formatted(runtime.name(), name));
		}
		Targets.confirm("new name of " + runtime.name(), Targets.SOON, () -> {
			String now = session.runtime(runtime.id()).map(RuntimeInfo::name).orElse("");
			return now.equals(name) ? Optional.empty() : Optional.of(now.isEmpty() ? "it is gone" : "it is named " + now);
		});
		context.result("%s is named %s now".formatted(runtime.name(), name));
	}

	private static void update(ServerlessSession session, RuntimeInfo runtime, JsonNode wanted, StepContext context) throws EngineException, InterruptedException {
		var before = Requests.whole(runtime);
		var target = Requests.changed(runtime, wanted);
		String failed = runtime.name() + " could not be updated";
		if (target.equals(before)) {
			context.result(runtime.name() + (context.get(BEFORE).isEmpty() ? " was so before" : " is updated"));
			return;
		}
		var refusal = refusal(session, runtime, target, wanted);
		if (refusal.isPresent()) {
			throw new EngineException(Kind.REFUSED, failed + ": " + refusal.get());
		}
		var transition = Refusals.update(runtime);
		if (transition.isPresent()) {
			throw new EngineException(runtime.state().equals("ERROR") ? Kind.REFUSED : Kind.CONFLICT, failed + ": " + transition.get().replaceFirst("\\.$", ""));
		}
		context.keep(BEFORE, before.toString());
		try {
			session.update(runtime.id(), target);
		} catch (EngineException e) {
			throw e.prefixed(failed);
		}
		Targets.confirm("update of " + runtime.name(), Targets.LATER, () -> {
			var now = session.runtime(runtime.id());
			return now.isEmpty() ? Optional.of("it is gone") : differs(target, now.get());
		});
		context.result("%s is updated: %s".formatted(runtime.name(), told(session.runtime(runtime.id()).orElse(runtime))));
	}

	/** Before the engine is asked, which in some versions leaves half of it done. */
	private static Optional<String> refusal(ServerlessSession session, RuntimeInfo runtime, ObjectNode target, JsonNode wanted) throws EngineException, InterruptedException {
		var problems = session.check(target);
		if (!problems.isEmpty()) {
			return Optional.of("%s: %s".formatted(problems.getFirst().path(), problems.getFirst().message()));
		}
		if (runtime.daas().isEmpty() && !wanted.path("DAAS").path("FLAVOUR").asText("").isEmpty()) {
			return Optional.of("a DaaS function cannot be added to it; create another runtime");
		}
		for (String function : List.of(Serverless.FAAS, Serverless.DAAS)) {
			var now = function.equals(Serverless.FAAS) ? Optional.of(runtime.faas()) : runtime.daas();
			var capacity = target.path(function);
			if (now.isEmpty()) {
				continue;
			}
			for (String field : List.of("CPU", "MEMORY", "DISK_SIZE")) {
				if (capacity.has(field) && capacity.path(field).asInt() < 1) {
					return Optional.of("%s of %s must be 1 or more".formatted(field, function));
				}
			}
			int disk = now.get().disk().orElse(0);
			if (capacity.has("DISK_SIZE") && capacity.path("DISK_SIZE").asInt() < disk) {
				return Optional.of("the disk of %s has %d MB, and disks only grow".formatted(function, disk));
			}
		}
		return Optional.empty();
	}

	/** What is not as it was asked for, yet. */
	private static Optional<String> differs(ObjectNode target, RuntimeInfo now) {
		if (!now.name().equals(target.path("NAME").asText())) {
			return Optional.of("it is named " + now.name());
		}
		if (now.state().equals("ERROR")) {
			return Optional.of("it is in error: " + now.error());
		}
		for (String function : List.of(Serverless.FAAS, Serverless.DAAS)) {
			var there = function.equals(Serverless.FAAS) ? Optional.of(now.faas()) : now.daas();
			if (there.isPresent() && target.has(function)) {
				var capacity = target.path(function);
				for (var part : List.of(new Part("CPU", there.get().cpu()), new Part("MEMORY", there.get().memory()), new Part("DISK_SIZE", there.get().disk()))) {
					if (capacity.has(part.name) && part.value.isPresent() && capacity.path(part.name).asInt() != part.value.getAsInt()) {
						return Optional.of("%s of %s is %d".formatted(part.name, function, part.value.getAsInt()));
					}
				}
			}
		}
		return Optional.empty();
	}

	private record Part(String name, OptionalInt value) {
	}

	private static String told(RuntimeInfo runtime) {
		return runtime.daas().map(d -> "FaaS %s, DaaS %s".formatted(told(runtime.faas()), told(d))).orElseGet(() -> told(runtime.faas()));
	}

	private static String told(FunctionInfo function) {
		return "%s CPU, %s MB memory, %s MB disk".formatted(text(function.cpu()), text(function.memory()), text(function.disk()));
	}

	private static String text(OptionalInt number) {
		return number.isPresent() ? Integer.toString(number.getAsInt()) : "?";
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var found = session.runtime(Targets.number(step));
		if (found.isEmpty()) {
			return Probe.UNKNOWN;
		}
		boolean happened = context.request().verb().equals(Serverless.RENAME) ? found.get().name().equals(name(context.request(), step.target()))
				: Requests.changed(found.get(), Targets.parameters(context.request(), step.target()).path("runtime")).equals(Requests.whole(found.get()));
		return happened ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	/** A disk that has grown stays so. */
	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).toList();
		if (changed.isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(request.verb().equals(Serverless.RENAME)
				? Targets.each(request, changed.stream().map(d -> new Done(renamed(d, name(request, d.target())), d.values())).toList(), d -> object().put("name", d.values().get(BEFORE)))
				: Targets.each(request, changed, d -> object().set("runtime", before(d.values().get(BEFORE)))));
	}

	/** The user knows it by its new name now. */
	private static TaskTarget renamed(Done done, String now) {
		String before = done.values().get(BEFORE);
		return done.target().label().startsWith(before) ? new TaskTarget(done.target().resource(), now + done.target().label().substring(before.length())) : done.target();
	}

	private static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	private static ObjectNode before(String json) {
		try {
			var runtime = (ObjectNode) JSON.readTree(json);
			for (String function : List.of(Serverless.FAAS, Serverless.DAAS)) {
				if (runtime.get(function) instanceof ObjectNode capacity) {
					capacity.remove("DISK_SIZE");
				}
			}
			for (String part : List.of("POLICY", "REQUIREMENTS")) { // what was not there is taken away again
				if (!runtime.path("SCHEDULING").has(part)) {
					runtime.withObject("/SCHEDULING").put(part, "");
				}
			}
			return runtime;
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e); // it was written by update
		}
	}
}
