package org.fleetdesk.core.internal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.Severity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The timeline on disk: one JSON object a line, oldest first. A line that was cut off, as by a crash or a full disk, is left out when it is read. The file
 * is bounded: when it is twice as long as what is kept, it is written anew.
 */
final class EventFile {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final Path file;
	private final int kept;
	private int lines;
	/** Whether the file may end within a line. */
	private boolean ragged;

	/** @param kept how many of the latest events are kept at least */
	EventFile(Path file, int kept) {
		this.file = file;
		this.kept = kept;
	}

	/** The latest events, oldest first. */
	synchronized List<FleetEvent> read() throws IOException {
		var latest = new ArrayDeque<FleetEvent>();
		lines = 0;
		try (var all = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
			for (String line = all.readLine(); line != null; line = all.readLine()) {
				lines++;
				event(line).ifPresent(latest::addLast);
				if (latest.size() > kept) {
					latest.removeFirst();
				}
			}
		} catch (NoSuchFileException e) {
			return List.of(); // the first start
		}
		ragged = true;
		return List.copyOf(latest);
	}

	/** Appends; after a failure the next call appends on a line of its own. */
	synchronized void append(List<FleetEvent> events) throws IOException {
		if (lines + events.size() > 2 * kept) {
			rewrite();
		}
		boolean cut = ragged;
		ragged = true;
		try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			if (cut) {
				out.newLine(); // an empty line is left out
			}
			write(out, events);
		}
		lines += events.size();
		ragged = false;
	}

	private void rewrite() throws IOException {
		var latest = read();
		AtomicFiles.write(file, out -> {
			for (FleetEvent event : latest) {
				out.write((text(event) + "\n").getBytes(StandardCharsets.UTF_8));
			}
		});
		lines = latest.size();
		ragged = false;
	}

	private static void write(BufferedWriter out, List<FleetEvent> events) throws IOException {
		for (FleetEvent event : events) {
			out.write(text(event));
			out.write('\n');
		}
	}

	private static String text(FleetEvent event) throws JsonProcessingException {
		var node = MAPPER.createObjectNode().put("time", event.time().toString()).put("connection", event.connection()).put("engine", event.engine())
				.put("severity", event.severity().name()).put("text", event.text());
		event.subject().ifPresent(s -> node.putObject("subject").put("connection", s.connection()).put("kind", s.kind()).put("key", s.key()));
		return MAPPER.writeValueAsString(node);
	}

	private static Optional<FleetEvent> event(String line) {
		try {
			var node = MAPPER.readTree(line);
			var subject = node.path("subject");
			return Optional.of(new FleetEvent(Instant.parse(node.path("time").asText()), node.path("connection").asText(), node.path("engine").asText(), subject.isObject()
					? Optional.of(new ResourceId(subject.path("connection").asText(), subject.path("kind").asText(), subject.path("key").asText())) : Optional.empty(),
					Severity.valueOf(node.path("severity").asText()), node.path("text").asText()));
		} catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
			return Optional.empty();
		}
	}
}
