package org.fleetdesk.so3.original.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What stands below the engine on a Smart Object, as far as it shows: the five slots of the hypervisor with their capsules, and the log
 * daemon, which writes what the capsule of a slot says to the slot's file. Everything happens under one lock.
 */
final class Agency {

	static final int LOW = 2;
	static final int HIGH = 6;
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

	/** A capsule's state in the agency's words, with the word that the engine makes of it. */
	enum State {
		BOOTING("created"), LIVING("running"), SUSPENDED("paused"), KILLED("dead");

		private final String word;

		State(String word) {
			this.word = word;
		}

		String word() {
			return word;
		}
	}

	/** Something in a slot. */
	static final class Capsule {
		private final Path image;
		private State state = State.BOOTING;
		private int ticks;

		private Capsule(Path image) {
			this.image = image;
		}

		State state() {
			return state;
		}

		Path image() {
			return image;
		}
	}

	private final Generation generation;
	private final Path images;
	private final Path logs;
	private final Clock clock;
	private final Map<Integer, Capsule> slots = new TreeMap<>();

	Agency(Generation generation, Path images, Path logs, Clock clock) throws IOException {
		this.generation = generation;
		this.images = Files.createDirectories(images);
		this.logs = Files.createDirectories(logs);
		this.clock = clock;
	}

	/** All regular files of the folder of images, whatever their suffix. */
	synchronized List<Path> images() throws IOException {
		try (Stream<Path> files = Files.list(images)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
	}

	/** A file as the engine names it: by a whole path of the Smart Object, or below the folder of images. */
	Path image(String name) {
		String folder = generation.imageFolder() + "/";
		return images.resolve(name.startsWith(folder) ? name.substring(folder.length()) : name);
	}

	synchronized Map<Integer, Capsule> slots() {
		return new TreeMap<>(slots);
	}

	synchronized Optional<Capsule> capsule(int slot) {
		return Optional.ofNullable(slots.get(slot));
	}

	/**
	 * Loads an image.
	 *
	 * @param left the slot that was just left, taken again only when no other one is free; 0 for none
	 * @return the slot, or empty when none is free or the file is not there
	 */
	synchronized OptionalInt inject(Path image, int left) {
		var free = new ArrayList<Integer>();
		for (int slot = LOW; slot <= HIGH; slot++) {
			if (!slots.containsKey(slot)) {
				free.add(slot);
			}
		}
		if (free.size() > 1) {
			free.remove((Integer) left);
		}
		if (free.isEmpty() || !Files.isRegularFile(image)) {
			return OptionalInt.empty();
		}
		slots.put(free.getFirst(), new Capsule(image));
		return OptionalInt.of(free.getFirst());
	}

	/** Lets what is in a slot run, from its beginning or from where it was suspended. */
	synchronized void run(int slot) throws IOException {
		var capsule = slots.get(slot);
		if (capsule != null && capsule.state != State.KILLED) {
			boolean begins = capsule.state == State.BOOTING;
			capsule.state = State.LIVING;
			if (begins) {
				say(slot, capsule.image.getFileName() + " begins");
			}
		}
	}

	/** Goes on with a count that a snapshot had kept. */
	synchronized void resume(int slot, int ticks) {
		slots.get(slot).ticks = ticks;
		slots.get(slot).state = State.LIVING;
	}

	synchronized int ticks(int slot) {
		return slots.get(slot).ticks;
	}

	synchronized void suspend(int slot) {
		var capsule = slots.get(slot);
		if (capsule != null && capsule.state == State.LIVING) {
			capsule.state = State.SUSPENDED;
		}
	}

	/** Empties a slot; one that is empty stays so. */
	synchronized void shutdown(int slot) {
		slots.remove(slot);
	}

	synchronized void crash(int slot) {
		slots.get(slot).state = State.KILLED;
	}

	/** Each capsule that lives says the next number. */
	synchronized void tick() throws IOException {
		for (var entry : slots.entrySet()) {
			if (entry.getValue().state == State.LIVING) {
				say(entry.getKey(), "tick " + ++entry.getValue().ticks);
			}
		}
	}

	/** A line of the capsule in a slot, as the kernel's log carries it and the log daemon writes it. */
	synchronized void say(int slot, String text) throws IOException {
		String line = "%s agency kernel: %s %s\n".formatted(TIME.format(OffsetDateTime.now(clock).withOffsetSameInstant(ZoneOffset.UTC)), generation.tag(slot), text);
		Files.writeString(log(slot), line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	Path log(int number) {
		return logs.resolve(generation.logName(number));
	}

	/** Everything in the slots is gone and the logs are removed; the earlier generation then runs all images by itself, as many as fit. */
	synchronized void reboot() throws IOException {
		slots.clear();
		try (Stream<Path> files = Files.list(logs)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		if (generation == Generation.V2) {
			for (Path image : images()) {
				var slot = inject(image, 0);
				if (slot.isPresent()) {
					run(slot.getAsInt());
				}
			}
		}
	}
}
