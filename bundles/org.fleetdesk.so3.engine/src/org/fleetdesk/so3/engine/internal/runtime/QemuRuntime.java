package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;

/** Runs images of a stand-alone kernel as QEMU guests, one process each. {@link QemuFolder} says what stands in a guest's folder. */
public final class QemuRuntime implements GuestRuntime {

	/** So much of a spool is kept after it has been logged, in bytes. */
	private static final long SPOOL = 64L << 20;
	private static final long LOOK_MILLIS = 10;
	private static final Duration LEFT_OVER = Duration.ofSeconds(1);

	/**
	 * @param binary      {@code qemu-system-aarch64}, or a path to it
	 * @param memoryLimit most memory that a guest may have, in bytes
	 * @param deadline    for each verb
	 */
	public record Options(String binary, long memoryLimit, Duration deadline) {

		/** From PATH, 1 GiB, 30 s. */
		public static final Options DEFAULT = new Options("qemu-system-aarch64", 1L << 30, Duration.ofSeconds(30));
	}

	private final Options options;
	private final FolderWatch folders = new FolderWatch();
	private final Set<QemuGuest> guests = ConcurrentHashMap.newKeySet();

	public QemuRuntime(Options options) {
		this.options = options;
	}

	@Override
	public String name() {
		return "qemu";
	}

	@Override
	public Optional<String> refusal(Path image) throws GuestException {
		try {
			var read = FitImage.readUnchecked(image);
			try {
				LoadPlan.of(read, options.memoryLimit());
			} catch (GuestException e) {
				return Optional.of(e.getMessage());
			}
			return unusable();
		} catch (IOException | FitException e) {
			throw unreadable(image, e);
		}
	}

	@Override
	public Optional<String> unusable() {
		return QemuProcess.find(options.binary()).isPresent() ? Optional.empty() : Optional.of(missing());
	}

	private String missing() {
		return "QEMU (" + options.binary() + ") is not installed. Install it (Debian and Ubuntu: apt install qemu-system-arm), or use the simulated runtime.";
	}

	private static GuestException unreadable(Path image, Exception e) {
		return new GuestException("The image " + image.getFileName() + " cannot be read. " + e.getMessage(), e);
	}

	@Override
	public Guest inject(GuestSpec spec) throws GuestException, InterruptedException {
		return make(spec, "loaded", plan -> new Beginning() {
			@Override
			public QemuProcess.Machine machine(QemuFolder folder) throws IOException {
				return QemuProcess.Machine.of(folder, plan);
			}

			@Override
			public void into(QemuGuest guest, QemuFolder folder) throws IOException {
				QemuProcess.removeSegments(folder, plan);
			}
		});
	}

	@Override
	public Guest restore(GuestSpec spec, Path checkpoint) throws GuestException, InterruptedException {
		return make(spec, "restored", plan -> {
			var checked = CheckpointFile.check(checkpoint, name(), spec);
			if (checked.header().memory() != plan.memory()) {
				throw new GuestException("The checkpoint " + checkpoint.getFileName() + " is of a guest with " + checked.header().memory()
						+ " MiB of memory, and one of container " + spec.containerId() + " has " + plan.memory() + " MiB.");
			}
			return new Beginning() {
				@Override
				public QemuProcess.Machine machine(QemuFolder folder) {
					return QemuProcess.Machine.of(checked.header());
				}

				@Override
				public void into(QemuGuest guest, QemuFolder folder) throws IOException, GuestException, InterruptedException {
					guest.load(checked);
				}
			};
		});
	}

	/** What a new guest begins with. */
	private interface Beginning {

		QemuProcess.Machine machine(QemuFolder folder) throws IOException;

		/** QEMU waits, and has executed nothing. */
		void into(QemuGuest guest, QemuFolder folder) throws IOException, GuestException, InterruptedException;
	}

	private interface Preparation {
		Beginning of(LoadPlan plan) throws IOException, GuestException, InterruptedException;
	}

	private Guest make(GuestSpec spec, String done, Preparation preparation) throws GuestException, InterruptedException {
		var binary = QemuProcess.find(options.binary()).orElseThrow(() -> new GuestException(missing()));
		LoadPlan plan;
		try {
			plan = LoadPlan.of(FitImage.readUnchecked(spec.image()), options.memoryLimit());
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException | FitException e) {
			throw unreadable(spec.image(), e);
		}
		var folder = new QemuFolder(spec.directory());
		try {
			var beginning = preparation.of(plan);
			folder.create();
			for (var earlier : guests) {
				if (earlier.isIn(spec.directory())) {
					earlier.forceTerminate();
				}
			}
			int last = removeLeftOver(spec, folder);
			return boot(spec, folder, plan.memory(), beginning, binary, Math.max(last, spec.log().position().boot()) + 1);
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException e) {
			throw new GuestException("The guest of container " + spec.containerId() + " could not be " + done + ": " + EngineException.reason(e), e);
		}
	}

	private Guest boot(GuestSpec spec, QemuFolder folder, long memory, Beginning beginning, Path binary, int boot)
			throws IOException, GuestException, InterruptedException {
		String now = Instant.now().toString();
		Process shell = null;
		QemuGuest guest = null;
		try {
			folder.write(new QemuFolder.Entry(boot, memory, now, null, null));
			var machine = beginning.machine(folder);
			shell = QemuProcess.start(binary, folder, machine, boot, "fleetdesk-" + spec.slot() + "-" + spec.containerId());
			awaitMonitor(folder, machine, shell);
			var entry = new QemuFolder.Entry(boot, memory, now, folder.running().orElseThrow(() -> failed(folder, machine)),
					ProcessMark.of(shell.pid()).orElseThrow(() -> failed(folder, machine)));
			guest = guest(spec, folder, entry);
			guest.connect();
			if (guest.state() != GuestState.BOOTING) {
				throw new GuestException("QEMU did not wait with the guest of container " + spec.containerId() + ".");
			}
			beginning.into(guest, folder);
			folder.write(entry);
			guest.loaded();
			guests.add(guest);
			return guest;
		} catch (IOException | GuestException | InterruptedException | RuntimeException e) {
			if (guest != null) {
				guest.detach();
			}
			undo(folder, shell);
			throw e;
		}
	}

	private QemuGuest guest(GuestSpec spec, QemuFolder folder, QemuFolder.Entry entry) throws IOException {
		var output = new GuestOutput(spec.log(), spec.slotLog(), name(), entry.boot(), InstantSource.system());
		var tail = new SpoolTail(folder.spool(entry.boot()), output, folders, new SpoolTrim(SPOOL));
		return new QemuGuest(spec, folder, entry, tail, options.deadline(), guests::remove);
	}

	/** QEMU writes its pid file before it listens, and the file of the socket stands there when it listens. */
	private void awaitMonitor(QemuFolder folder, QemuProcess.Machine machine, Process shell) throws GuestException, InterruptedException {
		long until = System.nanoTime() + options.deadline().toNanos();
		while (!Files.exists(folder.file("qmp.sock")) || !Files.exists(folder.file("peer.sock")) || folder.running().isEmpty()) {
			if (!shell.isAlive()) {
				throw failed(folder, machine);
			}
			if (System.nanoTime() > until) {
				throw new GuestException("QEMU did not start within " + options.deadline().toSeconds() + " s. The host may be overloaded: try again.");
			}
			Thread.sleep(LOOK_MILLIS);
		}
	}

	private static GuestException failed(QemuFolder folder, QemuProcess.Machine machine) {
		return new GuestException("QEMU could not be started with the machine " + machine.type() + ": "
				+ folder.lastMessage(m -> !m.startsWith("Use -")).orElse("it gave no reason") + ".");
	}

	/** Ends what a failed start has made. The shell ends by itself after QEMU. */
	private static void undo(QemuFolder folder, Process shell) {
		boolean interrupted = Thread.interrupted();
		try {
			long until = System.nanoTime() + LEFT_OVER.toNanos() * 5;
			while (shell != null && shell.isAlive() && System.nanoTime() < until) {
				shell.descendants().forEach(ProcessHandle::destroyForcibly);
				folder.running().ifPresent(ProcessMark::kill);
				Thread.sleep(LOOK_MILLIS);
			}
			folder.clear();
		} catch (IOException e) {
			// The next injection clears the folder.
		} catch (InterruptedException e) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Ends an earlier guest of the folder, logs its last output, and returns the number of its boot. */
	private int removeLeftOver(GuestSpec spec, QemuFolder folder) throws IOException, GuestException, InterruptedException {
		var entry = folder.read();
		if (entry.isPresent()) {
			kill(folder, entry.get());
			logRest(spec, folder, entry.get().boot());
		}
		folder.clear();
		return entry.map(QemuFolder.Entry::boot).orElse(0);
	}

	/** A start that the engine's end interrupted may be about to write its process down. */
	private static void kill(QemuFolder folder, QemuFolder.Entry entry) throws GuestException, InterruptedException {
		long until = System.nanoTime() + LEFT_OVER.toNanos();
		var found = Optional.ofNullable(entry.qemu()).or(folder::running);
		while (found.isEmpty() && System.nanoTime() < until) {
			Thread.sleep(LOOK_MILLIS);
			found = folder.running();
		}
		if (found.isPresent()) {
			var qemu = found.get();
			qemu.kill();
			until = System.nanoTime() + LEFT_OVER.toNanos() * 5;
			while (qemu.alive()) {
				if (System.nanoTime() > until) {
					throw new GuestException("QEMU (process " + qemu.pid() + ") of an earlier guest in " + folder.path() + " does not end. End it by hand.");
				}
				Thread.sleep(LOOK_MILLIS);
			}
		}
	}

	private void logRest(GuestSpec spec, QemuFolder folder, int boot) throws IOException, InterruptedException {
		if (Files.exists(folder.spool(boot))) {
			var output = new GuestOutput(spec.log(), spec.slotLog(), name(), boot, InstantSource.system());
			new SpoolTail(folder.spool(boot), output, folders, new SpoolTrim(Long.MAX_VALUE)).finish();
		}
	}

	@Override
	public Adoption adopt(GuestSpec spec) throws GuestException, InterruptedException {
		var folder = new QemuFolder(spec.directory());
		try {
			var found = folder.read();
			if (found.isEmpty()) {
				return new Adoption.None();
			}
			var entry = found.get();
			if (entry.qemu() == null) {
				removeLeftOver(spec, folder);
				return new Adoption.None();
			}
			if (entry.qemu().alive()) {
				var guest = adopt(spec, folder, entry);
				if (guest.isPresent()) {
					return new Adoption.Alive(guest.get());
				}
			}
			logRest(spec, folder, entry.boot());
			return new Adoption.Ended(QemuExit.of(folder, false));
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException e) {
			throw new GuestException("The guest of container " + spec.containerId() + " could not be taken over: " + e.getMessage(), e);
		}
	}

	/** Empty when it ends in this moment. */
	private Optional<Guest> adopt(GuestSpec spec, QemuFolder folder, QemuFolder.Entry entry) throws IOException, GuestException, InterruptedException {
		var guest = guest(spec, folder, entry);
		try {
			guest.connect();
			guests.add(guest);
			return Optional.of(guest);
		} catch (IOException | GuestException | InterruptedException e) {
			guest.detach();
			if (e instanceof IOException && endsSoon(folder, entry)) {
				return Optional.empty();
			}
			throw e;
		}
	}

	private static boolean endsSoon(QemuFolder folder, QemuFolder.Entry entry) throws InterruptedException {
		long until = System.nanoTime() + LEFT_OVER.toNanos();
		while ((entry.qemu().alive() || folder.exitCode().isEmpty() && entry.shell().alive()) && System.nanoTime() < until) {
			Thread.sleep(LOOK_MILLIS);
		}
		return !entry.qemu().alive();
	}

	@Override
	public void clear(GuestSpec spec) throws GuestException, InterruptedException {
		try {
			removeLeftOver(spec, new QemuFolder(spec.directory()));
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException e) {
			throw new GuestException("The guest of container " + spec.containerId() + " could not be ended: " + e.getMessage(), e);
		}
	}

	@Override
	public void close() {
		guests.forEach(QemuGuest::detach);
		folders.close();
	}
}
