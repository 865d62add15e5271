package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.internal.OverlapFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ApplicationLogTest {

	private Setup setup;
	private GatewaysSession session;
	private final Store store = new Store();
	private ApplicationLogSource source = new ApplicationLogSource(null, null);
	/** The log file on the gateway. */
	private final StringBuffer file = new StringBuffer();

	@BeforeEach
	void start() throws Exception {
		setup = new Setup();
		setup.cloud.product("lab");
		setup.cloud.gateway("lab", "gw").put("listening", true);
		setup.cloud.agent = (key, request) -> {
			String text = file.toString();
			long offset = request.path("offset").asLong();
			int length = request.path("length").asInt();
			int from = offset < 0 ? Math.max(0, text.length() - length) : (int) Math.min(offset, text.length());
			String piece = offset > text.length() ? "" : text.substring(from, Math.min(text.length(), from + length));
			return FakeCloud.object().put("ok", true).put("text", piece).put("offset", offset > text.length() ? text.length() : from + piece.length()).put("overflow", false);
		};
		session = setup.session();
	}

	@AfterEach
	void stop() throws Exception {
		setup.close();
	}

	/** What the console keeps of a log: lines with their times, and the place where it goes on. */
	private static final class Store extends LineSink {

		private record Line(String text, long time, boolean mark) {
		}

		private final List<Line> lines = new CopyOnWriteArrayList<>();
		private OverlapFilter filter = new OverlapFilter(LogPosition.START);

		LogPosition position() {
			var at = new ArrayList<Long>();
			var after = new ArrayList<LogPosition.Guessed>();
			long time = LogPosition.NO_TIME;
			boolean empty = true;
			for (int i = lines.size() - 1; i >= 0; i--) {
				var line = lines.get(i);
				if (line.mark) {
					continue;
				}
				empty = false;
				byte[] bytes = line.text.getBytes(StandardCharsets.UTF_8);
				long hash = LogPosition.hash(bytes, 0, bytes.length, 0);
				if (time == LogPosition.NO_TIME && line.time == NO_TIME) {
					after.add(new LogPosition.Guessed(i, hash));
				} else if (time == LogPosition.NO_TIME || line.time == time) {
					time = line.time;
					at.add(hash);
				} else {
					break;
				}
			}
			var position = new LogPosition(time, at, after.reversed(), empty);
			filter = new OverlapFilter(position);
			return position;
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			int end = length - 1; // one whole line
			var verdict = filter.judge(timeNanos, timeNanos != NO_TIME, bytes, offset, end, flags);
			if (verdict == OverlapFilter.Verdict.NEW_AFTER_GAP && (lines.isEmpty() || !lines.getLast().mark)) {
				lines.add(new Line("GAP", NO_TIME, true));
			}
			if (verdict != OverlapFilter.Verdict.KNOWN) {
				lines.add(new Line(new String(bytes, offset, end, StandardCharsets.UTF_8), timeNanos, false));
			}
		}

		@Override
		public void mark(String text) {
			lines.add(new Line("<" + text + ">", NO_TIME, true));
		}

		List<String> texts() {
			return lines.stream().map(Line::text).toList();
		}
	}

	private void read() throws Exception {
		source.stream(session, Setup.id(Gateways.APPLICATION, "lab/gw/tick_app"), store.position(), false, store);
	}

	/** Reads what is there now, follows until there are so many lines, and breaks off. */
	private void follow(Runnable meanwhile, int lines) throws Exception {
		var position = store.position();
		int before = store.lines.size();
		var thread = Thread.ofVirtual().start(() -> {
			try {
				source.stream(session, Setup.id(Gateways.APPLICATION, "lab/gw/tick_app"), position, true, store);
			} catch (Exception e) {
				// broken off
			}
		});
		int there = (int) setup.cloud.asked.stream().filter(a -> a.path().endsWith("/control")).count();
		while (setup.cloud.asked.stream().filter(a -> a.path().endsWith("/control")).count() <= there && store.lines.size() == before) {
			Thread.sleep(10);
		}
		Thread.sleep(50);
		meanwhile.run();
		while (store.lines.size() < lines) {
			Thread.sleep(10);
		}
		thread.interrupt();
		thread.join();
	}

	private static String ticks(int from, int to) {
		return IntStream.range(from, to).mapToObj(i -> "tick " + i + "\n").collect(Collectors.joining());
	}

	@Test
	void whatIsThereIsRead() throws Exception {
		file.append("one\n\ntwo\r\nthree");
		read();
		assertThat(store.texts()).containsExactly("one", "", "two", "three");
	}

	@Test
	void afterAPauseItGoesOnWhereItWas() throws Exception {
		file.append(ticks(0, 5));
		follow(() -> file.append(ticks(5, 8)), 8);
		file.append(ticks(8, 11));
		follow(() -> file.append(ticks(11, 12)), 12);
		source = new ApplicationLogSource(null, null); // as in another process
		file.append(ticks(12, 14));
		read();
		assertThat(store.texts()).containsExactly(ticks(0, 14).split("\n"));
	}

	@Test
	void equalLinesStayAsManyAsThereAre() throws Exception {
		file.append("tick\ntick\ntick\n");
		follow(() -> file.append("tick\ntick\n"), 5);
		file.append("tick\ntock\n");
		read();
		assertThat(store.texts()).containsExactly("tick", "tick", "tick", "tick", "tick", "tick", "tock");
	}

	@Test
	void aLogThatWasRotatedMeanwhileIsMarked() throws Exception {
		file.append(ticks(0, 3));
		read();
		file.setLength(0);
		file.append("begun anew\n");
		read();
		assertThat(store.texts()).containsExactly("tick 0", "tick 1", "tick 2", "<The log was rotated on the gateway meanwhile; lines may be missing here>", "begun anew");
	}

	@Test
	void aRotationWhileFollowingIsMarked() throws Exception {
		file.append(ticks(0, 300));
		follow(() -> {
			file.setLength(0);
			file.append("anew\n");
		}, 302);
		assertThat(store.texts().subList(299, 302)).containsExactly("tick 299", "<The log was rotated on the gateway; lines may be missing here>", "anew");
	}

	@Test
	void aLineThatNeverEndsIsKeptInPieces() throws Exception {
		file.append("begin\n");
		follow(() -> file.append("x\uD83D\uDE00".repeat(50_000)), 4);
		assertThat(store.texts()).as("nothing waits for its end").hasSizeGreaterThan(3).allMatch(l -> l.length() <= 16 << 10);
		assertThat(String.join("", store.texts()).substring(5)).as("no character is cut").doesNotContain("?").matches("(?:x\uD83D\uDE00)+x?");
	}

	@Test
	void ofALongLogTheEndIsRead() throws Exception {
		file.append(ticks(0, 50_000));
		read();
		assertThat(store.texts().getLast()).isEqualTo("tick 49999");
		assertThat(store.texts().getFirst()).as("a whole line").matches("tick \\d{5}");
	}
}
