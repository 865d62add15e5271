package org.fleetdesk.gateways.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.databind.JsonNode;

/** Products, and serial numbers that may activate in them. */
@Component
public final class ProductHandler implements TaskHandler {

	private static final String ID = "id";
	/** What was made, kept when the cloud has answered. */
	private static final String MADE = "made";
	/** Kept before the cloud is asked: it may have made it when no answer comes. Empty when it answered that it has not. */
	private static final String ASKED = "asked";

	@Override
	public List<String> verbs() {
		return List.of(Gateways.CREATE_PRODUCT, Gateways.DELETE_PRODUCT, Gateways.ADD);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String id = request.parameters().path(ID).asText("");
		return List.of(switch (request.verb()) {
		// with an id a second one is refused as there; without one there would be two
		case Gateways.CREATE_PRODUCT -> new Step("create", target, "Create product %s on %s".formatted(id, target.label()).replace("  ", " "), !id.isEmpty(), 1);
		case Gateways.DELETE_PRODUCT -> new Step("delete", target, "Delete product " + target.label(), true, 1);
		default -> new Step("add", target, "Add serial numbers to " + target.label(), true, 1);
		});
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var parameters = context.request().parameters();
		context.published(session, () -> {
			switch (step.id()) {
			case "create" -> create(context, parameters);
			case "delete" -> delete(step, context, parameters.path("force").asBoolean());
			default -> add(step, context, parameters);
			}
		});
	}

	private static void create(StepContext context, JsonNode parameters) throws EngineException, InterruptedException {
		var product = Targets.object();
		for (String name : List.of(ID, "label", "whitelist", "activationWindow")) {
			if (!parameters.path(name).isMissingNode() && !parameters.path(name).asText().isEmpty()) {
				product.set(name, parameters.get(name));
			}
		}
		boolean unknown = unknown(context);
		context.put(ASKED, "true");
		try {
			var made = Targets.session(context).createProduct(product);
			context.put(MADE, made.path(ID).asText());
		} catch (EngineException e) {
			switch (e.kind()) {
			case CONFLICT -> {
				if (!unknown) {
					context.put(ASKED, "");
					throw new EngineException(Kind.REFUSED, "The product could not be made: " + e.getMessage(), e);
				}
				context.put(MADE, product.path(ID).asText()); // by an attempt before this one, whose answer did not come
			}
			case REFUSED, NOT_FOUND, UNSUPPORTED, UNAUTHORIZED -> {
				context.put(ASKED, "");
				throw e.prefixed("The product could not be made");
			}
			default -> throw e.prefixed("The product could not be made");
			}
		}
		made(context);
	}

	private static boolean unknown(StepContext context) {
		return context.get(ASKED).filter(a -> !a.isEmpty()).isPresent();
	}

	private static void made(StepContext context) {
		context.result("Product %s is made".formatted(context.get(MADE).orElse("")));
	}

	private static void delete(Step step, StepContext context, boolean force) throws EngineException, InterruptedException {
		try {
			Targets.session(context).deleteProduct(step.target().resource().key(), force);
			context.result("Product %s is deleted".formatted(step.target().label()));
		} catch (EngineException e) {
			switch (e.kind()) {
			case NOT_FOUND -> context.result("Product %s was gone before".formatted(step.target().label()));
			case CONFLICT -> throw new EngineException(Kind.REFUSED, "Product %s could not be deleted: %s".formatted(step.target().label(), e.getMessage()), e);
			default -> throw e.prefixed("Product %s could not be deleted".formatted(step.target().label()));
			}
		}
	}

	private static void add(Step step, StepContext context, JsonNode parameters) throws EngineException, InterruptedException {
		var wanted = Targets.object();
		if (parameters.has("range")) {
			wanted.set("range", parameters.get("range"));
		} else {
			wanted.set("sn", parameters.path("sn"));
		}
		JsonNode answer;
		try {
			answer = Targets.session(context).add(step.target().resource().key(), wanted);
		} catch (EngineException e) {
			throw e.prefixed("The serial numbers could not be added to " + step.target().label());
		}
		var refused = new ArrayList<String>();
		answer.path("refused").forEach(r -> refused.add("%s: %s".formatted(r.path("sn").asText(), r.path("message").asText())));
		refused.forEach(r -> context.log(Severity.WARNING, r));
		int added = answer.path("added").size();
		int existing = answer.path("existing").size();
		String said = "%d serial number%s added to %s%s%s".formatted(added, added == 1 ? "" : "s", step.target().label(), existing == 0 ? "" : ", %d were there".formatted(existing),
				refused.isEmpty() ? "" : ", %d refused".formatted(refused.size()));
		if (added + existing == 0 && !refused.isEmpty()) {
			throw new EngineException(Kind.REFUSED, "%s; the first: %s".formatted(said, refused.getFirst()));
		}
		context.result(said);
	}

	@Override
	public Probe probe(Step step, StepContext context) {
		if (context.get(MADE).isPresent()) {
			made(context);
			return Probe.HAPPENED;
		}
		return unknown(context) ? Probe.UNKNOWN : Probe.NOT_HAPPENED;
	}
}
