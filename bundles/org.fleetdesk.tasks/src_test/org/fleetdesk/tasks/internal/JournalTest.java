package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

	private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");

	private static final class Words implements Journal.Form<String> {

		@Override
		public byte[] write(String entry) {
			return entry.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public String read(byte[] line) {
			return new String(line, StandardCharsets.UTF_8);
		}
	}

	@TempDir
	private Path folder;

	private Journal<String> journal() {
		return new Journal<>(folder.resolve("journal"), new Words());
	}

	/** Each look at an entry waits until another thread has appended one: who held the appending up would wait for ever. */
	@Test
	void entriesAreAppendedWhileOthersAreRemoved() throws Exception {
		var later = new ArrayList<String>();
		try (var journal = journal()) {
			for (String entry : List.of("one", "two", "three")) {
				journal.append(entry, TIME, true);
			}
			journal.remove(entry -> {
				String next = "later " + later.size();
				CompletableFuture.runAsync(() -> append(journal, next)).orTimeout(20, TimeUnit.SECONDS).join();
				later.add(next);
				return entry.equals("one") || entry.equals("three");
			});
			journal.append("last", TIME, true);
		}
		assertThat(later).hasSizeGreaterThanOrEqualTo(6);
		var all = new ArrayList<>(List.of("two"));
		all.addAll(later);
		all.add("last");
		assertThat(journal().read(false).entries()).isEqualTo(all);
		assertThat(journal().read(false).problems()).isEmpty();
	}

	@Test
	void aFileOfWhichNothingIsLeftGoesAndIsNotWrittenAgainMeanwhile() throws Exception {
		try (var journal = journal()) {
			IntStream.range(0, 3).forEach(i -> append(journal, "old " + i));
			journal.remove(entry -> entry.startsWith("old"));
			assertThat(journal.read(false).entries()).isEmpty();
			append(journal, "new");
			assertThat(journal.read(false).entries()).containsExactly("new");
			journal.remove(entry -> false);
			append(journal, "newer");
		}
		try (var files = Files.list(folder.resolve("journal"))) {
			assertThat(files.filter(f -> f.toString().endsWith(".jsonl"))).hasSize(1);
		}
		assertThat(journal().read(false).entries()).containsExactly("new", "newer");
	}

	private static void append(Journal<String> journal, String entry) {
		try {
			journal.append(entry, TIME, true);
		} catch (java.io.IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}
}
