package org.fleetdesk.docker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.fleetdesk.http.HttpException;
import org.junit.jupiter.api.Test;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LogDemultiplexerTest {

	private static final String TIME = "2026-11-21T22:10:00.123456789Z ";

	record Frame(int kind, String text) {
		byte[] bytes() {
			byte[] payload = text.getBytes(StandardCharsets.UTF_8);
			return ByteBuffer.allocate(8 + payload.length).put((byte) kind).put(new byte[3]).putInt(payload.length).put(payload).array();
		}
	}

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private LogDemultiplexer demultiplexer(boolean timestamps) {
		return new LogDemultiplexer(timestamps, (stderr, bytes, offset, length) -> (stderr ? err : out).write(bytes, offset, length));
	}

	private static byte[] stream(Frame... frames) {
		var all = new ByteArrayOutputStream();
		for (var frame : frames) {
			all.writeBytes(frame.bytes());
		}
		return all.toByteArray();
	}

	@Provide
	Arbitrary<List<Frame>> frames() {
		var texts = Arbitraries.strings().withChars('a', 'b', '\n', 'ü', '\u0001', '\u0000', ' ').ofMaxLength(60);
		return Combinators.combine(Arbitraries.of(1, 2), texts).as(Frame::new).list().ofMaxSize(30);
	}

	@Property(tries = 300)
	void anyCutGivesTheSameText(@ForAll("frames") List<Frame> frames, @ForAll long seed) throws IOException {
		var stdout = new ByteArrayOutputStream();
		var stderr = new ByteArrayOutputStream();
		var demultiplexer = new LogDemultiplexer(false, (e, bytes, offset, length) -> (e ? stderr : stdout).write(bytes, offset, length));
		feed(demultiplexer, stream(frames.toArray(Frame[]::new)), new Random(seed));
		demultiplexer.end();
		assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo(text(frames, 1));
		assertThat(stderr.toString(StandardCharsets.UTF_8)).isEqualTo(text(frames, 2));
	}

	@Property(tries = 300)
	void repeatedTimesOfALineInPiecesAreLeftOutWhereverItIsCut(@ForAll("frames") List<Frame> frames, @ForAll long seed) throws IOException {
		// as Docker sends them: the time at the head of each frame, also within a line
		var timed = frames.stream().filter(f -> !f.text.isEmpty()).map(f -> new Frame(f.kind, TIME + f.text)).toArray(Frame[]::new);
		var stdout = new ByteArrayOutputStream();
		var demultiplexer = new LogDemultiplexer(true, (e, bytes, offset, length) -> {
			if (!e) {
				stdout.write(bytes, offset, length);
			}
		});
		feed(demultiplexer, stream(timed), new Random(seed));
		demultiplexer.end();
		var expected = new StringBuilder();
		frames.stream().filter(f -> f.kind == 1 && !f.text.isEmpty())
				.forEach(f -> expected.append(expected.isEmpty() || expected.charAt(expected.length() - 1) == '\n' ? TIME : "").append(f.text));
		assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
	}

	@Property(tries = 500)
	void hostileBytesEndInAFailureOrInText(@ForAll byte[] bytes, @ForAll boolean timestamps) throws IOException {
		long[] handed = new long[1];
		var demultiplexer = new LogDemultiplexer(timestamps, (e, b, offset, length) -> handed[0] += length);
		try {
			demultiplexer.feed(bytes, 0, bytes.length);
			demultiplexer.end();
		} catch (HttpException.Protocol e) {
			assertThat(e).hasMessageContaining("frame");
		}
		assertThat(handed[0]).isLessThanOrEqualTo(bytes.length);
	}

	@Test
	void whatOnlyLooksLikeATimeIsKept() throws IOException {
		var demultiplexer = demultiplexer(true);
		byte[] stream = stream(new Frame(1, TIME + "abc"), new Frame(1, "2026-11-21 is a date"), new Frame(1, "2026-11-21T22:10:00"), new Frame(1, "\n"));
		demultiplexer.feed(stream, 0, stream.length);
		demultiplexer.end();
		assertThat(out.toString()).isEqualTo(TIME + "abc2026-11-21 is a date2026-11-21T22:10:00\n");
	}

	@Test
	void anAnnouncedLengthCostsNoMemoryAndAnAbsurdOneIsRefused() throws IOException {
		byte[] large = { 1, 0, 0, 0, 3, (byte) 0xff, (byte) 0xff, (byte) 0xff, 'x' };
		demultiplexer(false).feed(large, 0, large.length);
		assertThat(out.toString()).isEqualTo("x");
		byte[] absurd = { 1, 0, 0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff };
		assertThatThrownBy(() -> demultiplexer(false).feed(absurd, 0, absurd.length)).isInstanceOf(HttpException.Protocol.class);
	}

	@Test
	void rawTextIsNotTakenForFrames() {
		byte[] text = "[ME:2] hello\n".getBytes();
		assertThatThrownBy(() -> demultiplexer(false).feed(text, 0, text.length)).isInstanceOf(HttpException.Protocol.class);
	}

	@Test
	void aLogThatBreaksOffIsTold() throws IOException {
		byte[] stream = stream(new Frame(1, "abc\n"));
		for (int cut : new int[] { 3, 10 }) {
			var demultiplexer = demultiplexer(false);
			demultiplexer.feed(stream, 0, cut);
			assertThatThrownBy(demultiplexer::end).isInstanceOf(HttpException.Protocol.class).hasMessageContaining("middle of a frame");
		}
	}

	private static void feed(LogDemultiplexer demultiplexer, byte[] stream, Random random) throws IOException {
		int at = 0;
		while (at < stream.length) {
			int count = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
			byte[] piece = new byte[count + 2];
			System.arraycopy(stream, at, piece, 1, count);
			demultiplexer.feed(piece, 1, count);
			at += count;
		}
	}

	private static String text(List<Frame> frames, int kind) {
		var text = new StringBuilder();
		frames.stream().filter(f -> f.kind == kind).forEach(f -> text.append(f.text));
		return text.toString();
	}
}
