package org.fleetdesk.gateways.agent.internal.gmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.fleetdesk.gateways.agent.internal.gmq.SegmentQueue.Room;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

class SegmentQueueTest {

	private static final Room WIDE = Room.of(64 << 20);

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
	void givesWhatItWasGivenInItsOrderThroughAnyNumberOfRestarts(long seed) throws Exception {
		var random = new Random(seed);
		var given = new ArrayList<Entry>();
		var taken = new ArrayList<Entry>();
		var queue = open(new Room(64 << 20, 500));
		for (int i = 0; i < 300; i++) {
			switch (random.nextInt(4)) {
			case 0, 1 -> {
				var entries = entries(given.size(), 1 + random.nextInt(4), random);
				queue.append(entries);
				queue.force();
				given.addAll(entries);
			}
			case 2 -> {
				var batch = queue.peek(1 + random.nextInt(6), 1 << 20);
				if (batch.isPresent()) {
					taken.addAll(batch.get().entries());
					queue.take(batch.get(), Counts.ofSent(batch.get().entries().size(), 0, 0));
				}
			}
			default -> {
				queue.close();
				queue = open(new Room(64 << 20, 500));
			}
			}
			assertThat(queue.pending()).isEqualTo(given.size() - taken.size());
		}
		taken.addAll(all(queue));
		assertThat(taken).isEqualTo(given);
		queue.close();
	}

	/** As on a full disk, where the position cannot be written: what was sent must go, or there is never room again. */
	@Test
	void whatWasSentGoesThoughThePositionCannotBeKept() throws Exception {
		var queue = open(new Room(64 << 20, 500));
		for (int i = 0; i < 50; i++) {
			queue.append(entries(i, 1, new Random(i)));
			queue.force();
		}
		Files.deleteIfExists(folder.resolve("position.json"));
		Files.createDirectories(folder.resolve("position.json/in/the/way"));
		for (var batch = queue.peek(7, 1 << 20); batch.isPresent(); batch = queue.peek(7, 1 << 20)) {
			queue.take(batch.get(), Counts.ofSent(batch.get().entries().size(), 0, 0));
		}
		assertThat(queue.pending()).isZero();
		assertThat(files()).singleElement().satisfies(file -> assertThat(file).isEmptyFile());
		queue.append(entries(50, 1, new Random(50)));
		queue.force();
		queue.close();

		var again = open(new Room(64 << 20, 500));
		assertThat(all(again)).as("the names of the files say what was sent").isEqualTo(entries(50, 1, new Random(50)));
		again.close();
	}

	/** As after a power failure within a write. */
	@Test
	void aTornEndCostsNothingThatWasStored() throws Exception {
		var queue = open(WIDE);
		var stored = entries(0, 5, new Random(1));
		queue.append(stored);
		long whole = Files.size(files().getFirst());
		queue.append(List.of(new Entry(9, "x", "torn")));
		queue.close();
		byte[] bytes = Files.readAllBytes(files().getFirst());
		for (int length = (int) whole; length < bytes.length; length++) {
			Files.write(files().getFirst(), Arrays.copyOf(bytes, length));
			var again = open(WIDE);
			assertThat(all(again)).as("%d bytes", length).isEqualTo(stored);
			again.append(List.of(new Entry(10, "x", "after")));
			assertThat(all(again)).last().isEqualTo(new Entry(10, "x", "after"));
			assertThat(again.counts().damaged()).isZero();
			again.close();
		}
	}

	@Test
	void aDamagedEntryCostsItselfAlone() throws Exception {
		var queue = open(WIDE);
		var stored = entries(0, 20, new Random(2));
		queue.append(stored);
		queue.close();
		byte[] bytes = Files.readAllBytes(files().getFirst());
		var random = new Random(3);
		for (int i = 0; i < 200; i++) {
			byte[] damaged = bytes.clone();
			damaged[random.nextInt(bytes.length - Frames.frame(stored.getLast()).length)] ^= (byte) (1 + random.nextInt(255));
			Files.write(files().getFirst(), damaged);
			var again = open(WIDE);
			assertThat(all(again)).hasSize(19).isSubsetOf(stored);
			assertThat(again.counts().damaged()).isPositive();
			again.close();
		}
	}

	@Test
	void withoutItsPositionItGivesEverythingOnceMore() throws Exception {
		var queue = open(WIDE);
		var stored = entries(0, 5, new Random(5));
		queue.append(stored);
		queue.take(queue.peek(3, 1 << 20).orElseThrow(), Counts.ofSent(3, 0, 0));
		assertThat(all(queue)).isEqualTo(stored.subList(3, 5));
		queue.close();
		Files.writeString(folder.resolve("position.json"), "{");
		var again = open(WIDE);
		assertThat(all(again)).isEqualTo(stored);
		again.close();
	}

	@Test
	void whenItIsFullTheOldestGoAndAreCounted() throws Exception {
		var room = new Room(20_000, 2_000);
		var queue = open(room);
		var given = entries(0, 2_000, new Random(4));
		for (Entry entry : given) {
			queue.append(List.of(entry));
			queue.force();
			assertThat(files().stream().mapToLong(f -> f.toFile().length()).sum()).isLessThanOrEqualTo(room.queue() + 1_000);
		}
		long dropped = queue.counts().dropped();
		var left = all(queue);
		assertThat(dropped).isPositive();
		assertThat(left).isEqualTo(given.subList((int) dropped, given.size()));
		queue.close();
	}

	@Test
	void theSecondsOfOneAliasDoNotCountTwiceInABatch() throws Exception {
		var queue = open(WIDE);
		queue.append(IntStream.range(0, 10).mapToObj(i -> new Entry(5, "a", "v" + i)).toList());
		queue.append(List.of(new Entry(6, "a", "w"), new Entry(6, "b", "w")));
		assertThat(queue.peek(2, 1 << 20).orElseThrow().entries()).hasSize(11);
		queue.close();
	}

	private SegmentQueue open(Room room) throws IOException {
		return SegmentQueue.open(folder, room, new ObjectMapper());
	}

	private List<Path> files() throws IOException {
		try (var files = Files.list(folder)) {
			return files.filter(f -> f.toString().endsWith(".queue")).sorted().toList();
		}
	}

	/** Looks only, so that a reopened queue has the same again. */
	private static List<Entry> all(SegmentQueue queue) throws IOException {
		return queue.peek(Integer.MAX_VALUE, Integer.MAX_VALUE).map(SegmentQueue.Batch::entries).orElse(List.of());
	}

	private static List<Entry> entries(int first, int count, Random random) {
		return IntStream.range(first, first + count).mapToObj(i -> new Entry(i, "a" + random.nextInt(3), "v\u00e4&=%+ " + i + "x".repeat(random.nextInt(40)))).toList();
	}
}
