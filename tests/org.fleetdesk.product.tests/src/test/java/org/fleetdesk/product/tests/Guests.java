package org.fleetdesk.product.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The QEMU processes that work in a folder of the test: they outlive an engine that is killed. */
final class Guests {

	private Guests() {
	}

	static List<ProcessHandle> of(Path folder) {
		try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
			return all.filter(p -> link(p, "exe").contains("qemu-system-") && link(p, "cwd").startsWith(folder.toString())).toList();
		}
	}

	private static String link(ProcessHandle process, String name) {
		try {
			return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), name)).toString();
		} catch (IOException e) {
			return "";
		}
	}

	static void end(Path folder) {
		of(folder).forEach(Fleetdesk::kill);
	}
}
