package org.fleetdesk.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.logs.TestLogs.await;
import static org.fleetdesk.logs.TestLogs.info;
import static org.fleetdesk.logs.TestLogs.texts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogIngestorTest {

	private static final ResourceId ID = new ResourceId("c1", "test.container", "a");
	private static final Backoff SOON = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));

	@TempDir
	Path root;
	private LogStore store;
	private LogStream stream;

	@BeforeEach
	void open() throws IOException {
		store = new LogStore(root, LogSettings.DEFAULT);
		stream = store.open(info("a"));
	}

	@AfterEach
	void close() throws IOException {
		store.close();
	}

	private interface Body {
		void stream(int attempt, LogPosition from, LogSink sink) throws IOException, EngineException, InterruptedException;
	}

	private static LogSource source(Body body) {
		var attempts = new AtomicInteger();
		return new LogSource() {
			@Override
			public boolean handles(ResourceId id) {
				return true;
			}

			@Override
			public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
				body.stream(attempts.getAndIncrement(), from, sink);
			}
		};
	}

	private LogIngestor ingest(LogSource source) {
		return new LogIngestor(source, ID, stream, SOON, Clock.systemDefaultZone());
	}

	private static void send(LogSink sink, String text) throws IOException {
		var bytes = text.getBytes(StandardCharsets.UTF_8);
		sink.timestamped(bytes, 0, bytes.length, 0);
	}

	private static void awaitEnd(LogIngestor ingestor) throws Exception {
		await(() -> ingestor.state() instanceof IngestState.Ended);
	}

	/** An engine with lines of equal times and equal texts, whose connection breaks after each possible number of bytes. */
	@Test
	void nothingIsDoubledOrLostWhereverTheConnectionBreaks() throws Exception {
		var lines = List.of("2026-01-01T00:00:00.000000001Z a", "2026-01-01T00:00:00.000000001Z a", "2026-01-01T00:00:00.000000001Z b",
				"2026-01-01T00:00:00.000000002Z a", "2026-01-01T00:00:00.000000002Z ", "2026-01-01T00:00:00.000000002Z a", "2026-01-01T00:00:01Z end");
		var all = String.join("\n", lines) + "\n";
		for (int cut = 0; cut < all.length(); cut++) {
			int bytes = cut;
			var log = store.open(info("cut" + cut));
			var source = source((attempt, from, sink) -> {
				sink.connected();
				var since = from.hasTime() ? LogStream.instant(from.timeNanos()).toString() : "";
				var answer = String.join("\n", lines.stream().filter(l -> !from.hasTime() || Instant.parse(l.split(" ")[0]).compareTo(Instant.parse(since)) >= 0).toList())
						+ "\n";
				if (attempt == 0) {
					send(sink, answer.substring(0, bytes));
					throw new IOException("The connection broke");
				}
				send(sink, answer);
			});
			try (var ingestor = new LogIngestor(source, ID, log, SOON, Clock.systemDefaultZone())) {
				awaitEnd(ingestor);
				assertThat(texts(log)).as("broken after %d bytes", cut).containsExactly("a", "a", "b", "a", "", "a", "end");
			}
		}
	}

	@Test
	void saysWhereLinesMayBeMissing() throws Exception {
		var source = source((attempt, _, sink) -> {
			if (attempt == 0) {
				send(sink, "2026-01-01T00:00:00Z before\n");
				throw new IOException("The connection broke");
			}
			send(sink, "2026-01-01T00:00:09Z after\n2026-01-01T00:00:10Z more\n");
		});
		try (var ingestor = ingest(source)) {
			awaitEnd(ingestor);
			var found = texts(stream);
			assertThat(found).hasSize(4).startsWith("before").endsWith("after", "more");
			assertThat(found.get(1)).matches("-- Lines may be missing: the connection was lost from ..:..:.. to ..:..:..");
		}
	}

	@Test
	void aNewConsoleGoesOnWhereTheOldOneEnded() throws Exception {
		var source = source((_, from, sink) -> {
			var lines = new ArrayList<String>();
			for (int i = 0; i < 10; i++) {
				lines.add("2026-01-01T00:00:0" + i + "Z line " + i);
			}
			send(sink, String.join("\n", lines.subList(from.hasTime() ? 4 : 0, from.hasTime() ? 10 : 5)) + "\n");
		});
		try (var ingestor = ingest(source)) {
			awaitEnd(ingestor);
		}
		store.close();
		store = new LogStore(root, LogSettings.DEFAULT);
		stream = store.open(info("a"));
		try (var ingestor = ingest(source)) {
			awaitEnd(ingestor);
			assertThat(texts(stream)).hasSize(10).allMatch(t -> t.startsWith("line "));
		}
	}

	@Test
	void showsHowItGoesAndTriesAgain() throws Exception {
		var up = new CountDownLatch(1);
		var tried = new CountDownLatch(3);
		var source = source((attempt, _, sink) -> {
			tried.countDown();
			if (up.getCount() > 0) {
				throw new EngineException(EngineException.Kind.UNREACHABLE, "so-lab-1 cannot be reached");
			}
			sink.connected();
			Thread.sleep(Duration.ofDays(1));
		});
		var ingestor = ingest(source);
		tried.await();
		assertThat(ingestor.state()).isInstanceOfSatisfying(IngestState.Reconnecting.class, s -> assertThat(s.reason()).isEqualTo("so-lab-1 cannot be reached"));
		up.countDown();
		await(() -> ingestor.state() instanceof IngestState.Live);
		ingestor.close();
		assertThat(ingestor.state()).isInstanceOf(IngestState.Ended.class);
	}

	@Test
	void endsForGoodWhenTheResourceIsGoneAndGoesOnWhenToldTo() throws Exception {
		var source = source((attempt, _, sink) -> {
			if (attempt == 0) {
				throw new EngineException(EngineException.Kind.NOT_FOUND, "There is no container a");
			}
			send(sink, "2026-01-01T00:00:09Z again\n");
		});
		try (var ingestor = ingest(source)) {
			awaitEnd(ingestor);
			assertThat(((IngestState.Ended) ingestor.state()).reason()).isEqualTo("There is no container a");
			ingestor.resume("The container was started again");
			await(() -> texts(stream).size() == 2);
			assertThat(texts(stream)).containsExactly("-- The container was started again", "again");
		}
	}

	@Test
	void keepsBothOutputsAndHalfLinesApart() throws Exception {
		var source = source((_, _, sink) -> {
			sink.chunk(5, "out 1\nou".getBytes(), 0, 8, 0);
			sink.chunk(6, "err 1\nprompt".getBytes(), 0, 12, LineFlags.STDERR);
			sink.chunk(7, "t 2\n".getBytes(), 0, 4, 0);
		});
		try (var ingestor = ingest(source)) {
			awaitEnd(ingestor);
			assertThat(texts(stream)).containsExactly("out 1", "! err 1", "out 2", "! prompt");
		}
	}
}
