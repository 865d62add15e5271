package org.fleetdesk.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.logs.TestLogs.SMALL;
import static org.fleetdesk.logs.TestLogs.append;
import static org.fleetdesk.logs.TestLogs.await;
import static org.fleetdesk.logs.TestLogs.info;
import static org.fleetdesk.logs.TestLogs.texts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSearchTest {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@TempDir
	Path root;
	private LogStore store;

	@BeforeEach
	void open() throws IOException {
		store = new LogStore(root, SMALL);
	}

	@AfterEach
	void close() throws IOException {
		store.close();
	}

	private LogLines lines(String name, long time, String... texts) throws IOException {
		var stream = store.open(info(name));
		for (int i = 0; i < texts.length; i++) {
			append(stream, time + i, texts[i] + "\n");
		}
		stream.flush();
		return stream.open();
	}

	@Test
	void findsForwardAndBackwardOverSegments() throws Exception {
		var stream = store.open(info("a"));
		for (int i = 0; i < 300; i++) {
			append(stream, i, (i % 100 == 50 ? "Needle " : "hay ") + i + "\n");
		}
		stream.flush();
		try (var lines = stream.open()) {
			var needle = LineMatcher.plain("nEEDLE", true);
			assertThat(lines.first()).isLessThan(50);
			assertThat(LogSearch.forward(lines, needle, 0)).isEqualTo(50);
			assertThat(LogSearch.forward(lines, needle, 51)).isEqualTo(150);
			assertThat(LogSearch.forward(lines, needle, 251)).isEqualTo(LogSearch.NONE);
			assertThat(LogSearch.backward(lines, needle, lines.end())).isEqualTo(250);
			assertThat(LogSearch.backward(lines, needle, 150)).isEqualTo(50);
			assertThat(LogSearch.backward(lines, needle, 50)).isEqualTo(LogSearch.NONE);
			assertThat(LogSearch.forward(lines, LineMatcher.plain("nEEDLE", false), 0)).isEqualTo(LogSearch.NONE);
			assertThat(LogSearch.forward(lines, LineMatcher.regex("^Needle 2\\d\\d$", false, SECOND), 0)).isEqualTo(250);
			assertThat(LogSearch.rowAt(lines, 123)).isEqualTo(123);
			assertThat(LogSearch.rowAt(lines, 9999)).isEqualTo(300);
		}
	}

	@Test
	void findsWhatIsSeen() throws Exception {
		try (var lines = lines("a", 0, "plain", "st\u001b[31mate: \u001b[0mÄrger")) {
			assertThat(LogSearch.forward(lines, LineMatcher.plain("state", false), 0)).isEqualTo(1);
			assertThat(LogSearch.forward(lines, LineMatcher.plain("ärger", true), 0)).isEqualTo(1);
			assertThat(LogSearch.forward(lines, LineMatcher.plain("31m", false), 0)).isEqualTo(LogSearch.NONE);
			long match = LineMatcher.plain("a", false).find("banana", 2);
			assertThat(LineMatcher.start(match)).isEqualTo(3);
			assertThat(LineMatcher.end(match)).isEqualTo(4);
		}
	}

	@Test
	void anExpressionThatTakesForEverIsEnded() throws Exception {
		var line = "a".repeat(60) + "!";
		try (var lines = lines("a", 0, line)) {
			assertThatThrownBy(() -> LogSearch.forward(lines, LineMatcher.regex("^(a|aa)+\\1b", false, Duration.ofMillis(50)), 0)).isInstanceOf(MatchTimeoutException.class);
			var search = new Thread(() -> assertThatThrownBy(() -> LogSearch.forward(lines, LineMatcher.regex("^(a|aa)+\\1b", false, Duration.ofDays(1)), 0))
					.isInstanceOf(InterruptedException.class));
			search.start();
			search.interrupt();
			assertThat(search.join(Duration.ofSeconds(30))).isTrue();
			try (var filtered = new FilteredLines(lines, LogQuery.of(LineMatcher.regex("^(a|aa)+\\1b", false, Duration.ofMillis(50))))) {
				await(() -> filtered.problem().contains("takes too long"));
			}
		}
	}

	@Test
	void aFilterGrowsWithTheLogAndKeepsMarks() throws Exception {
		var stream = store.open(info("a"));
		try (var all = lines("a", 0, "tick 1", "ERROR disk", "tick 2", "warn: hot");
				var filtered = new FilteredLines(all, new LogQuery(null, 0, Long.MAX_VALUE, LineSeverity.WARNING, true))) {
			await(() -> filtered.end() == 2);
			assertThat(texts(filtered)).containsExactly("ERROR disk", "warn: hot");
			stream.mark(9, "engine restarted");
			append(stream, 10, "tick 3\n[error] again\n");
			await(() -> filtered.end() == 4);
			assertThat(texts(filtered)).containsExactly("ERROR disk", "warn: hot", "-- engine restarted", "[error] again");
			assertThat(filtered.baseRow(3)).isEqualTo(6);
			assertThat(filtered.rowOf(2)).isEqualTo(1);
		}
		try (var all = stream.open(); var range = new FilteredLines(all, new LogQuery(null, 1, 3, LineSeverity.UNKNOWN, true))) {
			await(() -> range.scanned() == all.end());
			assertThat(texts(range)).containsExactly("ERROR disk", "tick 2");
		}
	}

	@Test
	void mergesByTimeAndGoesOn() throws Exception {
		try (var a = lines("a", 100, "a100", "a101", "a102"); var b = lines("b", 99, "b99", "b100", "b101"); var merged = new MergedLines(List.of(a, b))) {
			await(() -> merged.end() == 6);
			assertThat(texts(merged)).containsExactly("b99", "a100", "b100", "a101", "b101", "a102");
			append(store.open(info("b")), 50, "b late\n");
			await(() -> merged.end() == 7);
			var block = new LineBlock();
			merged.read(5, 2, block);
			assertThat(merged.sources().get(block.source(0))).isEqualTo("a");
			assertThat(merged.sources().get(block.source(1))).isEqualTo("b");
			assertThat(block.text(1)).isEqualTo("b late");
			try (var filtered = new FilteredLines(merged, LogQuery.of(LineMatcher.plain("b1", false)))) {
				await(() -> filtered.end() == 2);
				assertThat(texts(filtered)).containsExactly("b100", "b101");
			}
		}
	}

	@Test
	void exportsWithoutControlCharacters() throws Exception {
		try (var lines = lines("a", 0, "one", "t\u001b[1mw\u0007o")) {
			var out = new ByteArrayOutputStream();
			assertThat(new LogExport(false, true, false).write(lines, out, null)).isEqualTo(2);
			assertThat(out.toString("UTF-8")).isEqualTo("a one\na tw␇o\n");
			var file = root.resolve("out.txt");
			new LogExport(false, false, true).write(lines, file, null);
			assertThat(Files.readString(file)).isEqualTo("one\nt\u001b[1mw\u0007o\n");
			Thread.currentThread().interrupt();
			assertThatThrownBy(() -> new LogExport(true, false, false).write(lines, root.resolve("no.txt"), null)).isInstanceOf(InterruptedException.class);
			assertThat(root.resolve("no.txt.part")).doesNotExist();
			assertThat(root.resolve("no.txt")).doesNotExist();
		}
	}
}
