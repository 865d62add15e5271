package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.fleetdesk.docker.LogBlocks;
import org.junit.jupiter.api.Test;

class WholeLogTest {

	private static final String ANEW = "<anew>\n";

	/** What happens to the file between two readings; cut anywhere, as a reading may meet a line that is being written. */
	sealed interface Step {
		/** @param bytes of the line that is being written that are there already */
		record Grow(int lines, int bytes) implements Step {
		}

		/** Its oldest lines go. */
		record LoseHead(int keep) implements Step {
		}

		/** It is removed and begins anew. */
		record Begin(int lines) implements Step {
		}
	}

	private final StringBuilder out = new StringBuilder();

	private WholeLog log(long since) {
		out.setLength(0); // all tries of a property share this object
		return new WholeLog(since, new WholeLog.Out() {
			@Override
			public void lines(byte[] bytes, int offset, int length) {
				out.append(new String(bytes, offset, length));
			}

			@Override
			public void begunAnew() {
				out.append(ANEW);
			}
		});
	}

	private static String line(int number) {
		// several lines of one second, some of them equal
		return "%s agency kernel: [ME:2] %s\n".formatted(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").format(Instant.ofEpochSecond(1_700_000_000L + number / 3).atOffset(ZoneOffset.UTC)),
				"text " + number % 7 / 4);
	}

	private static void read(WholeLog log, String file, int cut, boolean last) throws IOException {
		byte[] bytes = file.getBytes();
		for (boolean again = true; again;) {
			LogBlocks blocks = log.reading(() -> {
			});
			for (int at = 0; at < bytes.length; at += cut) {
				blocks.block(false, bytes, at, Math.min(cut, bytes.length - at));
			}
			again = log.end(last);
		}
	}

	@Provide
	Arbitrary<List<Step>> steps() {
		Arbitrary<Step> grow = Combinators.combine(Arbitraries.integers().between(0, 400), Arbitraries.integers().between(0, 60)).as(Step.Grow::new);
		Arbitrary<Step> lose = Arbitraries.integers().between(1, 300).map(Step.LoseHead::new);
		Arbitrary<Step> begin = Arbitraries.integers().between(1, 500).map(Step.Begin::new);
		return Arbitraries.frequencyOf(Tuple.of(6, grow), Tuple.of(2, lose), Tuple.of(1, begin)).list().ofMinSize(1).ofMaxSize(12);
	}

	/** Every line once, whatever happens to the file and however its readings are cut; a mark where, and only where, the log has none of the lines before. */
	@Property(tries = 300)
	void eachLineComesOnceAndAMarkOnlyWhereALogBegins(@ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 5000) int cut) throws IOException {
		var log = log(WholeLog.NO_TIME);
		var expected = new StringBuilder();
		var file = new ArrayList<Integer>();
		int next = 0;
		int partial = 0;
		for (var step : steps) {
			switch (step) {
			case Step.Grow grow -> {
				for (int i = 0; i < grow.lines; i++) {
					expected.append(line(next));
					file.add(next++);
				}
				partial = grow.bytes;
			}
			case Step.LoseHead lose -> {
				while (file.size() > lose.keep) {
					file.removeFirst();
				}
			}
			case Step.Begin begin -> {
				if (!expected.isEmpty()) {
					expected.append(ANEW);
				}
				file.clear();
				partial = 0;
				next = (next / 3 + 7) * 3; // a restart takes some seconds
				for (int i = 0; i < begin.lines; i++) {
					expected.append(line(next));
					file.add(next++);
				}
			}
			}
			var text = new StringBuilder();
			file.forEach(n -> text.append(line(n)));
			text.append(line(next), 0, Math.min(partial, line(next).length() - 1));
			read(log, text.toString(), cut, false);
		}
		assertThat(out.toString()).isEqualTo(expected.toString());
	}

	@Property(tries = 100)
	void whatIsOlderIsLeftOut(@ForAll @IntRange(min = 1, max = 300) int cut, @ForAll @IntRange(min = 0, max = 50) int from, @ForAll @IntRange(min = 0, max = 60) int first) throws IOException {
		long since = (1_700_000_000L + from / 3) * 1_000_000_000L;
		var log = log(since);
		read(log, lines(0, Math.max(first, from / 3 * 3)), cut, false); // what comes later is new, whatever its time
		read(log, lines(0, 80), cut, false);
		assertThat(out.toString()).isEqualTo(lines(from / 3 * 3, 80));
		assertThat(log.skipped()).isEqualTo(from >= 3);
	}

	private static String lines(int from, int to) {
		return IntStream.range(from, to).mapToObj(WholeLogTest::line).reduce("", String::concat);
	}

	@Test
	void anUnfinishedLineWaitsForItsEndUnlessTheLogEnds() throws IOException {
		var log = log(WholeLog.NO_TIME);
		read(log, line(0) + "2023", 7, false);
		assertThat(out.toString()).isEqualTo(line(0));
		read(log, line(0) + "2023-half", 7, true);
		assertThat(out.toString()).isEqualTo(line(0) + "2023-half");
	}

	@Test
	void aLogThatBeginsAnewIsKnownThoughItIsLongerThanBefore() throws IOException {
		var log = log(WholeLog.NO_TIME);
		read(log, lines(0, 10), 100, false);
		read(log, lines(50, 90), 100, false);
		assertThat(out.toString()).isEqualTo(lines(0, 10) + ANEW + lines(50, 90));
	}

	@Test
	void aVeryLongLineIsNotHeld() throws IOException {
		var log = log(WholeLog.NO_TIME);
		String longLine = "x".repeat(300_000);
		read(log, longLine, 8192, false);
		assertThat(out.length()).isGreaterThan(200_000);
		read(log, longLine + "\nend\n", 8192, false);
		assertThat(out.toString()).isEqualTo(longLine + "\nend\n");
	}

	@Test
	void anEmptyLogIsNothing() throws IOException {
		var log = log(5);
		read(log, "", 1, false);
		read(log, line(0), 1, false);
		read(log, "", 1, false);
		read(log, "", 1, true);
		assertThat(out.toString()).isEqualTo(line(0));
	}
}
