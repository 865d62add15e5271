package org.fleetdesk.gateways.internal;

import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.JsonNode;

/** What a new agent needs of its cloud: that its serial number may activate; and how it is told that it has checked in. */
record Admission(GatewaysSession session, String product, String serial) {

	/**
	 * Lets the number activate, whatever was there before.
	 *
	 * @param keyed whether the agent has a key, which it keeps when it still counts; otherwise the key that is gone counts no more, as the cloud gives no second one
	 */
	void grant(boolean keyed, StepContext context) throws EngineException, InterruptedException {
		var there = session.gateway(product, serial);
		if (there.isEmpty()) {
			add();
			return;
		}
		if (there.get().path("locked").asBoolean()) {
			throw new EngineException(Kind.REFUSED, "%s of %s is locked; unlock it first".formatted(serial, product));
		}
		switch (there.get().path("state").asText()) {
		case "expired" -> {
			session.change(product, serial, "enable");
			context.log(Severity.INFO, serial + " was there and is enabled again");
		}
		case "activated" -> {
			if (!keyed) {
				session.change(product, serial, "regenerate");
				context.log(Severity.WARNING, serial + " was activated before; it gets a new key, and its old one counts no more");
			}
		}
		default -> {
			// it may activate as it is
		}
		}
	}

	/** Why a new agent cannot have the number without another one losing it, as a sentence; empty when nobody lives under it. */
	Optional<String> taken() throws EngineException, InterruptedException {
		var there = session.gateway(product, serial).filter(g -> g.path("state").asText().equals("activated"));
		var seen = there.flatMap(g -> Wire.time(g.path("lastSeen")));
		if (seen.isEmpty() || !there.get().path("listening").asBoolean() && GatewayHealth.silent(session, there.get()).isPresent()) {
			return Optional.empty();
		}
		return Optional.of("%s of %s is the number of a gateway that lives; it checked in at %s".formatted(serial, product, Text.time(seen.get())));
	}

	/** @return whether it is new; false when it was there already */
	boolean add() throws EngineException, InterruptedException {
		JsonNode answer = session.add(product, Targets.object().set("sn", Targets.object().arrayNode().add(serial)));
		if (!answer.path("refused").isEmpty()) {
			throw new EngineException(Kind.REFUSED, "The cloud does not take %s: %s".formatted(serial, answer.path("refused").path(0).path("message").asText()));
		}
		return !answer.path("added").isEmpty();
	}

	/** @param since by the cloud's clock: what was seen before it was another agent, or the same one before it was started again */
	boolean seen(Instant since) throws EngineException, InterruptedException {
		return session.gateway(product, serial).filter(g -> g.path("state").asText().equals("activated")).flatMap(g -> Wire.time(g.path("lastSeen"))).filter(t -> t.isAfter(since)).isPresent();
	}
}
