package org.fleetdesk.so3.original.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Generation 2: what is in the slots is asked of the driver each time, and the engine remembers a name for each slot. So a capsule of
 * somebody else has no name, and an engine that was started again knows no names at all.
 */
final class SlotContainers implements Containers {

	/** What is kept for a slot. */
	private record Entry(String name, String image, long created) {
	}

	private static final Entry STRANGER = new Entry("", "", 0);

	private final Agency agency;
	private final Clock clock;
	private final Map<Integer, Entry> entries = new HashMap<>();

	SlotContainers(Agency agency, Clock clock) {
		this.agency = agency;
		this.clock = clock;
	}

	@Override
	public synchronized List<Container> all() {
		return agency.slots().entrySet().stream().map(s -> {
			var entry = entries.getOrDefault(s.getKey(), STRANGER);
			return new Container(s.getKey(), entry.name, entry.image, s.getValue().state().word(), entry.created);
		}).toList();
	}

	@Override
	public synchronized Optional<Integer> create(String name, String image) throws Failure {
		if (!Files.isRegularFile(agency.image(image))) {
			throw new Failure();
		}
		var slot = agency.inject(agency.image(image), 0);
		if (slot.isEmpty()) {
			throw new Failure(); // what it says, "No available ME slot", reaches its own log only
		}
		entries.put(slot.getAsInt(), new Entry(name, image, clock.instant().getEpochSecond()));
		return Optional.of(slot.getAsInt());
	}

	@Override
	public synchronized boolean act(Verb verb, int slot) throws IOException {
		if (agency.capsule(slot).isEmpty()) {
			return false;
		}
		switch (verb) {
		case START, UNPAUSE -> agency.run(slot);
		case PAUSE -> agency.suspend(slot);
		case STOP -> load(slot);
		case RESTART -> {
			var loaded = load(slot);
			if (loaded.isPresent()) {
				agency.run(loaded.getAsInt());
			}
		}
		case REMOVE -> {
			agency.shutdown(slot);
			entries.remove(slot);
		}
		}
		return true;
	}

	/** Ends the capsule and loads its image again, which may come to another slot: the container's id has changed then. */
	private OptionalInt load(int slot) {
		var image = agency.capsule(slot).orElseThrow().image();
		agency.shutdown(slot);
		var entry = entries.remove(slot);
		var loaded = agency.inject(image, slot);
		if (loaded.isPresent() && entry != null) {
			entries.put(loaded.getAsInt(), entry);
		}
		return loaded;
	}
}
