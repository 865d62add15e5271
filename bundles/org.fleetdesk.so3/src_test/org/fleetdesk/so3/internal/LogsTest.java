package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogsTest {

	private static final String BEFORE = "2026-01-01T11:59:59+00:00 agency kernel: [ME:2] zero\n";
	private static final String OLD = "2026-01-01T12:00:00+00:00 agency kernel: [ME:2] one\n";
	private static final String NEW = "2026-01-01T12:00:09+00:00 agency kernel: [ME:2] two\n";

	private final Setup setup = new Setup();
	private final Sink sink = new Sink();

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private static class Sink implements LogSink {
		final ByteArrayOutputStream text = new ByteArrayOutputStream();
		int connected;

		@Override
		public void connected() {
			connected++;
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			throw new UnsupportedOperationException();
		}

		@Override
		public synchronized void timestamped(byte[] bytes, int offset, int length, int flags) throws IOException {
			text.write(bytes, offset, length);
		}

		@Override
		public void mark(String mark) throws IOException {
			text.write(("<" + mark + ">\n").getBytes());
		}

		synchronized String text() {
			return text.toString();
		}
	}

	private void stream(String key, LogPosition from, boolean follow, LogSink into) throws Exception {
		So3LogSource.stream(setup.session("lab"), key, from, OptionalInt.empty(), follow, into);
	}

	private static LogPosition at(long nanos) {
		return new LogPosition(nanos, List.of(), List.of(), false);
	}

	@Test
	void asksOurEngineForTheRestOnly() throws Exception {
		var engine = setup.engine("lab", false);
		var entry = engine.add("ticker", "x", "running");
		engine.log = FakeEmiso.frames("2026-01-01T12:00:00.000000001Z a\n", "2026-01-01T12:00:01.000000001Z b\n");
		stream(entry.id, at(1_700_000_000_000_000_005L), true, sink);
		assertThat(sink.text()).isEqualTo("2026-01-01T12:00:00.000000001Z a\n2026-01-01T12:00:01.000000001Z b\n");
		assertThat(sink.connected).isEqualTo(1);
		assertThat(engine.requests.getLast()).contains("since=1700000000.000000005", "follow=1", "timestamps=1");
	}

	@Test
	void takesTheOriginalsPlainTextAndLeavesOutWhatIsOld() throws Exception {
		var engine = setup.engine("lab", true);
		engine.add("ticker", "x", "created");
		engine.log = (BEFORE + OLD + NEW).getBytes();
		stream("ticker", LogPosition.START, true, sink);
		assertThat(sink.text()).isEqualTo(BEFORE + OLD + NEW);
		var later = new Sink();
		stream("ticker", at(java.time.Instant.parse("2026-01-01T12:00:00Z").toEpochMilli() * 1_000_000L), true, later);
		assertThat(later.text()).as("lines of the last known second are told apart by the store").isEqualTo(OLD + NEW);
	}

	@Test
	void followsTheOriginalByAskingAgain() throws Exception {
		var engine = setup.engine("lab", true);
		var entry = engine.add("ticker", "x", "running");
		engine.log = OLD.getBytes();
		var first = new CountDownLatch(1);
		var following = new Sink() {
			@Override
			public void timestamped(byte[] bytes, int offset, int length, int flags) throws IOException {
				super.timestamped(bytes, offset, length, flags);
				first.countDown();
			}
		};
		var task = new FutureTask<>(() -> {
			stream("ticker", LogPosition.START, true, following);
			return null;
		});
		Thread.ofVirtual().start(task);
		assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
		engine.log = (OLD + NEW).getBytes();
		entry.state = "created";
		task.get(30, TimeUnit.SECONDS);
		assertThat(following.text()).isEqualTo(OLD + NEW);
		assertThat(following.connected).isEqualTo(1);
	}

	@Test
	void aFullDiskHereIsNotTheEnginesFault() throws Exception {
		var engine = setup.engine("lab", false);
		var entry = engine.add("ticker", "x", "running");
		engine.log = FakeEmiso.frames("a\n");
		assertThatThrownBy(() -> stream(entry.id, LogPosition.START, false, new Sink() {
			@Override
			public void timestamped(byte[] bytes, int offset, int length, int flags) throws IOException {
				throw new IOException("No space left on device");
			}
		})).isInstanceOf(IOException.class).hasMessage("No space left on device");
	}

	@Test
	void aContainerThatIsGoneEndsTheLog() throws Exception {
		setup.engine("lab", false);
		assertThatThrownBy(() -> stream("none", LogPosition.START, true, sink)).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_FOUND));
	}
}
