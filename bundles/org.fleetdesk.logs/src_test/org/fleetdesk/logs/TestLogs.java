package org.fleetdesk.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What several tests need. */
public final class TestLogs {

	public static final LogSettings SMALL = new LogSettings(1024, 4096, Duration.ofMillis(1));

	private TestLogs() {
	}

	public static LogInfo info(String name) {
		return new LogInfo(new LogKey("c1", "container/" + name), name, "test.container", "Test");
	}

	public static void append(LogStream stream, long time, String lines) throws IOException {
		var bytes = lines.getBytes(StandardCharsets.UTF_8);
		stream.append(time, bytes, 0, bytes.length, 0);
	}

	/** All rows that are there: marks as "-- text", lines of the error output as "! text". */
	public static List<String> texts(LogLines lines) throws IOException {
		var found = new ArrayList<String>();
		var block = new LineBlock();
		for (long row = lines.first(); row < lines.end(); row += block.count()) {
			lines.read(row, 100, block);
			for (int i = 0; i < block.count(); i++) {
				found.add((block.is(i, LineFlags.MARK) ? "-- " : block.is(i, LineFlags.STDERR) ? "! " : "") + block.text(i));
			}
		}
		return found;
	}

	public static List<String> texts(LogStream stream) throws IOException {
		stream.flush();
		try (var lines = stream.open()) {
			return texts(lines);
		}
	}

	/** Waits until the condition holds, at most 10 s. */
	public static void await(Callable<Boolean> condition) throws Exception {
		long deadline = System.nanoTime() + 30_000_000_000L;
		while (!condition.call()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("The condition did not come true within 30 s");
			}
			Thread.sleep(2);
		}
	}
}
