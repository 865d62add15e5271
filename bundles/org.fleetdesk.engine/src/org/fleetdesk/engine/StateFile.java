package org.fleetdesk.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import org.fleetdesk.files.AtomicFiles;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A versioned JSON file that is written atomically: {@code {"version":1,"state":...}}. Not synchronised: its owner writes from one thread at a time.
 */
public final class StateFile {

	/** What the file has is no state, and never will be. */
	public static final class DamagedException extends IOException {

		private static final long serialVersionUID = 1L;

		private DamagedException(Path file, Throwable cause) {
			super("The state file " + file + " is damaged; move it away to begin anew", cause);
		}
	}

	private final Path file;
	private final int version;
	private final ObjectMapper mapper;

	/**
	 * @param version the format that this program writes and the newest it can read, 1 or more
	 * @param mapper  reads and writes the JSON
	 */
	public StateFile(Path file, int version, ObjectMapper mapper) {
		this.file = file;
		this.version = version;
		this.mapper = mapper;
	}

	public Path file() {
		return file;
	}

	/**
	 * Reads the state.
	 *
	 * @return empty when there is no file yet
	 * @throws DamagedException when it is damaged; the message names the file
	 * @throws IOException      when it cannot be read, or was written by a newer Fleetdesk; the message names the file
	 */
	public Optional<JsonNode> read() throws IOException {
		JsonNode root;
		try {
			root = mapper.readTree(Files.readAllBytes(file));
		} catch (NoSuchFileException e) {
			return Optional.empty();
		} catch (JsonProcessingException e) {
			throw new DamagedException(file, e);
		}
		int found = root == null ? 0 : root.path("version").asInt(0);
		if (found < 1 || !root.has("state")) {
			throw new DamagedException(file, null);
		}
		if (found > version) {
			throw new IOException("The state file " + file + " was written by a newer Fleetdesk (format " + found + ", this one reads up to " + version
					+ "); use that version or another data folder");
		}
		return Optional.of(root.get("state"));
	}

	/** Replaces the state; it is on disk when this returns. */
	public void write(Object state) throws IOException {
		var root = mapper.createObjectNode().put("version", version);
		root.set("state", mapper.valueToTree(state));
		AtomicFiles.writePrivate(file, mapper.writeValueAsBytes(root));
	}
}
