package org.fleetdesk.gateways.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What changes a gateway in its cloud: labels, interval, aliases, and whether it may check in. */
@Component
public final class GatewayHandler implements TaskHandler {

	private static final ObjectMapper JSON = new ObjectMapper();
	/** Kept before the cloud is asked, once: what there was. */
	private static final String BEFORE = "before";
	private static final String LOCKED = "locked";
	private static final String UNLOCKED = "unlocked";
	private static final Map<String, String> DONE = Map.of(Gateways.ENABLE, "may activate", Gateways.REGENERATE, "gets a new key when it activates again; its old one counts no more",
			Gateways.DISABLE, "is disabled", Gateways.LOCK, "is locked", Gateways.UNLOCK, "is unlocked");

	@Override
	public List<String> verbs() {
		return List.of(Gateways.LABEL, Gateways.INTERVAL, Gateways.WRITE_ALIAS, Gateways.CREATE_ALIASES, Gateways.ENABLE, Gateways.REGENERATE, Gateways.DISABLE, Gateways.LOCK,
				Gateways.UNLOCK, Gateways.DELETE);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		var parameters = Targets.parameters(request, target);
		String title = switch (request.verb()) {
		case Gateways.WRITE_ALIAS -> "Write %s of %s".formatted(parameters.path("alias").asText(), target.label());
		case Gateways.INTERVAL -> "Let %s check in every %s s".formatted(target.label(), parameters.path("seconds").asText());
		default -> Gateways.GATEWAY_ACTIONS.stream().filter(a -> a.verb().equals(request.verb())).map(a -> a.label()).findFirst().orElse("Change") + ": " + target.label();
		};
		return List.of(new Step("change", target, title, !request.verb().equals(Gateways.REGENERATE), 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			try {
				change(session, step, context);
			} catch (EngineException e) {
				throw e.prefixed(step.title() + " could not be done");
			}
		});
	}

	private static void change(GatewaysSession session, Step step, StepContext context) throws EngineException, InterruptedException {
		String product = Targets.product(step);
		String serial = Targets.serial(step);
		String name = step.target().label();
		var parameters = Targets.parameters(context.request(), step.target());
		switch (context.request().verb()) {
		case Gateways.LABEL -> {
			var there = labels(Targets.gateway(session, step.target()).path("labels"));
			context.keep(BEFORE, there.toString());
			var labels = new LinkedHashMap<String, String>();
			if (!parameters.has("labels")) {
				there.properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText("")));
				parameters.path("remove").forEach(l -> labels.remove(l.asText()));
			}
			parameters.path(parameters.has("labels") ? "labels" : "set").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText("")));
			session.setLabels(product, serial, labels);
			context.result(labels.isEmpty() ? name + " has no labels" : "%s has the labels %s".formatted(name, labels.entrySet().stream().map(l -> l.getKey() + "=" + l.getValue()).collect(Collectors.joining(", "))));
		}
		case Gateways.INTERVAL -> {
			long seconds = parameters.path("seconds").asLong();
			if (seconds < 1) {
				throw new EngineException(Kind.REFUSED, "An interval is at least one second");
			}
			context.keep(BEFORE, Targets.gateway(session, step.target()).path("interval").asText(""));
			session.setInterval(product, serial, Duration.ofSeconds(seconds));
			context.result("%s adopts %d s when it checks in next".formatted(name, seconds));
		}
		case Gateways.WRITE_ALIAS -> {
			String alias = parameters.path("alias").asText();
			context.keep(BEFORE, session.aliases(product, serial).stream().filter(a -> a.alias().equals(alias)).findFirst().map(AliasValue::value).orElse(""));
			session.writeAlias(product, serial, alias, parameters.path("value").asText(""));
			context.result("%s of %s is written".formatted(alias, name));
		}
		case Gateways.CREATE_ALIASES -> {
			var made = session.createMissingAliases(product, serial);
			context.result(made.isEmpty() ? name + " has them all" : "%s of %s are made".formatted(String.join(", ", made), name));
		}
		case Gateways.DELETE -> {
			try {
				session.delete(product, serial);
				context.result(name + " is deleted");
			} catch (EngineException e) {
				if (e.kind() != Kind.NOT_FOUND) {
					throw e;
				}
				context.result(name + " was gone before");
			}
		}
		default -> {
			String verb = context.request().verb();
			context.keep(BEFORE, before(session, step, verb));
			session.change(product, serial, verb.substring(verb.lastIndexOf('.') + 1));
			context.result(name + " " + DONE.get(verb));
		}
		}
	}

	/** What Undo has to know of a gateway; one that was locked already is not unlocked by taking back another lock. */
	private static String before(GatewaysSession session, Step step, String verb) throws EngineException, InterruptedException {
		return switch (verb) {
		case Gateways.LOCK, Gateways.UNLOCK -> Targets.gateway(session, step.target()).path("locked").asBoolean() ? LOCKED : UNLOCKED;
		case Gateways.DISABLE -> Targets.gateway(session, step.target()).path("state").asText();
		default -> "";
		};
	}

	private static ObjectNode labels(JsonNode labels) {
		return labels instanceof ObjectNode there ? there.deepCopy() : Targets.object();
	}

	/** A second new key would make the first one of no use. */
	@Override
	public Probe probe(Step step, StepContext context) {
		return context.get(BEFORE).isEmpty() ? Probe.NOT_HAPPENED : Probe.UNKNOWN;
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).toList();
		if (changed.isEmpty()) {
			return Optional.empty();
		}
		return switch (request.verb()) {
		case Gateways.LABEL -> Optional.of(Targets.each(request, Gateways.LABEL, changed, d -> Targets.object().set("labels", parsed(d.values().get(BEFORE)))));
		case Gateways.INTERVAL -> back(request, changed.stream().filter(d -> d.values().get(BEFORE).matches("\\d{1,9}")).toList(),
				d -> Targets.object().put("seconds", Long.parseLong(d.values().get(BEFORE))));
		case Gateways.WRITE_ALIAS -> back(request, changed,
				d -> Targets.object().put("alias", Targets.parameters(request, d.target()).path("alias").asText()).put("value", d.values().get(BEFORE)));
		case Gateways.LOCK -> other(request, Gateways.UNLOCK, changed, LOCKED);
		case Gateways.UNLOCK -> other(request, Gateways.LOCK, changed, UNLOCKED);
		case Gateways.DISABLE -> other(request, Gateways.ENABLE, changed, "expired");
		default -> Optional.empty();
		};
	}

	private static Optional<TaskRequest> back(TaskRequest request, List<Done> changed, Targets.Parameters parameters) {
		return changed.isEmpty() ? Optional.empty() : Optional.of(Targets.each(request, request.verb(), changed, parameters));
	}

	/** @param same what those were before that the verb did not change */
	private static Optional<TaskRequest> other(TaskRequest request, String verb, List<Done> done, String same) {
		var targets = done.stream().filter(d -> !d.values().get(BEFORE).equals(same)).map(Done::target).toList();
		return targets.isEmpty() ? Optional.empty() : Optional.of(new TaskRequest(1, verb, request.title(), targets, Targets.object()));
	}

	private static JsonNode parsed(String labels) {
		try {
			return JSON.readTree(labels);
		} catch (JsonProcessingException e) {
			return Targets.object();
		}
	}
}
