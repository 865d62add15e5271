package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The checkpoints in one container's folder: {@code checkpoints/NAME/} with {@code state}, as the runtime wrote it, and {@code checkpoint.json}. One is there
 * as a whole or not at all. Changed by whoever holds the container's lock.
 */
final class Checkpoints {

	private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
	private static final int FORMAT = 1;
	private static final String UNFINISHED = ".";
	/** In the container's folder: the name of a checkpoint for which the guest is held. */
	private static final String HELD = "checkpoint-held";

	/** Writes a guest's state. */
	interface Writer {
		void write(Path file) throws DaemonException, InterruptedException;
	}

	private final Path folder;
	private final Path held;
	private final ObjectMapper mapper;

	/** @param container the container's folder */
	Checkpoints(Path container, ObjectMapper mapper) {
		this.folder = container.resolve("checkpoints");
		this.held = container.resolve(HELD);
		this.mapper = mapper;
	}

	/** Removes what an interrupted checkpoint has left. */
	void sweep() throws IOException {
		for (Path left : folders()) {
			if (left.getFileName().toString().startsWith(UNFINISHED)) {
				delete(left);
			}
		}
	}

	private List<Path> folders() throws IOException {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> all = Files.list(folder)) {
			return all.toList();
		}
	}

	/** All, oldest first. */
	List<Checkpoint> list() throws IOException {
		var found = new ArrayList<Checkpoint>();
		for (Path one : folders()) {
			if (!one.getFileName().toString().startsWith(UNFINISHED)) {
				var stored = info(one).read();
				if (stored.isPresent()) { // else it is being removed
					found.add(mapper.treeToValue(stored.get(), Checkpoint.class));
				}
			}
		}
		found.sort(Comparator.comparing(Checkpoint::created));
		return found;
	}

	private StateFile info(Path one) {
		return new StateFile(one.resolve("checkpoint.json"), FORMAT, mapper);
	}

	/** Remembers, also over a kill of the engine, that the guest is suspended only until it has ended at this checkpoint. */
	void hold(String name) throws DaemonException {
		try {
			AtomicFiles.write(held, out -> out.write(name.getBytes(StandardCharsets.UTF_8)));
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, "The checkpoint " + name + " cannot be written: " + e.getMessage(), e);
		}
	}

	/** The guest is no longer held. */
	void release() {
		try {
			Files.deleteIfExists(held);
		} catch (IOException e) {
			LOG.warn("{} cannot be removed: {}", held, e.toString());
		}
	}

	/** What an engine that was killed has left of a checkpoint at which the guest was to end. */
	enum Held {
		/** Nothing. */
		NOT,
		/** The guest is held for a checkpoint that was never finished. */
		IN_VAIN,
		/** The checkpoint is there, and the guest has not ended yet. */
		FOR_ITS_END
	}

	Held held() throws DaemonException {
		try {
			return !Files.exists(held) ? Held.NOT : Files.exists(folder.resolve(checked(Files.readString(held)))) ? Held.FOR_ITS_END : Held.IN_VAIN;
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, held + " cannot be read: " + e.getMessage(), e);
		}
	}

	/** @throws DaemonException invalid for the name; conflict when there is one of it */
	void checkNew(String name, String container) throws DaemonException {
		if (Files.exists(folder.resolve(checked(name)))) {
			throw new DaemonException(Kind.CONFLICT, "checkpoint with name " + name + " already exists for container " + container);
		}
	}

	private static String checked(String name) throws DaemonException {
		if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}")) {
			throw new DaemonException(Kind.INVALID, "Invalid checkpoint ID (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed, 128 at most");
		}
		return name;
	}

	/** Makes one; the name has been checked. On failure nothing stays behind. */
	void create(String name, ImageVersion image, Writer writer) throws DaemonException, InterruptedException {
		Path unfinished = folder.resolve(UNFINISHED + name);
		try {
			delete(unfinished);
			Files.createDirectories(unfinished);
			try {
				Path state = unfinished.resolve("state");
				writer.write(state);
				info(unfinished).write(new Checkpoint(name, Instant.now(), Files.size(state), image.id(), image.name()));
				AtomicFiles.syncFolder(unfinished);
				AtomicFiles.moveDurably(unfinished, folder.resolve(name));
			} finally {
				delete(unfinished);
			}
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, "The checkpoint " + name + " cannot be written: " + e.getMessage(), e);
		}
	}

	/**
	 * The state file of one that fits the image.
	 *
	 * @throws DaemonException not found; conflict when it was made of another image
	 */
	Path state(String name, ImageVersion image, String container) throws DaemonException {
		Path one = existing(name, container);
		try {
			var stored = info(one).read();
			if (stored.isEmpty()) {
				throw missing(name, container);
			}
			var checkpoint = mapper.treeToValue(stored.get(), Checkpoint.class);
			if (!checkpoint.imageId().equals(image.id())) {
				throw new DaemonException(Kind.CONFLICT, "The checkpoint " + name + " was made of the image " + checkpoint.imageName() + " ("
						+ ImageVersion.shortId(checkpoint.imageId()) + "), but container " + container + " has the image " + image.name() + " (" + image.shortId()
						+ ") now; update it to that image to start from this checkpoint");
			}
			return one.resolve("state");
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, "The checkpoint " + name + " cannot be read: " + e.getMessage(), e);
		}
	}

	private Path existing(String name, String container) throws DaemonException {
		Path one = folder.resolve(checked(name));
		if (!Files.exists(one)) {
			throw missing(name, container);
		}
		return one;
	}

	private static DaemonException missing(String name, String container) {
		return new DaemonException(Kind.NOT_FOUND, "checkpoint " + name + " does not exist for container " + container);
	}

	void remove(String name, String container) throws DaemonException {
		Path one = existing(name, container);
		try {
			Path going = folder.resolve(UNFINISHED + name);
			delete(going);
			AtomicFiles.moveDurably(one, going);
			delete(going);
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, "The checkpoint " + name + " cannot be removed: " + e.getMessage(), e);
		}
	}

	private static void delete(Path one) throws IOException {
		if (Files.exists(one)) {
			try (Stream<Path> all = Files.walk(one)) {
				for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
					Files.deleteIfExists(path);
				}
			}
		}
	}
}
