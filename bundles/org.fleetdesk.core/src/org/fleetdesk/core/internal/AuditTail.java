package org.fleetdesk.core.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.AuditLog.Ended;
import org.fleetdesk.core.AuditLog.Line;
import org.fleetdesk.core.AuditLog.Sent;

/** Reads the files of the audit log, each from where it stopped; a line that is not whole yet is read the next time. */
final class AuditTail implements AuditLog.Reader {

	/** How much of a file is read at a time, in bytes. */
	private static final int MOST = 8 << 20;

	private final Path folder;
	private final Instant since;
	private final Map<Path, Long> read = new HashMap<>();
	private final Set<String> shown = new HashSet<>();

	AuditTail(Path folder, Instant since) {
		this.folder = folder;
		this.since = since;
	}

	@Override
	public List<Line> more() throws IOException {
		var lines = new ArrayList<Line>();
		for (Path file : files()) {
			long from;
			do {
				from = read.getOrDefault(file, 0L);
				read(file, from, lines);
			} while (read.get(file) > from);
		}
		return lines;
	}

	private List<Path> files() throws IOException {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		String first = AuditFiles.month(since) + ".log";
		try (Stream<Path> list = Files.list(folder)) {
			return list.filter(f -> f.getFileName().toString().matches("\\d{6}\\.log") && f.getFileName().toString().compareTo(first) >= 0).sorted().toList();
		}
	}

	private void read(Path file, long from, List<Line> lines) throws IOException {
		byte[] bytes;
		try (var in = new RandomAccessFile(file.toFile(), "r")) {
			in.seek(from);
			bytes = new byte[(int) Math.max(0, Math.min(MOST, in.length() - from))];
			in.readFully(bytes);
		}
		int start = 0;
		for (int i = 0; i < bytes.length; i++) {
			if (bytes[i] == '\n') {
				AuditLines.read(new String(bytes, start, i - start, StandardCharsets.UTF_8)).filter(this::wanted).ifPresent(lines::add);
				start = i + 1;
			}
		}
		read.put(file, from + (start == 0 && bytes.length == MOST ? MOST : start));
	}

	private boolean wanted(Line line) {
		return switch (line) {
		case Sent sent -> !sent.time().isBefore(since) && shown.add(sent.id());
		case Ended ended -> shown.remove(ended.id());
		};
	}
}
