package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Starts QEMU so that it outlives the engine: a session of its own, no pipe to the engine, everything in files of the guest's folder, which is its working
 * directory so that socket names stay short. A small shell waits for it and writes its exit code down, because after a restart the engine is not QEMU's
 * parent any more and the system would tell nobody. (QEMU's own {@code -daemonize} would lose the code from the start.)
 */
final class QemuProcess {

	private static final String SHELL = "\"$@\"; echo $? >exit.tmp; mv exit.tmp exit";
	/** QEMU may start no other program, gain no privilege and change no priority; checkpoints go over a socket, so it need not. */
	private static final String SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
	/** The engine's other variables are no business of a guest's process. */
	private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH");

	private QemuProcess() {
	}

	/** A program by name from PATH, or by path. */
	static Optional<Path> find(String program) {
		return program.contains("/") ? Optional.of(Path.of(program)).filter(Files::isExecutable)
				: Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin").split(":")).filter(d -> !d.isEmpty())
						.map(d -> Path.of(d).resolve(program)).filter(Files::isExecutable).findFirst();
	}

	/**
	 * How a machine comes to its first instruction.
	 *
	 * @param type    QEMU's name of the machine
	 * @param memory  in MiB
	 * @param content options that put something into the memory
	 */
	record Machine(String type, long memory, List<String> content) {

		/** One that begins with an image. Writes the plan's segments for QEMU to read. */
		static Machine of(QemuFolder folder, LoadPlan plan) throws IOException {
			var content = new ArrayList<String>();
			for (int i = 0; i < plan.segments().size(); i++) {
				var segment = plan.segments().get(i);
				try (var out = Files.newOutputStream(segment(folder, i))) {
					segment.data().copyTo(out);
				}
				content.addAll(List.of("-device", "loader,file=" + segment(folder, i).getFileName() + ",addr=0x" + Long.toHexString(segment.address())
						+ ",force-raw=on"));
			}
			content.addAll(List.of("-device", "loader,addr=0x" + Long.toHexString(plan.start()) + ",cpu-num=0"));
			return new Machine("virt", plan.memory(), content);
		}

		/** One that waits for the checkpoint of another. */
		static Machine of(CheckpointFile.Header checkpoint) {
			return new Machine(checkpoint.machine(), checkpoint.memory(), List.of("-incoming", "defer"));
		}
	}

	/** Starts QEMU, which executes nothing of the guest. Returns the shell. */
	static Process start(Path binary, QemuFolder folder, Machine machine, int boot, String name) throws IOException {
		var command = new ArrayList<String>();
		find("setsid").ifPresent(s -> command.add(s.toString()));
		command.addAll(List.of("/bin/sh", "-c", SHELL, "sh", binary.toAbsolutePath().toString(), "-name", name.replaceAll("[^A-Za-z0-9_.-]", "_")));
		command.addAll(List.of("-M", machine.type(), "-cpu", "cortex-a53", "-m", machine.memory() + "M", "-nodefaults", "-sandbox", SANDBOX, "-nic", "none",
				"-display", "none", "-monitor", "none", "-no-reboot", "-S", "-pidfile", "qemu.pid"));
		command.addAll(List.of("-chardev", "file,id=serial,path=" + folder.spool(boot).getFileName() + ",append=on", "-serial", "chardev:serial"));
		command.addAll(monitor("qmp", ",logfile=events.log,logappend=on"));
		command.addAll(monitor("peer", ""));
		command.addAll(machine.content());
		Files.createFile(folder.spool(boot));
		var builder = new ProcessBuilder(command).directory(folder.path().toFile()).redirectInput(Path.of("/dev/null").toFile())
				.redirectErrorStream(true).redirectOutput(folder.file("qemu.log").toFile());
		builder.environment().keySet().retainAll(ENVIRONMENT);
		return builder.start();
	}

	private static List<String> monitor(String name, String options) {
		return List.of("-chardev", "socket,id=" + name + ",path=" + name + ".sock,server=on,wait=off" + options, "-mon", "chardev=" + name + ",mode=control");
	}

	private static Path segment(QemuFolder folder, int number) {
		return folder.file("segment-" + number + ".bin");
	}

	/** QEMU has the segments in its memory and needs the files no longer. */
	static void removeSegments(QemuFolder folder, LoadPlan plan) throws IOException {
		for (int i = 0; i < plan.segments().size(); i++) {
			Files.deleteIfExists(segment(folder, i));
		}
	}
}
