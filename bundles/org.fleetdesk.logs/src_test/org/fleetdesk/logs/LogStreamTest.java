package org.fleetdesk.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.logs.TestLogs.SMALL;
import static org.fleetdesk.logs.TestLogs.append;
import static org.fleetdesk.logs.TestLogs.info;
import static org.fleetdesk.logs.TestLogs.texts;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStreamTest {

	@TempDir
	Path root;

	@Test
	void keepsLinesTimesAndFlagsOverARestart() throws Exception {
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			var stream = store.open(info("a"));
			append(stream, 10, "one\r\ntwo\n\nthree");
			stream.append(20, "oops\n".getBytes(), 0, 5, LineFlags.STDERR);
			stream.mark(30, "engine\nrestarted");
		}
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			var stream = store.find(info("a").key()).orElseThrow();
			append(stream, 40, "four\n");
			assertThat(texts(stream)).containsExactly("one", "two", "", "three", "! oops", "-- engine restarted", "four");
			try (var lines = stream.open()) {
				var block = new LineBlock();
				lines.read(3, 3, block);
				assertThat(block.time(0)).isEqualTo(10);
				assertThat(block.time(1)).isEqualTo(20);
				assertThat(block.line(2)).isEqualTo(5);
				assertThat(block.is(2, LineFlags.MARK)).isTrue();
			}
		}
	}

	@Test
	void keepsBytesThatAreNoText() throws Exception {
		byte[] odd = { (byte) 0xff, 0, 0x1b, (byte) 0xc3, '\n', (byte) 0xa4, '\n' };
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			var stream = store.open(info("a"));
			stream.append(1, odd, 0, odd.length, 0);
			stream.flush();
			try (var lines = stream.open()) {
				var block = new LineBlock();
				lines.read(0, 9, block);
				assertThat(block.count()).isEqualTo(2);
				assertThat(block.bytes()).startsWith((byte) 0xff, 0, 0x1b, 0xc3, 0xa4);
			}
		}
	}

	@Test
	void cutsLongLinesBetweenCharacters() throws Exception {
		var longLine = "x" + "ä".repeat(LineSplitter.MAX_LINE) + "\nnext\n";
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			var stream = store.open(info("a"));
			append(stream, 1, longLine);
			var found = texts(stream);
			assertThat(found).hasSize(4).last().isEqualTo("next");
			assertThat(String.join("", found.subList(0, 3)) + "\nnext\n").isEqualTo(longLine);
			try (var lines = stream.open()) {
				var block = new LineBlock();
				lines.read(0, 9, block);
				assertThat(new boolean[] { block.is(0, LineFlags.CONTINUES), block.is(1, LineFlags.CONTINUES), block.is(2, LineFlags.CONTINUES) })
						.containsExactly(true, true, false);
			}
		}
	}

	@Test
	void theRetentionLimitRemovesOldLinesAndKeepsNumbers() throws Exception {
		try (var store = new LogStore(root, SMALL)) {
			var stream = store.open(info("a"));
			try (var early = stream.open()) {
				append(stream, 0, "line 0\n");
				stream.flush();
				texts(early);
				for (int i = 1; i < 2000; i++) {
					append(stream, i, "line " + i + "\n");
				}
				stream.flush();
				assertThat(early.first()).isGreaterThan(1000);
				assertThat(early.end()).isEqualTo(2000);
				assertThat(stream.statistics().bytes()).isLessThanOrEqualTo(SMALL.retentionBytes());
				var found = texts(early);
				assertThat(found).first().isEqualTo("line " + early.first());
				assertThat(found).last().isEqualTo("line 1999");
				var block = new LineBlock();
				early.read(early.first() - 1, 2, block);
				assertThat(block.is(0, LineFlags.GONE)).isTrue();
				assertThat(block.text(1)).isEqualTo("line " + early.first());
			}
		}
		try (var store = new LogStore(root, SMALL)) {
			var stream = store.open(info("a"));
			assertThat(stream.statistics().linesEver()).isEqualTo(2000);
			assertThat(texts(stream)).last().isEqualTo("line 1999");
		}
	}

	@Test
	void readersHearOfNewLinesWithoutAFlush() throws Exception {
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			var stream = store.open(info("a"));
			var heard = new CountDownLatch(1);
			try (var lines = stream.open(); var _ = lines.onChange(heard::countDown)) {
				stream.append("hello");
				assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
				assertThat(texts(lines)).containsExactly("hello");
			}
		}
	}

	@Test
	void listsAndDeletesLogsOfVanishedResources() throws Exception {
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			store.open(info("../../etc/passwd")).append("x");
			store.open(info("b")).append("y");
			store.open(new LogInfo(info("b").key(), "b renamed", "test.container", "Test"));
		}
		Files.writeString(root.resolve("stray"), "no log");
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			assertThat(store.list()).extracting(LogInfo::name).containsExactly("../../etc/passwd", "b renamed");
			store.delete(info("b").key());
			assertThat(store.list()).extracting(LogInfo::name).containsExactly("../../etc/passwd");
			assertThat(store.find(info("b").key())).isEmpty();
		}
	}

	/** A damaged disk: the lines that cannot be read are gone, the others stay. */
	@Test
	void readsAroundADamagedIndex() throws Exception {
		try (var store = new LogStore(root, SMALL)) {
			var stream = store.open(info("a"));
			for (int i = 0; i < 200; i++) {
				append(stream, i, "line " + i + "\n");
			}
			stream.flush();
			Path index;
			try (var files = Files.walk(root)) {
				index = files.filter(f -> f.toString().endsWith("0000.idx")).findFirst().orElseThrow();
			}
			try (var file = new RandomAccessFile(index.toFile(), "rw")) {
				file.seek(10 * 16);
				file.write(new byte[16]);
			}
			try (var lines = stream.open()) {
				var block = new LineBlock();
				lines.read(0, 20, block);
				assertThat(block.count()).isEqualTo(20);
				assertThat(block.is(10, LineFlags.GONE)).isTrue();
				assertThat(texts(lines)).hasSize(200).contains("line 199");
				lines.read(3, 2, block);
				assertThat(block.text(1)).isEqualTo("line 4");
			}
		}
	}

	@Test
	void refusesLinesWhenClosed() throws Exception {
		var store = new LogStore(root, LogSettings.DEFAULT);
		var stream = store.open(info("a"));
		store.close();
		assertThatThrownBy(() -> stream.append("late")).isInstanceOf(IOException.class).hasMessageContaining("closed");
	}

	@Test
	void anInterruptDoesNotBreakWriting() throws Exception {
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			var stream = store.open(info("a"));
			Thread.currentThread().interrupt();
			stream.append("one");
			stream.flush();
			assertThat(texts(stream)).containsExactly("one");
			assertThat(Thread.interrupted()).isTrue();
			stream.append("two");
			assertThat(texts(stream)).containsExactly("one", "two");
		}
	}
}
