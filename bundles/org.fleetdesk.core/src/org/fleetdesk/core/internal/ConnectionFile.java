package org.fleetdesk.core.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionTls;
import org.fleetdesk.files.AtomicFiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code connections.json}: {@code {"version":2,"connections":[{"id","kind","name","url","credentials","labels","local",
 * "tls":{"on","fingerprint","authorities","identity"},"options","secretOptions"}]}}. Version 1 had no {@code tls} and no options; it is read, and
 * written as version 2 with the next change.
 */
final class ConnectionFile {

	private static final int VERSION = 2;
	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

	/**
	 * What was read.
	 *
	 * @param problem what could not be read, or empty
	 * @param damaged whether the file, as it is, holds something that these connections do not
	 * @param newer   whether it must not be written, because a newer Fleetdesk wrote it
	 */
	record Contents(List<Connection> connections, Optional<String> problem, boolean damaged, boolean newer) {
	}

	private final Path file;
	private final ObjectMapper json = new ObjectMapper();

	ConnectionFile(Path file) {
		this.file = file;
	}

	Contents read() throws IOException {
		byte[] bytes;
		try {
			bytes = Files.readAllBytes(file);
		} catch (NoSuchFileException e) {
			return new Contents(List.of(), Optional.empty(), false, false);
		}
		JsonNode root;
		try {
			root = json.readTree(bytes);
		} catch (JsonProcessingException e) {
			return damaged(List.of(), "it is no JSON (" + e.getOriginalMessage() + ")");
		}
		if (!root.path("version").isInt() || !root.path("connections").isArray()) {
			return damaged(List.of(), "it holds no list of connections");
		}
		if (root.path("version").intValue() > VERSION) {
			return new Contents(List.of(), Optional.of("The connections in " + file + " were written by a newer Fleetdesk. Use that, or move the file away."), false, true);
		}
		var connections = new ArrayList<Connection>();
		int bad = 0;
		for (JsonNode entry : root.path("connections")) {
			try {
				connections.add(connection(entry));
			} catch (IllegalArgumentException e) {
				bad++;
			}
		}
		return bad == 0 ? new Contents(connections, Optional.empty(), false, false)
				: damaged(connections, bad + " of " + root.path("connections").size() + " connections cannot be read");
	}

	private Contents damaged(List<Connection> good, String why) {
		return new Contents(good, Optional.of("The connections in " + file + " are damaged: " + why + "."), true, false);
	}

	/** Keeps the file under a name with the date, beside what will be written in its place. */
	Path setAside() throws IOException {
		String name = "connections-damaged-" + DATE.format(LocalDateTime.now());
		for (int i = 1;; i++) {
			Path copy = file.resolveSibling(name + (i == 1 ? "" : "-" + i) + ".json");
			if (!Files.exists(copy)) {
				return Files.copy(file, copy);
			}
		}
	}

	void write(List<Connection> connections) throws IOException {
		var root = json.createObjectNode().put("version", VERSION);
		var list = root.putArray("connections");
		for (Connection c : connections) {
			var entry = list.addObject().put("id", c.id()).put("kind", c.kind()).put("name", c.name()).put("url", c.url().toString());
			c.credentials().ifPresent(name -> entry.put("credentials", name));
			put(entry, "labels", c.labels());
			if (c.local()) {
				entry.put("local", true);
			}
			if (!c.tls().equals(ConnectionTls.NONE)) {
				var tls = entry.putObject("tls").put("on", c.tls().on());
				c.tls().fingerprint().ifPresent(f -> tls.put("fingerprint", f));
				c.tls().authorities().ifPresent(a -> tls.put("authorities", a));
				c.tls().identity().ifPresent(name -> tls.put("identity", name));
			}
			put(entry, "options", c.options());
			put(entry, "secretOptions", c.secretOptions());
		}
		AtomicFiles.writePrivate(file, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
	}

	private static void put(ObjectNode entry, String field, Map<String, String> values) {
		if (!values.isEmpty()) {
			var node = entry.putObject(field);
			new TreeMap<>(values).forEach(node::put);
		}
	}

	private static Connection connection(JsonNode entry) {
		var tls = entry.path("tls");
		return new Connection(text(entry, "id"), text(entry, "kind"), text(entry, "name"), URI.create(text(entry, "url")),
				Optional.ofNullable(entry.path("credentials").textValue()), map(entry, "labels"), entry.path("local").asBoolean(),
				new ConnectionTls(tls.path("on").asBoolean(), Optional.ofNullable(tls.path("fingerprint").textValue()),
						Optional.ofNullable(tls.path("authorities").textValue()), Optional.ofNullable(tls.path("identity").textValue())),
				map(entry, "options"), map(entry, "secretOptions"));
	}

	private static Map<String, String> map(JsonNode entry, String field) {
		var values = new HashMap<String, String>();
		entry.path(field).properties().forEach(v -> values.put(v.getKey(), v.getValue().asText()));
		return values;
	}

	private static String text(JsonNode entry, String field) {
		String text = entry.path(field).asText();
		if (text.isBlank()) {
			throw new IllegalArgumentException(field + " is missing");
		}
		return text;
	}
}
