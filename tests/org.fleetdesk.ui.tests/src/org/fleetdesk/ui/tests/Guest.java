package org.fleetdesk.ui.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The guest of a container, looked at past the engine: by QEMU's second monitor and by what came out of its serial line.
 *
 * @param folder QEMU's working folder
 */
record Guest(Path folder) {

	private static final Pattern STATUS = Pattern.compile("\"status\": *\"([^\"]+)\"");

	/** The only guest of an engine. */
	static Guest of(Path engineData) throws IOException {
		try (var files = Files.walk(engineData)) {
			return new Guest(files.filter(f -> f.endsWith("peer.sock")).reduce((a, b) -> {
				throw new AssertionError("More than one guest: " + a + ", " + b);
			}).orElseThrow(() -> new AssertionError("No guest in " + engineData)).getParent());
		}
	}

	/** The QEMU processes of an engine's guests. */
	static List<ProcessHandle> processes(Path engineData) {
		try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
			return all.filter(p -> link(p, "exe").contains("qemu-system-") && link(p, "cwd").startsWith(engineData.toString())).toList();
		}
	}

	private static String link(ProcessHandle process, String name) {
		try {
			return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), name)).toString();
		} catch (IOException e) {
			return "";
		}
	}

	static void endAll(Path engineData) {
		for (var process : processes(engineData)) {
			process.destroyForcibly();
			process.onExit().join();
		}
	}

	/** What QEMU says of itself: {@code running}, {@code paused}, … */
	String status() throws IOException {
		Path link = Files.createTempDirectory("guest").resolve("g"); // the path of a socket is at most 107 bytes long
		Files.createSymbolicLink(link, folder);
		try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(link.resolve("peer.sock")));
			var lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
			ask(channel, lines, "qmp_capabilities");
			var status = STATUS.matcher(ask(channel, lines, "query-status"));
			return status.find() ? status.group(1) : "";
		} finally {
			Files.delete(link);
			Files.delete(link.getParent());
		}
	}

	private static String ask(SocketChannel channel, BufferedReader lines, String command) throws IOException {
		channel.write(ByteBuffer.wrap(("{\"execute\":\"" + command + "\"}\n").getBytes(StandardCharsets.UTF_8)));
		String line = lines.readLine();
		while (line != null && !line.contains("\"return\"")) { // the greeting and events come in between
			line = lines.readLine();
		}
		if (line == null) {
			throw new IOException("QEMU closed its monitor");
		}
		return line;
	}

	/** The whole lines that came out of its serial line since its last boot. */
	List<String> serialLines() throws IOException {
		try (var files = Files.list(folder)) {
			Path newest = files.filter(f -> f.getFileName().toString().matches("serial-\\d+\\.raw")).max(Comparator.comparing(f -> boot(f.getFileName().toString())))
					.orElseThrow();
			String text = Files.readString(newest);
			return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
		}
	}

	private static int boot(String file) {
		return Integer.parseInt(file.replaceAll("\\D", ""));
	}
}
