package org.fleetdesk.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine. */
public final class HostName {

	private HostName() {
	}

	/** As the kernel has it, without asking the network; {@code localhost} where that cannot be known. */
	public static String read() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
		} catch (IOException e) {
			return "localhost";
		}
	}
}
