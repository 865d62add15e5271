package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is true of the machine for as long as the engine runs.
 *
 * @param architecture in Docker's words, such as {@code x86_64}
 * @param memory       in bytes
 */
record HostFacts(String system, String kernel, String architecture, int processors, long memory) {

	private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "x86_64");

	static HostFacts read() {
		String arch = System.getProperty("os.arch");
		return new HostFacts(prettyName(), System.getProperty("os.version"), ARCHITECTURES.getOrDefault(arch, arch), Runtime.getRuntime().availableProcessors(), totalMemory());
	}

	/** The architecture in Go's words, as {@code /version} gives it. */
	String goArchitecture() {
		return switch (architecture) {
			case "x86_64" -> "amd64";
			case "aarch64" -> "arm64";
			default -> architecture;
		};
	}

	private static long totalMemory() {
		try {
			for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
				if (line.startsWith("MemTotal:")) {
					return Long.parseLong(line.replaceAll("\\D", "")) << 10;
				}
			}
		} catch (IOException | NumberFormatException e) {
			// not a Linux
		}
		return 0;
	}

	private static String prettyName() {
		try {
			for (String line : Files.readAllLines(Path.of("/etc/os-release"))) {
				if (line.startsWith("PRETTY_NAME=")) {
					return line.substring("PRETTY_NAME=".length()).replace("\"", "");
				}
			}
		} catch (IOException e) {
			// not a Linux of this kind
		}
		return System.getProperty("os.name");
	}
}
