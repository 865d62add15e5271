package org.fleetdesk.logs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.LongConsumer;

/**
 * Writes rows as text. Blocks; an interrupt ends it.
 *
 * @param times each line begins with its time (ISO 8601 with offset, nanoseconds)
 * @param sources each line names its source
 * @param raw the bytes as they came, control characters included; otherwise the visible text ({@link LogText})
 */
public record LogExport(boolean times, boolean sources, boolean raw) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnnxxx");

	/**
	 * Writes all rows that are there when it begins.
	 *
	 * @param progress told the number of rows written, now and then; may be null
	 * @return rows written
	 */
	public long write(LogLines lines, OutputStream to, LongConsumer progress) throws IOException, InterruptedException {
		var block = new LineBlock();
		var out = new BufferedOutputStream(to, 64 << 10);
		long begin = lines.first();
		long end = lines.end();
		long row = begin;
		while (row < end) {
			LogSearch.check();
			lines.read(row, (int) Math.min(4096, end - row), block);
			if (block.count() == 0) {
				break;
			}
			for (int i = 0; i < block.count(); i++) {
				write(lines, block, i, out);
			}
			row += block.count();
			if (progress != null) {
				progress.accept(row - begin);
			}
		}
		out.flush();
		return row - begin;
	}

	private void write(LogLines lines, LineBlock block, int i, OutputStream out) throws IOException {
		if (block.is(i, LineFlags.GONE)) {
			return;
		}
		if (times) {
			out.write((TIME.format(LogStream.instant(block.time(i)).atZone(ZoneId.systemDefault())) + " ").getBytes(StandardCharsets.US_ASCII));
		}
		if (sources) {
			out.write((lines.sources().get(block.source(i)) + " ").getBytes(StandardCharsets.UTF_8));
		}
		if (block.is(i, LineFlags.MARK)) {
			out.write("-- ".getBytes(StandardCharsets.US_ASCII));
		}
		if (raw || LogText.isPlain(block.bytes(), block.start(i), block.length(i))) {
			out.write(block.bytes(), block.start(i), block.length(i));
		} else {
			out.write(LogText.plain(block.bytes(), block.start(i), block.length(i)).getBytes(StandardCharsets.UTF_8));
		}
		out.write('\n');
	}

	/** Writes a file; it appears whole or not at all, and replaces an older one. */
	public long write(LogLines lines, Path file, LongConsumer progress) throws IOException, InterruptedException {
		var temporary = file.resolveSibling(file.getFileName() + ".part");
		try {
			long written;
			try (var out = Files.newOutputStream(temporary)) {
				written = write(lines, out, progress);
			}
			Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
			return written;
		} finally {
			Files.deleteIfExists(temporary);
		}
	}
}
