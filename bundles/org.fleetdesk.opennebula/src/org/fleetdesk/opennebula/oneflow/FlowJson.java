package org.fleetdesk.opennebula.oneflow;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.document.Document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** OneFlow's documents as JSON. Numbers may come as texts. */
final class FlowJson {

	private static final ObjectMapper JSON = new ObjectMapper();

	private FlowJson() {
	}

	static List<Service> services(JsonNode answer) throws OneException {
		var services = new ArrayList<Service>();
		for (var document : pool(answer)) {
			services.add(content(document));
		}
		return services;
	}

	static Service service(JsonNode answer) throws OneException {
		return content(answer.path("DOCUMENT"));
	}

	static Service service(Document document) throws OneException {
		var json = JSON.createObjectNode().put("ID", document.getId()).put("UID", Integer.toString(document.uid())).put("GID", Integer.toString(document.gid()))
				.put("UNAME", document.uname()).put("GNAME", document.gname()).put("NAME", document.getName());
		try {
			json.putObject("TEMPLATE").set("BODY", JSON.readTree(document.xpath("TEMPLATE/BODY")));
		} catch (IOException e) {
			throw wrong();
		}
		return content(json);
	}

	static List<ServiceTemplate> templates(JsonNode answer) throws OneException {
		var templates = new ArrayList<ServiceTemplate>();
		for (var document : pool(answer)) {
			templates.add(templateOf(document));
		}
		return templates;
	}

	static ServiceTemplate template(JsonNode answer) throws OneException {
		return templateOf(answer.path("DOCUMENT"));
	}

	/** The documents of a pool; one alone may stand without a list. */
	private static Iterable<JsonNode> pool(JsonNode answer) throws OneException {
		var pool = answer.path("DOCUMENT_POOL");
		if (!pool.isObject()) {
			throw wrong();
		}
		var documents = pool.path("DOCUMENT");
		return documents.isObject() ? List.of(documents) : documents;
	}

	private static Service content(JsonNode document) throws OneException {
		var body = document.path("TEMPLATE").path("BODY");
		if (!document.has("ID") || !body.isObject()) {
			throw wrong();
		}
		var roles = new ArrayList<Role>();
		for (var role : body.path("roles")) {
			var nodes = new ArrayList<Node>();
			for (var node : role.path("nodes")) {
				nodes.add(new Node(node.path("deploy_id").asInt(-1), node.path("vm_info").path("VM").path("NAME").asText(), node.path("vm_info")));
			}
			roles.add(new Role(role.path("name").asText(), RoleState.orWarning(role.path("state").asInt()), role.path("cardinality").asInt(1),
					role.path("vm_template").asInt(-1), nodes, role));
		}
		var log = new ArrayList<LogEntry>();
		for (var entry : body.path("log")) {
			log.add(new LogEntry(Instant.ofEpochSecond(entry.path("timestamp").asLong()), entry.path("severity").asText(), entry.path("message").asText()));
		}
		long started = body.path("start_time").asLong();
		return new Service(document.path("ID").asInt(), document.path("NAME").asText(), document.path("UID").asInt(-1), document.path("GID").asInt(-1),
				document.path("UNAME").asText(), document.path("GNAME").asText(), ServiceState.orWarning(body.path("state").asInt()),
				started > 0 ? Optional.of(Instant.ofEpochSecond(started)) : Optional.empty(), roles, log, document);
	}

	private static ServiceTemplate templateOf(JsonNode document) throws OneException {
		var body = document.path("TEMPLATE").path("BODY");
		if (!document.has("ID") || !body.isObject()) {
			throw wrong();
		}
		return new ServiceTemplate(document.path("ID").asInt(), document.path("NAME").asText(), body);
	}

	private static OneException wrong() {
		return new OneException(OneError.PROTOCOL, -1, "OneFlow's answer cannot be understood: it is JSON of another kind", null);
	}

	/** The sentence of an error that is an object, as newer versions write it. */
	static Optional<String> error(String body) {
		if (!body.startsWith("{")) {
			return Optional.empty();
		}
		try {
			var error = JSON.readTree(body).path("error");
			return Optional.of(error.isObject() ? error.path("message").asText() : error.asText()).filter(text -> !text.isBlank());
		} catch (IOException e) {
			return Optional.empty();
		}
	}
}
