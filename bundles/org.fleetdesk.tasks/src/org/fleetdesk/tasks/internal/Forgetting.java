package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.fleetdesk.files.AtomicFiles;

/**
 * Removes runs from the journal, then their logs. Which ones is written down first, so that what a crash leaves is removed the next time; until then a run is either
 * whole or, its first entry being gone, not there at all.
 */
final class Forgetting {

	private final Path intent;
	private final Path logs;
	private final Journal<Entry> journal;

	/** @param logs the folder of the runs' logs */
	Forgetting(Path journalFolder, Path logs, Journal<Entry> journal) {
		intent = journalFolder.resolve("forgetting");
		this.logs = logs;
		this.journal = journal;
	}

	/** The runs whose removal was begun and did not end. */
	Set<String> begun() throws IOException {
		try {
			return Files.readAllLines(intent, StandardCharsets.ISO_8859_1).stream().filter(id -> !id.isBlank()).collect(Collectors.toSet());
		} catch (NoSuchFileException e) {
			return Set.of();
		}
	}

	/** @param known whether a run is remembered: what was to be forgotten and is still there stays, until it is chosen again */
	synchronized void forget(Collection<String> ids, Predicate<String> known) throws IOException {
		var all = new HashSet<>(ids);
		begun().stream().filter(known.negate()).forEach(all::add);
		if (all.isEmpty()) {
			Files.deleteIfExists(intent);
			return;
		}
		AtomicFiles.write(intent, out -> out.write(all.stream().sorted().collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8)));
		journal.remove(entry -> all.contains(entry.run()));
		for (String id : all) {
			Files.deleteIfExists(logs.resolve(id + ".jsonl"));
		}
		Files.delete(intent);
	}
}
