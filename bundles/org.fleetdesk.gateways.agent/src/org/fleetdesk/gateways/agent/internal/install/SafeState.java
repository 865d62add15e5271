package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.files.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** Reads state files. A damaged one is set aside by a dated name and told of, so that it does not keep everything from being installed for ever. */
final class SafeState {

	private static final Logger LOG = LoggerFactory.getLogger(SafeState.class);
	private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneId.systemDefault());

	/** Makes of JSON what it stands for. */
	@FunctionalInterface
	interface Meaning<T> {

		/** Throws what it likes when it is none. */
		T of(JsonNode json) throws IOException;
	}

	private final Clock clock;
	private final List<String> notes = new ArrayList<>();

	SafeState(Clock clock) {
		this.clock = clock;
	}

	/**
	 * @param lost what is not known any more when it is damaged, as a sentence
	 * @throws IOException when it cannot be read, or a newer agent wrote it
	 */
	<T> Optional<T> read(StateFile file, Meaning<T> meaning, String lost) throws IOException {
		try {
			var state = file.read();
			return state.isEmpty() ? Optional.empty() : Optional.of(meaning.of(state.get()));
		} catch (StateFile.DamagedException | JsonProcessingException | RuntimeException e) {
			Path aside = setAside(file.file());
			String note = file.file() + " was damaged and is now " + aside.getFileName() + ". " + lost;
			LOG.error("{} ({})", note, e.getMessage());
			synchronized (notes) {
				notes.add(note);
			}
			return Optional.empty();
		}
	}

	/** Gives a damaged file or folder a dated name; nothing happens when there is none. */
	Path setAside(Path file) throws IOException {
		Path aside = dated(file.resolveSibling(file.getFileName() + ".damaged"));
		if (Files.exists(file)) {
			AtomicFiles.moveDurably(file, aside);
		}
		return aside;
	}

	/** This name with the date behind it, which nothing has. */
	Path dated(Path name) {
		String dated = name.getFileName() + "-" + WHEN.format(clock.instant());
		Path free = name.resolveSibling(dated);
		for (int i = 2; Files.exists(free); i++) {
			free = name.resolveSibling(dated + "_" + i);
		}
		return free;
	}

	/** What is to be reported, each once. */
	List<String> takeNotes() {
		synchronized (notes) {
			var taken = List.copyOf(notes);
			notes.clear();
			return taken;
		}
	}
}
