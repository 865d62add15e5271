package org.fleetdesk.core.internal;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.core.AuditLog.Ended;
import org.fleetdesk.core.AuditLog.Line;
import org.fleetdesk.core.AuditLog.Sent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The form of the lines: a file is a script for {@code sh}. A request is {@code COMMAND # {"id":…}}, or the same behind {@code #} when the command does not do what
 * was done; an end is {@code # {"id":…}}.
 */
final class AuditLines {

	private static final String COMMENT = "# ";
	private static final String META = " # {";
	private static final ObjectMapper JSON = new ObjectMapper();

	private AuditLines() {
	}

	/** No number sign in it, so that the last one of a line is where the command ends. */
	private static final class NoNumberSign extends CharacterEscapes {

		private static final long serialVersionUID = 1L;

		@Override
		public int[] getEscapeCodesForAscii() {
			int[] escapes = standardAsciiEscapesForJSON();
			escapes['#'] = ESCAPE_STANDARD;
			escapes[0x7f] = ESCAPE_STANDARD;
			return escapes;
		}

		@Override
		public SerializableString getEscapeSequence(int c) {
			return null;
		}
	}

	static byte[] write(Line line) {
		var node = JSON.createObjectNode().put("id", line.id()).put("time", line.time().toString());
		String before = COMMENT;
		switch (line) {
		case Sent sent -> {
			node.put("user", sent.user());
			sent.task().ifPresent(task -> node.put("task", task));
			if (!sent.note().isEmpty()) {
				node.put("note", sent.note());
			}
			before = (sent.note().isEmpty() ? "" : COMMENT) + sent.command() + " " + COMMENT;
		}
		case Ended ended -> {
			node.put("status", ended.status()).put("ms", ended.took().toMillis());
			if (!ended.failure().isEmpty()) {
				node.put("failure", ended.failure());
			}
		}
		}
		try {
			return (before + JSON.writer(new NoNumberSign()).with(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature()).writeValueAsString(node)).getBytes(StandardCharsets.UTF_8);
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e); // a tree can always be written
		}
	}

	static Optional<Line> read(String text) {
		int meta = text.lastIndexOf(META);
		try {
			if (meta >= 0) {
				var node = JSON.readTree(text.substring(meta + META.length() - 1));
				String command = text.substring(0, meta);
				return Optional.of(new Sent(node.required("id").asText(), time(node), node.path("user").asText(), Optional.ofNullable(node.path("task").textValue()),
						command.startsWith(COMMENT) ? command.substring(COMMENT.length()) : command, node.path("note").asText()));
			}
			if (text.startsWith(COMMENT)) {
				var node = JSON.readTree(text.substring(COMMENT.length()));
				return Optional.of(new Ended(node.required("id").asText(), time(node), node.path("status").asInt(), Duration.ofMillis(node.path("ms").asLong()),
						node.path("failure").asText()));
			}
		} catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
			return Optional.empty(); // cut off, or not ours
		}
		return Optional.empty();
	}

	private static Instant time(JsonNode node) {
		return Instant.parse(node.required("time").asText());
	}
}
