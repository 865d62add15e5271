package org.fleetdesk.serverless.engine.internal.provision;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.wire.Xml;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body of a runtime's document in OpenNebula, and the texts by which it gets there. */
final class StoredBody {

	/** The name of the service, noted before there is one, so that a create that is cut off leaves nothing that cannot be found. */
	static final String SERVICE_NAME = "SERVICE_NAME";
	/** When the document was made, in seconds since 1970, as the first version of the engine notes it. */
	static final String REGISTERED = "registration_time";

	private StoredBody() {
	}

	/** OpenNebula's number of the service; empty when it has not been noted. */
	static OptionalInt service(JsonNode body) {
		return ServerlessRuntime.fromJson(body).serviceId();
	}

	/** Whether the document is so old that no create can be at work on it any more. */
	static boolean isOlderThan(JsonNode body, Duration age, Instant now) {
		return Instant.ofEpochSecond(body.path(REGISTERED).asLong(0)).plus(age).isBefore(now);
	}

	/** The template of a new document. */
	static String allocation(String name, ObjectNode body) {
		return "<TEMPLATE><NAME>" + Xml.cdata(name) + "</NAME>" + element(body) + "</TEMPLATE>";
	}

	/** The template that replaces a document's. */
	static String replacement(ObjectNode body) {
		return "<TEMPLATE>" + element(body) + "</TEMPLATE>";
	}

	private static String element(ObjectNode body) {
		// the end of a CDATA section can stand in a JSON text only, where it may be written so
		return "<BODY>" + Xml.cdata(body.toString().replace("]]>", "]]\\u003e")) + "</BODY>";
	}
}
