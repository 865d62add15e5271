package org.fleetdesk.gateways.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Deployment.State;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the answers of the fleet API. */
final class Wire {

	private Wire() {
	}

	/** Empty for what is missing and for what is no time. */
	static Optional<Instant> time(JsonNode node) {
		try {
			return node.isTextual() && !node.asText().isEmpty() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
		} catch (DateTimeException e) {
			return Optional.empty();
		}
	}

	static AliasValue alias(JsonNode node, String alias) {
		return new AliasValue(node.path("alias").asText(alias), node.path("format").asText("string"), node.path("settable").asBoolean(), node.path("value").asText(""), time(node.path("at")),
				node.path("writer").asText().equals("device"));
	}

	static Deployment deployment(JsonNode node) throws EngineException {
		var packages = new ArrayList<String>();
		node.path("packages").forEach(p -> packages.add(p.asText()));
		var events = new ArrayList<Deployment.Event>();
		node.path("events").forEach(e -> events.add(new Deployment.Event(e.path("seq").asLong(), time(e.path("at")).orElse(Instant.EPOCH), e.path("phase").asText(""), e.path("app").asText(""),
				e.path("version").asText(""), e.path("bytes").asLong(), e.path("total").asLong(), e.path("message").asText(""))));
		return new Deployment(node.path("id").asText(), node.path("product").asText(), node.path("sn").asText(), packages, node.path("by").asText(""), node.path("run").asText(""),
				state(node.path("state").asText()), time(node.path("created")).orElse(Instant.EPOCH), time(node.path("ended")), node.path("message").asText(""), events,
				node.path("output").asText(""));
	}

	private static State state(String word) throws EngineException {
		try {
			return State.valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
		} catch (IllegalArgumentException e) {
			throw new EngineException(Kind.PROTOCOL, "The cloud told a state of a deployment that is not known: " + word, e);
		}
	}
}
