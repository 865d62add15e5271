package org.fleetdesk.serverless.engine.internal.api;

import java.util.Set;

import org.fleetdesk.serverless.engine.internal.provision.ApiFace;
import org.fleetdesk.serverless.engine.internal.provision.Refusal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;

/** The form of error answers: an object with {@code error} and {@code message} in the newest API, a bare text in JSON in the first one. */
public record ErrorForm(ApiFace face) {

	/** For what the server itself refuses. */
	public Object of(int status, String message) {
		return of(Refusal.of(status, message));
	}

	JsonNode of(Refusal refusal) {
		return switch (face) {
			case NEW -> JsonNodeFactory.instance.objectNode().put("error", refusal.error()).set("message", refusal.details());
			case SEED -> TextNode.valueOf(refusal.plain());
		};
	}

	/** A status that a route does not have becomes 500. */
	int status(Refusal refusal, Set<Integer> known) {
		int status = face == ApiFace.NEW ? refusal.status() : refusal.plainStatus();
		return known.contains(status) ? status : 500;
	}
}
