package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each byte of a guest goes into both logs once, wherever the engine is killed. */
class GuestOutputTest {

	private static final InstantSource CLOCK = InstantSource.fixed(Instant.now());

	@TempDir
	Path folder;

	@Test
	void aKillBetweenAnyTwoBytesNeitherLosesNorDoublesOne() throws Exception {
		for (long seed = 0; seed < 150; seed++) {
			new Run(Files.createDirectory(folder.resolve("seed-" + seed)), seed).go();
		}
	}

	/** One random guest, one random engine with its kills. */
	private static final class Run {

		private final long seed;
		private final Random random;
		private final Rig rig;
		private final Path file;
		private final Path slotFile;
		private final List<String> expected = new ArrayList<>();
		private final List<String> expectedInSlot = new ArrayList<>();
		private GuestOutput output;
		private int boot = 1;

		Run(Path folder, long seed) throws IOException {
			this.seed = seed;
			random = new Random(seed);
			rig = new Rig(folder);
			file = folder.resolve("container.log");
			slotFile = folder.resolve("so3/me_3.log");
		}

		void go() throws Exception {
			for (; boot <= 3; boot++) {
				byte[] raw = raw();
				expect(raw);
				restart();
				while (output.taken() < raw.length) {
					step(raw);
				}
				if (random.nextBoolean()) {
					output.finishLine();
				} else {
					// The engine is killed before it can, and injects again.
					restart();
					feed(raw);
				}
			}
			boot = 4;
			restart();
			assertThat(rig.lines()).as("seed %d", seed).isEqualTo(expected);
			assertThat(rig.slotLines()).as("seed %d", seed).isEqualTo(expectedInSlot);
			rig.close();
		}

		private byte[] raw() {
			var bytes = new ByteArrayOutputStream();
			int lines = random.nextInt(12);
			for (int i = 0; i < lines; i++) {
				int length = random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(60);
				for (int j = 0; j < length; j++) {
					int b = random.nextInt(256);
					bytes.write(b == '\n' ? '\r' : b);
				}
				bytes.write('\n');
			}
			bytes.writeBytes("x".repeat(random.nextInt(3) * random.nextInt(30)).getBytes(StandardCharsets.US_ASCII));
			return bytes.toByteArray();
		}

		private void expect(byte[] raw) {
			for (String line : new String(raw, StandardCharsets.ISO_8859_1).split("\n", -1)) {
				expected.add(line);
				var rest = line;
				for (; rest.length() >= LogRecords.MAX_TEXT; rest = rest.substring(LogRecords.MAX_TEXT)) {
					expectedInSlot.add(rest.substring(0, LogRecords.MAX_TEXT));
				}
				expectedInSlot.add(rest);
			}
			if (expected.getLast().isEmpty()) {
				expected.removeLast();
				expectedInSlot.removeLast();
			}
			// A line that a cut ended exactly at the guest's last byte is ended by nothing.
			if (raw.length > 0 && raw[raw.length - 1] != '\n' && expectedInSlot.getLast().isEmpty()) {
				expectedInSlot.removeLast();
			}
		}

		private void step(byte[] raw) throws Exception {
			long before = Files.size(file);
			long slotBefore = Files.size(slotFile);
			if (random.nextInt(4) == 0) {
				output.flushOpen();
			} else {
				int from = (int) output.taken();
				int count = Math.min(raw.length - from, 1 + random.nextInt(random.nextBoolean() ? 10 : 4000));
				output.accept(Arrays.copyOfRange(raw, from, from + count), count);
			}
			switch (random.nextInt(5)) {
				case 0 -> {
					cut(file, before);
					cut(slotFile, slotBefore, slotBefore);
					restart();
				}
				case 1 -> {
					cut(slotFile, slotBefore);
					restart();
				}
				case 2 -> restart();
				default -> {
					// lives on
				}
			}
		}

		/** What a kill within a write leaves: some of what was to be written. */
		private void cut(Path log, long from) throws IOException {
			cut(log, from, from + random.nextLong(Files.size(log) - from + 1));
		}

		private static void cut(Path log, long from, long to) throws IOException {
			assertThat(to).isGreaterThanOrEqualTo(from);
			try (var access = new RandomAccessFile(log.toFile(), "rw")) {
				access.setLength(to);
			}
		}

		private void restart() throws IOException {
			rig.reopen();
			output = new GuestOutput(rig.log, rig.slotLog, "test", boot, CLOCK);
		}

		private void feed(byte[] raw) throws IOException {
			int from = (int) output.taken();
			output.accept(Arrays.copyOfRange(raw, from, raw.length), raw.length - from);
			output.flushOpen();
		}
	}

	@Test
	void timesGrowThoughTheClockStandsStill() throws Exception {
		try (var rig = new Rig(folder)) {
			var output = new GuestOutput(rig.log, rig.slotLog, "test", 1, CLOCK);
			byte[] raw = "a\nb\nc\n".getBytes(StandardCharsets.US_ASCII);
			output.accept(raw, raw.length);
			var times = new ArrayList<Long>();
			rig.log.read(LogQuery.ALL, (nanos, text, offset, length, complete) -> times.add(nanos));
			assertThat(times).isSorted().doesNotHaveDuplicates().hasSize(3);
		}
	}

	@Test
	void linesOfAnEarlierRunOfTheHostDoNotComeBackIntoAClearedSlotsLog() throws Exception {
		try (var rig = new Rig(folder)) {
			byte[] raw = "long ago\n".getBytes(StandardCharsets.US_ASCII);
			new GuestOutput(rig.log, rig.slotLog, "test", 1, InstantSource.fixed(Instant.parse("2001-01-01T00:00:00Z"))).accept(raw, raw.length);
			Files.delete(folder.resolve("so3/me_3.log"));
			rig.reopen();
			byte[] now = "now\n".getBytes(StandardCharsets.US_ASCII);
			new GuestOutput(rig.log, rig.slotLog, "test", 2, CLOCK).accept(now, now.length);
			assertThat(rig.lines()).containsExactly("long ago", "now");
			assertThat(rig.slotLines()).containsExactly("now");
		}
	}

	@Test
	void aSecondGuestOfTheSlotGoesOnInTheSlotsLog() throws Exception {
		try (var first = new Rig(folder)) {
			byte[] raw = "first\n".getBytes(StandardCharsets.US_ASCII);
			new GuestOutput(first.log, first.slotLog, "test", 1, CLOCK).accept(raw, raw.length);
			try (var log = ContainerLog.open(folder.resolve("second.log"))) {
				byte[] other = "second\n".getBytes(StandardCharsets.US_ASCII);
				new GuestOutput(log, first.slotLog, "test", 1, CLOCK).accept(other, other.length);
			}
			assertThat(first.slotLines()).containsExactly("first", "second");
		}
	}
}
