package org.fleetdesk.logs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSettings;
import org.fleetdesk.logs.LogStore;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.logs.TestLogs;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** An engine whose connections break anywhere and a console that is killed anywhere, against what the log must hold in the end. */
class ResumeTest {


	@Property(tries = 80)
	void nothingIsDoubledOrLost(@ForAll @Size(min = 1, max = 14) List<@IntRange(max = 17) Integer> lines,
			@ForAll @Size(max = 4) List<@IntRange(max = 300) Integer> breaks, @ForAll @Size(min = 4, max = 4) List<@IntRange(max = 40) Integer> lost) throws IOException {
		// few times and texts, so that lines equal each other often
		var source = lines.stream().map(i -> List.of(Instant.ofEpochSecond(1_000_000_000, i / 6), i % 6)).sorted(Comparator.comparing(l -> (Instant) l.get(0)))
				.map(l -> l.get(0) + " " + List.of("a", "b", "", "a", "ä\r", "long text").get((Integer) l.get(1))).toList();
		var root = Files.createTempDirectory("resume");
		try {
			var store = new LogStore(root, LogSettings.DEFAULT);
			for (int i = 0; i <= breaks.size(); i++) {
				connect(store, source, i < breaks.size() ? breaks.get(i) : Integer.MAX_VALUE);
				if (i < breaks.size() && lost.get(i) > 0) {
					store.close();
					var segment = new Segment(root.resolve(Meta.folderName(TestLogs.info("a").key())), 0);
					try (var index = new RandomAccessFile(segment.index().toFile(), "rw")) {
						index.setLength(Math.max(0, index.length() - lost.get(i)));
					}
					store = new LogStore(root, LogSettings.DEFAULT);
				}
			}
			// of an empty log all is sent again; texts whose times are lost are told by their order
			assertThat(TestLogs.texts(store.open(TestLogs.info("a"))).stream().filter(t -> !t.startsWith("-- "))).containsExactlyElementsOf(
					source.stream().map(l -> l.substring(l.indexOf(' ') + 1)).toList());
			store.close();
		} finally {
			delete(root);
		}
	}

	private static void connect(LogStore store, List<String> source, int bytes) throws IOException {
		var stream = store.open(TestLogs.info("a"));
		LogPosition from = stream.position();
		var sent = new ArrayList<String>();
		for (var line : source) {
			var time = Instant.parse(line.substring(0, line.indexOf(' ')));
			if (!from.hasTime() || !time.isBefore(LogStream.instant(from.timeNanos()))) {
				sent.add(line);
			}
		}
		var answer = (String.join("\n", sent) + (sent.isEmpty() ? "" : "\n")).replace("\r\n", "\r\r\n").getBytes(StandardCharsets.UTF_8);
		var sink = new IngestSink(stream, from, Clock.systemUTC(), "gap", null, () -> {
			// nobody looks
		});
		int n = Math.min(bytes, answer.length);
		sink.timestamped(answer, 0, n / 2, 0);
		sink.timestamped(answer, n / 2, n - n / 2, 0);
		sink.finish(n < answer.length);
		stream.flush();
	}

	private static void delete(Path root) throws IOException {
		try (var all = Files.walk(root)) {
			for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}
}
