package org.fleetdesk.logs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.logs.TestLogs.append;
import static org.fleetdesk.logs.TestLogs.info;
import static org.fleetdesk.logs.TestLogs.texts;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.fleetdesk.logs.LogSettings;
import org.fleetdesk.logs.LogStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files as a crash can leave them. */
class SegmentRecoveryTest {

	@TempDir
	Path root;
	private Path text;
	private Path index;
	private byte[] wholeText;
	private byte[] wholeIndex;

	@BeforeEach
	void write() throws IOException {
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			append(store.open(info("a")), 100, "first\nsecond\n");
			append(store.open(info("a")), 200, "the third line\n");
		}
		var segment = new Segment(root.resolve(Meta.folderName(info("a").key())), 0);
		text = segment.text();
		index = segment.index();
		wholeText = Files.readAllBytes(text);
		wholeIndex = Files.readAllBytes(index);
	}

	private List<String> reopened() throws IOException {
		try (var store = new LogStore(root, LogSettings.DEFAULT)) {
			var stream = store.open(info("a"));
			append(stream, 300, "after\n");
			var first = texts(stream);
			assertThat(first).last().isEqualTo("after");
			return first.subList(0, first.size() - 1);
		}
	}

	@Test
	void cutsAnUnfinishedLineAtEveryByte() throws IOException {
		int last = "first\nsecond\n".length();
		for (int length = 0; length < wholeText.length; length++) {
			Files.write(text, Arrays.copyOf(wholeText, length));
			Files.write(index, wholeIndex);
			assertThat(reopened()).as("text of %d bytes", length).isEqualTo(length >= last ? List.of("first", "second") : length >= 6 ? List.of("first") : List.of());
		}
	}

	@Test
	void rebuildsMissingIndexEntriesAtEveryByte() throws IOException {
		for (int length = 0; length < wholeIndex.length; length++) {
			Files.write(text, wholeText);
			Files.write(index, Arrays.copyOf(wholeIndex, length));
			assertThat(reopened()).as("index of %d bytes", length).containsExactly("first", "second", "the third line");
		}
	}

	@Test
	void takesBothTornAtEveryByte() throws IOException {
		for (int length = "first\nsecond\n".length(); length < wholeText.length; length++) {
			for (int entry = 2 * IndexEntry.SIZE; entry <= 3 * IndexEntry.SIZE; entry++) {
				Files.write(text, Arrays.copyOf(wholeText, length));
				Files.write(index, Arrays.copyOf(wholeIndex, entry));
				assertThat(reopened()).as("text %d, index %d", length, entry).containsExactly("first", "second");
			}
		}
	}

	@Test
	void doesNotBelieveZerosAndFlippedBits() throws IOException {
		try (var file = new RandomAccessFile(index.toFile(), "rw")) {
			file.setLength(wholeIndex.length + 40 * IndexEntry.SIZE + 3);
		}
		assertThat(reopened()).containsExactly("first", "second", "the third line");
		for (int bit = 0; bit < IndexEntry.SIZE * 8; bit++) {
			var damaged = wholeIndex.clone();
			damaged[2 * IndexEntry.SIZE + bit / 8] ^= 1 << bit % 8;
			Files.write(text, wholeText);
			Files.write(index, damaged);
			assertThat(reopened()).as("bit %d", bit).containsExactly("first", "second", "the third line");
		}
	}
}
