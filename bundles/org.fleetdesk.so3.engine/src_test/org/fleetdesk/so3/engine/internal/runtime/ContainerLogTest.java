package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogTest {

	private static final LogQuery FOLLOW = new LogQuery(0, Long.MAX_VALUE, -1, true);

	@TempDir
	Path folder;
	private Path file;
	private ContainerLog log;
	private long nanos = 1000;

	private record Entry(long nanos, String text, boolean complete) {
	}

	@BeforeEach
	void open() throws IOException {
		file = folder.resolve("logs/c.log");
		log = ContainerLog.open(file);
	}

	@AfterEach
	void close() throws IOException {
		log.close();
	}

	private void append(String text, char flag) throws IOException {
		nanos += 10;
		byte[] record = (nanos + " 1:" + nanos + flag + text + "\n").getBytes(StandardCharsets.UTF_8);
		log.append(record, record.length, new ContainerLog.Position(1, nanos), nanos);
	}

	private void append(String text) throws IOException {
		append(text, '+');
	}

	private List<Entry> read(LogQuery query) throws IOException, InterruptedException {
		var entries = new ArrayList<Entry>();
		log.read(query, (n, text, offset, length, complete) -> entries.add(new Entry(n, new String(text, offset, length, StandardCharsets.UTF_8), complete)));
		return entries;
	}

	private List<String> texts(LogQuery query) throws IOException, InterruptedException {
		return read(query).stream().map(Entry::text).toList();
	}

	@Test
	void selectsByTimeAndLastLines() throws Exception {
		var random = new Random(7);
		var all = new ArrayList<Entry>();
		for (int i = 0; i < 4000; i++) {
			boolean complete = random.nextInt(5) > 0;
			String text = "line " + i + " " + "x".repeat(random.nextInt(random.nextInt(50) == 0 ? 10_000 : 40));
			append(text, complete ? '+' : random.nextBoolean() ? '-' : '=');
			all.add(new Entry(nanos, text, complete));
		}
		assertThat(read(LogQuery.ALL)).isEqualTo(all);
		for (int i = 0; i < 300; i++) {
			long since = random.nextLong(500, nanos + 500);
			long until = random.nextLong(since, nanos + 1000);
			long tail = random.nextInt(3) == 0 ? -1 : random.nextLong(random.nextBoolean() ? 5 : 5000);
			assertThat(read(new LogQuery(since, until, tail, false))).as("%d %d %d", since, until, tail)
					.isEqualTo(lastLines(all, tail).stream().filter(e -> e.nanos() >= since && e.nanos() <= until).toList());
		}
	}

	private static List<Entry> lastLines(List<Entry> all, long tail) {
		if (tail < 0) {
			return all;
		}
		int from = all.size();
		for (long lines = 0; from > 0; from--) {
			if (from == all.size() || all.get(from - 1).complete()) {
				if (lines++ == tail) {
					break;
				}
			}
		}
		return all.subList(from, all.size());
	}

	@Test
	void followsUntilTheGuestEnds() throws Exception {
		append("before");
		log.begin();
		var seen = new LinkedBlockingQueue<String>();
		var follower = follow(seen, FOLLOW);
		assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("before");
		for (int i = 0; i < 100; i++) {
			append("live " + i);
			assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("live " + i);
		}
		assertThat(follower).isNotDone();
		append("last");
		log.end();
		follower.get(20, TimeUnit.SECONDS);
		assertThat(seen).containsExactly("last");
	}

	private CompletableFuture<Void> follow(LinkedBlockingQueue<String> seen, LogQuery query) {
		var result = new CompletableFuture<Void>();
		Thread.ofVirtual().start(() -> {
			try {
				log.read(query, (n, text, offset, length, complete) -> seen.add(new String(text, offset, length, StandardCharsets.UTF_8)));
				result.complete(null);
			} catch (Exception e) {
				result.completeExceptionally(e);
			}
		});
		return result;
	}

	@Test
	void aSlowFollowerDoesNotGetTheNextGuestsLines() throws Exception {
		log.begin();
		append("one");
		var reached = new CountDownLatch(1);
		var goOn = new CountDownLatch(1);
		var seen = new LinkedBlockingQueue<String>();
		var result = new CompletableFuture<Void>();
		Thread.ofVirtual().start(() -> {
			try {
				log.read(FOLLOW, (n, text, offset, length, complete) -> {
					seen.add(new String(text, offset, length, StandardCharsets.UTF_8));
					reached.countDown();
					try {
						goOn.await();
					} catch (InterruptedException e) {
						throw new IOException(e);
					}
				});
				result.complete(null);
			} catch (Exception e) {
				result.completeExceptionally(e);
			}
		});
		assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
		append("two");
		log.end();
		log.begin();
		append("of the next guest");
		goOn.countDown();
		result.get(20, TimeUnit.SECONDS);
		assertThat(seen).containsExactly("one", "two");
	}

	@Test
	void doesNotFollowWhenNoGuestRuns() throws Exception {
		append("old");
		assertThat(texts(FOLLOW)).containsExactly("old");
		log.begin();
		log.end();
		assertThat(texts(FOLLOW)).containsExactly("old");
	}

	@Test
	void aFollowerEndsWithTheLogOrByInterruptOrWhenItsTimeIsOver() throws Exception {
		log.begin();
		assertThat(texts(new LogQuery(0, LogQuery.nanos(Instant.now()), -1, true))).isEmpty();
		var failure = new CompletableFuture<Exception>();
		var thread = Thread.ofVirtual().start(() -> {
			try {
				log.read(FOLLOW, (n, text, offset, length, complete) -> {
				});
			} catch (Exception e) {
				failure.complete(e);
			}
		});
		thread.interrupt();
		assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		append("still writable");
		var seen = new LinkedBlockingQueue<String>();
		var follower = follow(seen, FOLLOW);
		assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("still writable");
		log.close();
		follower.get(20, TimeUnit.SECONDS);
	}

	@Test
	void tellsWhenNothingMoreIsThereNow() throws Exception {
		append("a");
		append("b");
		log.begin();
		var calls = new LinkedBlockingQueue<String>();
		var result = new CompletableFuture<Void>();
		Thread.ofVirtual().start(() -> {
			try {
				log.read(FOLLOW, new LogSink() {
					@Override
					public void entry(long n, byte[] text, int offset, int length, boolean complete) {
						calls.add(new String(text, offset, length, StandardCharsets.UTF_8));
					}

					@Override
					public void idle() {
						calls.add("idle");
					}
				});
				result.complete(null);
			} catch (Exception e) {
				result.completeExceptionally(e);
			}
		});
		for (String call : List.of("a", "b", "idle")) {
			assertThat(calls.poll(20, TimeUnit.SECONDS)).isEqualTo(call);
		}
		log.end();
		result.get(20, TimeUnit.SECONDS);
	}

	@Test
	void dropsARecordThatAKillCutOff() throws Exception {
		append("whole");
		log.close();
		Files.writeString(file, "2000 1:77+cut o", StandardOpenOption.APPEND);
		log = ContainerLog.open(file);
		assertThat(texts(LogQuery.ALL)).containsExactly("whole");
		assertThat(log.position()).isEqualTo(new ContainerLog.Position(1, nanos));
		append("next");
		assertThat(texts(LogQuery.ALL)).containsExactly("whole", "next");
	}

	@Test
	void saysWhereADamagedLogIsDamaged() throws Exception {
		append("good");
		log.close();
		Files.writeString(file, "something else\n", StandardOpenOption.APPEND);
		assertThatThrownBy(() -> ContainerLog.open(file)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
		log = ContainerLog.open(folder.resolve("other.log"));
	}

	@Test
	void anErrorOfTheSinkEndsTheReading() throws Exception {
		append("a");
		append("b");
		var seen = new ArrayList<String>();
		assertThatThrownBy(() -> log.read(LogQuery.ALL, (n, text, offset, length, complete) -> {
			seen.add(new String(text, offset, length, StandardCharsets.UTF_8));
			throw new IOException("client gone");
		})).hasMessage("client gone");
		assertThat(seen).containsExactly("a");
	}
}
