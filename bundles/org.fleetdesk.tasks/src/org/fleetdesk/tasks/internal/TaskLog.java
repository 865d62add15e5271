package org.fleetdesk.tasks.internal;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.TaskLogLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The log of one run or rollout: a file of JSON lines that only grows. A line that cannot be written is no reason to stop a task. */
public final class TaskLog implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(TaskLog.class);
	private static final ObjectMapper JSON = new ObjectMapper();

	private final Path file;
	private FileOutputStream out;
	private boolean failed;

	public TaskLog(Path file) {
		this.file = file;
	}

	public synchronized void write(TaskLogLine line) {
		try {
			if (out == null) {
				Files.createDirectories(file.getParent());
				out = new FileOutputStream(file.toFile(), true);
			}
			byte[] json = JSON.writeValueAsBytes(JSON.createObjectNode().put("time", line.time().toString()).put("severity", line.severity().name())
					.put("target", line.target()).put("text", line.text()));
			var whole = new ByteArrayOutputStream();
			if (failed) {
				whole.write('\n'); // the line before may be there in part
			}
			whole.writeBytes(json);
			whole.write('\n');
			out.write(whole.toByteArray());
			failed = false;
		} catch (IOException e) {
			if (!failed) {
				LOG.error("The task log {} cannot be written: {}", file, e.getMessage());
			}
			failed = true;
		}
	}

	/** The lines of a log; one that was cut off is left out. */
	public static List<TaskLogLine> read(Path file) throws IOException {
		var lines = new ArrayList<TaskLogLine>();
		if (Files.exists(file)) {
			for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()) {
				try {
					JsonNode json = JSON.readTree(line);
					lines.add(new TaskLogLine(Instant.parse(json.required("time").asText()), Severity.valueOf(json.required("severity").asText()),
							json.path("target").asText(), json.path("text").asText()));
				} catch (JsonProcessingException | RuntimeException e) {
					LOG.debug("A line of {} cannot be read", file, e);
				}
			}
		}
		return lines;
	}

	@Override
	public synchronized void close() {
		try (var old = out) {
			out = null;
		} catch (IOException e) {
			LOG.error("The task log {} cannot be closed: {}", file, e.getMessage());
		}
	}
}
