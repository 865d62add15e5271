package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An engine that a test can kill. It works on a {@link Rig}'s folder. */
final class EngineInAnotherProcess {

	/** What it does until it is killed. */
	enum Work {
		/** Watches the guest. */
		WATCH,
		/** Writes one checkpoint after the other to {@code checkpoints/}. */
		CHECKPOINT,
		/** Restores the guest from the file {@code good} and starts it, again and again; {@code restored/} gets a file each time. */
		RESTORE
	}

	private EngineInAnotherProcess() {
	}

	/** Its output goes to {@code engine.out}. */
	static Process start(Path folder, Path image, Work work) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				System.getProperty("java.class.path"), EngineInAnotherProcess.class.getName(), folder.toString(), image.toString(), work.name())
				.redirectErrorStream(true).redirectOutput(folder.resolve("engine.out").toFile()).start();
	}

	/** QEMU processes that have a guest's folder as their working directory, zombies left aside. */
	static List<Long> guestsIn(Path guestFolder) throws IOException {
		var found = new ArrayList<Long>();
		for (var process : ProcessHandle.allProcesses().toList()) {
			boolean qemu = process.info().command().filter(c -> c.contains("qemu-system")).isPresent();
			if (qemu && working(process.pid()).filter(guestFolder.toRealPath()::equals).isPresent()) {
				found.add(process.pid());
			}
		}
		return found;
	}

	private static Optional<Path> working(long pid) {
		try {
			return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")));
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	public static void main(String[] args) throws Exception {
		Path folder = Path.of(args[0]);
		var rig = new Rig(folder);
		var spec = rig.spec(Path.of(args[1]));
		var runtime = new QemuRuntime(QemuRuntime.Options.DEFAULT);
		switch (Work.valueOf(args[2])) {
			case WATCH -> running(runtime, spec).exit().join();
			case CHECKPOINT -> {
				var guest = running(runtime, spec);
				Path to = Files.createDirectories(folder.resolve("checkpoints"));
				while (true) {
					guest.checkpoint(to.resolve(Long.toString(System.nanoTime())));
				}
			}
			case RESTORE -> {
				Path restored = Files.createDirectories(folder.resolve("restored"));
				while (true) {
					runtime.restore(spec, folder.resolve("good")).finalMigration();
					Files.createFile(restored.resolve(Long.toString(System.nanoTime())));
				}
			}
		}
	}

	private static Guest running(QemuRuntime runtime, GuestSpec spec) throws GuestException, InterruptedException {
		Guest guest = runtime.adopt(spec) instanceof Adoption.Alive(Guest alive) ? alive : runtime.inject(spec);
		if (guest.state() == GuestState.BOOTING) {
			guest.finalMigration();
		}
		return guest;
	}
}
