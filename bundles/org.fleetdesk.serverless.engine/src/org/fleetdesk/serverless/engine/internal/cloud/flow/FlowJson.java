package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.serverless.engine.internal.cloud.CloudObject;
import org.fleetdesk.serverless.engine.internal.cloud.DocumentObject;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Documents of OneFlow as JSON: numbers of OpenNebula's own attributes are strings. */
final class FlowJson {

	private static final ObjectMapper MAPPER = new ObjectMapper(
			JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build()).build())
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	private static final String[] BITS = { "OWNER_U", "OWNER_M", "OWNER_A", "GROUP_U", "GROUP_M", "GROUP_A", "OTHER_U", "OTHER_M", "OTHER_A" };

	private FlowJson() {
	}

	/** @throws IOException when it is no JSON; the message says why, without the text */
	static JsonNode read(String text) throws IOException {
		try {
			return MAPPER.readTree(text);
		} catch (JsonProcessingException e) {
			throw new IOException(e.getOriginalMessage());
		}
	}

	static String write(JsonNode json) {
		try {
			return MAPPER.writeValueAsString(json);
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e);
		}
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	/** The body of a document; empty when somebody has put something else than a JSON object there. */
	static Optional<ObjectNode> body(DocumentObject document) {
		try {
			return read(document.body()) instanceof ObjectNode body ? Optional.of(body) : Optional.empty();
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	/** {@code {"DOCUMENT_POOL":{"DOCUMENT":[...]}}}, or with nothing in it. */
	static ObjectNode pool(List<DocumentObject> documents, Names names) {
		var root = object();
		var pool = root.putObject("DOCUMENT_POOL");
		if (!documents.isEmpty()) {
			var array = pool.putArray("DOCUMENT");
			documents.forEach(d -> array.add(content(d, names)));
		}
		return root;
	}

	/** {@code {"DOCUMENT":{...}}}. */
	static ObjectNode document(DocumentObject document, Names names) {
		return object().set("DOCUMENT", content(document, names));
	}

	private static ObjectNode content(DocumentObject document, Names names) {
		var json = owned(document, names);
		json.put("TYPE", Integer.toString(document.type()));
		var permissions = json.putObject("PERMISSIONS");
		for (int i = 0; i < BITS.length; i++) {
			permissions.put(BITS[i], Integer.toString(document.meta().permissions() >> BITS.length - 1 - i & 1));
		}
		json.putObject("TEMPLATE").set("BODY", body(document).orElseGet(FlowJson::object));
		return json;
	}

	/** What a role keeps of a VM. */
	static ObjectNode vmInfo(VmObject vm, Names names) {
		return object().set("VM", owned(vm, names));
	}

	private static ObjectNode owned(CloudObject.Owned object, Names names) {
		var meta = object.meta();
		return object().put("ID", Integer.toString(meta.id())).put("UID", Integer.toString(meta.uid())).put("GID", Integer.toString(meta.gid())).put("UNAME", names.user(meta.uid()))
				.put("GNAME", names.group(meta.gid())).put("NAME", meta.name());
	}
}
