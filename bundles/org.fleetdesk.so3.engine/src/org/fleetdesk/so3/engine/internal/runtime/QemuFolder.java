package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.fleetdesk.engine.StateFile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The files of one QEMU guest:
 * <ul>
 * <li>{@code guest.json}: what {@link Entry} says; written before QEMU is started and again when its process is known</li>
 * <li>{@code qmp.sock}: the engine's monitor; {@code peer.sock}: one for inspection from outside</li>
 * <li>{@code serial-<boot>.raw}: the guest's output</li>
 * <li>{@code events.log}: all that QEMU said to the engine's monitor, also while no engine listened: it names the reason of the end</li>
 * <li>{@code checkpoint}: what {@link Mark} says, while a checkpoint is being written; {@code migrate.sock}: its way between QEMU and the engine;
 * {@code standing}: the checkpoint of a guest that has not run since</li>
 * <li>{@code qemu.log}: QEMU's own messages; {@code exit}: its exit code; {@code qemu.pid}: its process</li>
 * </ul>
 */
record QemuFolder(Path path) {

	private static final JsonMapper JSON = new JsonMapper();
	private static final int VERSION = 1;
	/** Of a log of which only the end is read. */
	private static final int TAIL = 64 * 1024;

	/**
	 * What must be known to adopt the guest.
	 *
	 * @param boot     number of the boot, from 1
	 * @param memory   of the machine in MiB
	 * @param injected when, as ISO 8601 text
	 * @param qemu     QEMU's process; null until it is known
	 * @param shell    the shell that notes QEMU's exit code; null until it is known
	 */
	record Entry(int boot, long memory, String injected, ProcessMark qemu, ProcessMark shell) {
	}

	/**
	 * What must be put right when the engine ends in the middle of a checkpoint.
	 *
	 * @param file   that is being written
	 * @param living whether the guest runs and was stopped for it
	 */
	record Mark(Path file, boolean living) {
	}

	Path file(String name) {
		return path.resolve(name);
	}

	Path spool(int boot) {
		return path.resolve("serial-" + boot + ".raw");
	}

	void create() throws IOException {
		Files.createDirectories(path);
		if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
		}
	}

	Optional<Entry> read() throws IOException {
		var state = state().read();
		try {
			return state.isEmpty() ? Optional.empty() : Optional.of(JSON.treeToValue(state.get(), Entry.class));
		} catch (JsonProcessingException e) {
			throw new IOException("The file " + file("guest.json") + " is damaged; remove the container", e);
		}
	}

	void write(Entry entry) throws IOException {
		state().write(entry);
	}

	/** On disk it need not be: a host that ends, ends the guest too. */
	void mark(Mark mark) throws IOException {
		Files.writeString(file("checkpoint"), (mark.living() ? "living " : "suspended ") + mark.file().toAbsolutePath());
	}

	Optional<Mark> mark() throws IOException {
		if (!Files.exists(file("checkpoint"))) {
			return Optional.empty();
		}
		var words = Files.readString(file("checkpoint")).split(" ", 2);
		return words.length < 2 ? Optional.empty() : Optional.of(new Mark(Path.of(words[1]), words[0].equals("living")));
	}

	void unmark() throws IOException {
		Files.deleteIfExists(file("checkpoint"));
	}

	private StateFile state() {
		return new StateFile(file("guest.json"), VERSION, JSON);
	}

	/** QEMU's process as QEMU itself wrote it down, when it runs and runs here. */
	Optional<ProcessMark> running() {
		try {
			var mark = ProcessMark.of(Long.parseLong(Files.readString(file("qemu.pid")).strip()));
			return mark.filter(this::isHere);
		} catch (IOException | NumberFormatException e) {
			return Optional.empty();
		}
	}

	private boolean isHere(ProcessMark mark) {
		Path working = Path.of("/proc", Long.toString(mark.pid()), "cwd");
		try {
			return !Files.isDirectory(Path.of("/proc/self")) || Files.readSymbolicLink(working).equals(path.toRealPath());
		} catch (IOException e) {
			return false;
		}
	}

	/** QEMU's exit code as its shell wrote it down. */
	Optional<Integer> exitCode() {
		try {
			return Optional.of(Integer.parseInt(Files.readString(file("exit")).strip()));
		} catch (IOException | NumberFormatException e) {
			return Optional.empty();
		}
	}

	/** The last line of QEMU's own messages for which this is true. */
	Optional<String> lastMessage(Predicate<String> wanted) {
		return tail("qemu.log").stream().filter(l -> !l.isBlank()).filter(wanted).reduce((a, b) -> b);
	}

	/** QEMU's last word on why it ended. */
	Optional<Shutdown> shutdown() {
		return tail("events.log").stream().filter(l -> l.contains("\"SHUTDOWN\"")).flatMap(QemuFolder::shutdown).reduce((a, b) -> b);
	}

	/** A {@code SHUTDOWN} event (QEMU, qapi/run-state.json). */
	record Shutdown(String reason, Instant at) {
	}

	private static Stream<Shutdown> shutdown(String line) {
		try {
			var event = JSON.readTree(line);
			var time = event.path("timestamp");
			return event.path("event").asText().equals("SHUTDOWN") ? Stream.of(new Shutdown(event.path("data").path("reason").asText(""),
					Instant.ofEpochSecond(time.path("seconds").asLong(), time.path("microseconds").asLong() * 1000))) : Stream.empty();
		} catch (JsonProcessingException e) {
			return Stream.empty();
		}
	}

	private List<String> tail(String name) {
		try (var channel = Files.newByteChannel(file(name))) {
			channel.position(Math.max(0, channel.size() - TAIL));
			var in = Channels.newInputStream(channel);
			return new String(in.readNBytes(TAIL), StandardCharsets.UTF_8).lines().toList();
		} catch (IOException e) {
			return List.of();
		}
	}

	/** Last change of any file: for a guest that nobody watched, the best guess when it ended. */
	Instant lastSign() {
		return files().stream().map(f -> {
			try {
				return Files.getLastModifiedTime(f).toInstant();
			} catch (IOException e) {
				return Instant.EPOCH;
			}
		}).reduce(Instant.EPOCH, (a, b) -> a.isAfter(b) ? a : b);
	}

	/** Removes everything in it; {@code guest.json} first, because nothing is left to adopt. */
	void clear() throws IOException {
		Files.deleteIfExists(file("guest.json"));
		for (Path file : files()) {
			Files.deleteIfExists(file);
		}
	}

	private List<Path> files() {
		try (var files = Files.list(path)) {
			return new ArrayList<>(files.toList());
		} catch (IOException e) {
			return List.of();
		}
	}
}
