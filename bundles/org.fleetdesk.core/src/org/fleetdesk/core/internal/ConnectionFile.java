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
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.files.AtomicFiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code connections.json}: {@code {"version":1,"connections":[{"id","kind","name","url","credentials","labels","local"}]}}. */
final class ConnectionFile {

	private static final int VERSION = 1;
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
			if (!c.labels().isEmpty()) {
				var labels = entry.putObject("labels");
				c.labels().forEach(labels::put);
			}
			if (c.local()) {
				entry.put("local", true);
			}
		}
		AtomicFiles.writePrivate(file, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
	}

	private static Connection connection(JsonNode entry) {
		var labels = new HashMap<String, String>();
		entry.path("labels").properties().forEach(l -> labels.put(l.getKey(), l.getValue().asText()));
		return new Connection(text(entry, "id"), text(entry, "kind"), text(entry, "name"), URI.create(text(entry, "url")),
				Optional.ofNullable(entry.path("credentials").textValue()), labels, entry.path("local").asBoolean());
	}

	private static String text(JsonNode entry, String field) {
		String text = entry.path(field).asText();
		if (text.isBlank()) {
			throw new IllegalArgumentException(field + " is missing");
		}
		return text;
	}
}
