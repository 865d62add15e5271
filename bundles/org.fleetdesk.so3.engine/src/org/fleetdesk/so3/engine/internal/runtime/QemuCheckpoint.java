package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Checkpoints of QEMU guests: QEMU's migration stream (QEMU, docs/devel/migration) over a unix socket in the guest's folder, at whose other end is this
 * engine. QEMU starts no program and opens no file for it.
 */
final class QemuCheckpoint {

	private static final Logger LOG = LoggerFactory.getLogger(QemuCheckpoint.class);
	private static final String SOCKET = "migrate.sock";
	private static final long LOOK_MILLIS = 2;
	private static final int BLOCK = 128 * 1024;
	/** The guest stands still meanwhile, so nothing is to slow the stream down; in bytes a second. */
	private static final long NO_LIMIT = 1L << 40;
	/** QEMU, qapi/migration.json, MigrationStatus: those after which nothing more happens. */
	private static final Set<String> OVER = Set.of("", "none", "completed", "failed", "cancelled");

	private final Qmp qmp;
	private final QemuFolder folder;
	private final Duration deadline;

	QemuCheckpoint(Qmp qmp, QemuFolder folder, Duration deadline) {
		this.qmp = qmp;
		this.folder = folder;
		this.deadline = deadline;
	}

	/** What a checkpoint asks of its guest. */
	interface Standstill {

		/** Stops the guest, if it runs, and returns what it has printed since its last line feed. */
		byte[] reach() throws IOException, GuestException, InterruptedException;
	}

	/** Writes the checkpoint; the guest is as before on return, whatever happens. */
	void save(GuestSpec spec, long memory, boolean living, Path file, Standstill still) throws IOException, GuestException, InterruptedException {
		CheckpointFile.demandAbsent(file);
		if (status("query-status").equals("postmigrate")) {
			copyStanding(file);
			return;
		}
		String image = CheckpointFile.digest(spec.image());
		String machine = qmp.execute("qom-get", Map.of("path", "/machine", "property", "type"), deadline).asText().replaceFirst("-machine$", "");
		folder.mark(new QemuFolder.Mark(file, living));
		try {
			var header = new CheckpointFile.Header("qemu", image, memory, machine, still.reach());
			try (var draft = CheckpointFile.draft(file, header)) {
				receive(draft);
				if (living) {
					qmp.execute("cont", deadline);
					folder.mark(new QemuFolder.Mark(file, false));
				}
				draft.commit();
			}
			if (!living) {
				keepStanding(file);
			}
		} finally {
			putRightInAnyCase();
		}
	}

	private void receive(CheckpointFile.Draft draft) throws IOException, GuestException, InterruptedException {
		Path socket = folder.file(SOCKET);
		Files.deleteIfExists(socket);
		try (var server = UnixSocket.listen(socket)) {
			qmp.execute("migrate-set-parameters", Map.of("max-bandwidth", NO_LIMIT), deadline);
			qmp.execute("migrate", Map.of("uri", "unix:" + SOCKET), deadline);
			try (var stream = UnixSocket.Stream.accept(server, deadline)) {
				var block = ByteBuffer.allocate(BLOCK);
				while (stream.read(block.clear()) >= 0) {
					draft.write(block.flip());
				}
			}
			String how = awaitOver();
			if (!how.equals("completed")) {
				throw new GuestException("QEMU could not write the checkpoint: " + reason() + ".");
			}
		} finally {
			Files.deleteIfExists(socket);
		}
	}

	private String awaitOver() throws IOException, GuestException, InterruptedException {
		long until = System.nanoTime() + deadline.toNanos();
		while (true) {
			String status = status("query-migrate");
			if (OVER.contains(status)) {
				return status;
			}
			if (System.nanoTime() > until) {
				throw new GuestException("QEMU does not end the checkpoint within " + deadline.toSeconds() + " s.");
			}
			Thread.sleep(LOOK_MILLIS);
		}
	}

	private String status(String query) throws IOException, GuestException, InterruptedException {
		return qmp.execute(query, deadline).path("status").asText();
	}

	private String reason() throws IOException, GuestException, InterruptedException {
		JsonNode migration = qmp.execute("query-migrate", deadline);
		return migration.path("error-desc").asText("it was " + migration.path("status").asText());
	}

	/** QEMU takes no second checkpoint of a guest that stands where the first one left it; so the first one is kept, as another name of the same file. */
	private void keepStanding(Path file) {
		Path kept = folder.file("standing");
		try {
			Files.deleteIfExists(kept);
			Files.createLink(kept, file);
		} catch (UnsupportedOperationException | IOException e) {
			LOG.debug("No link to {}", file, e);
			try {
				Files.copy(file, kept);
			} catch (IOException copy) {
				LOG.warn("The next checkpoint of the guest in {} can be taken only after it has run: {}", folder.path(), copy.getMessage());
			}
		}
	}

	private void copyStanding(Path file) throws IOException, GuestException {
		Path kept = folder.file("standing");
		if (!Files.exists(kept)) {
			throw new GuestException("QEMU has written this paused guest out once already and does not do it again before the guest has run. Unpause it, and try again.");
		}
		CheckpointFile.copy(kept, file);
	}

	/** The guest runs, so that its next checkpoint is another one. */
	static void forgetStanding(QemuFolder folder) {
		try {
			Files.deleteIfExists(folder.file("standing"));
		} catch (IOException e) {
			LOG.warn("The file {} cannot be removed: {}", folder.file("standing"), e.getMessage());
		}
	}

	private void putRightInAnyCase() {
		boolean interrupted = Thread.interrupted();
		try {
			putRight();
		} catch (InterruptedException | ClosedByInterruptException e) {
			interrupted = true;
		} catch (IOException | GuestException e) {
			// it has ended, or the engine has let go of it: who takes it over does the same
			LOG.debug("After a checkpoint in {}", folder.path(), e);
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Ends a checkpoint that was broken off, also by the end of an earlier engine, and lets the guest go on if it was stopped for it. */
	void putRight() throws IOException, GuestException, InterruptedException {
		var mark = folder.mark();
		if (mark.isPresent()) {
			Files.deleteIfExists(CheckpointFile.partial(mark.get().file()));
			if (!OVER.contains(status("query-migrate"))) {
				qmp.execute("migrate_cancel", deadline);
				awaitOver();
			}
			if (mark.get().living()) {
				qmp.execute("cont", deadline);
			}
		}
		folder.unmark();
	}

	/** Gives the checkpoint to a QEMU that was started to wait for it. The guest is suspended on return. */
	void load(CheckpointFile checkpoint) throws IOException, GuestException, InterruptedException {
		Path socket = folder.file(SOCKET);
		Files.deleteIfExists(socket);
		try {
			qmp.execute("migrate-incoming", Map.of("uri", "unix:" + SOCKET), deadline);
			try (var stream = new UnixSocket.Stream(UnixSocket.connect(socket), deadline)) {
				checkpoint.read(stream::write);
			}
			long until = System.nanoTime() + deadline.toNanos();
			while (status("query-status").equals("inmigrate")) {
				if (System.nanoTime() > until) {
					throw new GuestException("QEMU does not take in the checkpoint within " + deadline.toSeconds() + " s.");
				}
				Thread.sleep(LOOK_MILLIS);
			}
		} catch (ClosedByInterruptException e) {
			throw e;
		} catch (IOException e) {
			throw new GuestException("QEMU cannot take in the checkpoint " + checkpoint.file().getFileName() + ": "
					+ folder.lastMessage(m -> true).orElse(e.getMessage()) + ".", e);
		} finally {
			Files.deleteIfExists(socket);
		}
	}
}
