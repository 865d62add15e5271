package org.fleetdesk.serverless.model;

import java.util.OptionalInt;

import org.fleetdesk.opennebula.document.Document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Serverless runtimes in OpenNebula's document pool: the engine has no other memory. */
public final class RuntimeDocuments {

	/** The type of their documents (OneFlow's services have 100, its templates 101). */
	public static final int TYPE = 1337;

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private RuntimeDocuments() {
	}

	/** The flavours as one name, which the service template has that a runtime is made of: {@code Function}, or {@code Function-Data} with a DaaS. */
	public static String tuple(String faas, String daas) {
		return daas.isEmpty() ? faas : faas + "-" + daas;
	}

	/** The tuple of a runtime. */
	public static String tuple(ServerlessRuntime runtime) {
		return tuple(runtime.faas().flavour(), runtime.daas().map(Function::flavour).orElse(""));
	}

	/** A runtime as its document tells it, which may be older than what its VMs are now. The document's data is read. */
	public static ServerlessRuntime read(Document document) {
		return ServerlessRuntime.of(document.getName(), OptionalInt.of(document.id()), readBody(document));
	}

	/** The body of a document; an empty object when there is none or it cannot be read. */
	public static ObjectNode readBody(Document document) {
		return parseBody(document.xpath("TEMPLATE/BODY"));
	}

	/** The JSON object that a document's {@code TEMPLATE/BODY} holds; an empty object when there is none or it cannot be read. */
	public static ObjectNode parseBody(String body) {
		try {
			var json = MAPPER.readTree(body);
			return json instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
		} catch (JsonProcessingException e) {
			return JsonNodeFactory.instance.objectNode();
		}
	}
}
