package org.fleetdesk.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineSplitter;
import org.fleetdesk.logs.LogSink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that prints the log of one resource, and goes on with new lines if told so. */
public abstract class LogVerb extends ResourceLook {

	@Parameters(paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
	private String name;
	@Option(names = { "-f", "--follow" }, description = "Go on with new lines.")
	private boolean follow;
	@Option(names = { "-n", "--tail" }, paramLabel = "LINES", defaultValue = "-1", description = "Only so many lines at the end.")
	private int tail;
	@Option(names = { "-t", "--timestamps" }, description = "Begin each line with its time.")
	private boolean timestamps;

	/** What the user called it. */
	protected final String name() {
		return name;
	}

	/**
	 * Finds the resource and streams its log.
	 *
	 * @param tail only so many lines at the end are wanted; a source that cannot leave the others out sends all
	 */
	protected abstract void stream(OptionalInt tail, boolean follow, LogSink sink) throws IOException, EngineException, UsageException, InterruptedException;

	@Override
	public final Integer call() throws Exception {
		var lines = new Lines();
		stream(tail < 0 ? OptionalInt.empty() : OptionalInt.of(tail), follow, lines);
		lines.finish();
		return ExitCode.DONE;
	}

	/** Prints lines as they come, or keeps the last ones. */
	private final class Lines implements LogSink {

		private final Deque<Runnable> kept = new ArrayDeque<>();
		private final boolean cut = tail >= 0 && !follow;
		private final LineSplitter[] chunks = { new LineSplitter(this::untimed), new LineSplitter(this::untimed) };
		private final LineSplitter[] stamped = { new LineSplitter(this::timed), new LineSplitter(this::timed) };

		@Override
		public void connected() {
			// nothing to say
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
			LineSplitter.split(timeNanos, bytes, offset, length, flags, this::untimed);
			check();
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
			chunks[flags & LineFlags.STDERR].chunk(timeNanos, bytes, offset, length, flags);
			check();
		}

		@Override
		public void timestamped(byte[] bytes, int offset, int length, int flags) throws IOException {
			stamped[flags & LineFlags.STDERR].chunk(NO_TIME, bytes, offset, length, flags);
			check();
		}

		@Override
		public void mark(String text) {
			out.note(text);
		}

		void finish() throws IOException {
			for (var splitters : List.of(chunks, stamped)) {
				for (var splitter : splitters) {
					splitter.finish(true);
				}
			}
			kept.forEach(Runnable::run);
			check();
		}

		private void check() throws IOException {
			if (out.raw().checkError()) {
				throw new IOException("Nobody reads the output any more"); // as when piped into head
			}
		}

		private void untimed(long time, byte[] bytes, int offset, int length, int flags) {
			line(time == NO_TIME ? "" : Instant.ofEpochSecond(0, time).toString(), new String(bytes, offset, length, StandardCharsets.UTF_8), flags);
		}

		private void timed(long none, byte[] bytes, int offset, int length, int flags) {
			String line = new String(bytes, offset, length, StandardCharsets.UTF_8);
			int space = line.indexOf(' ');
			boolean timed = space > 19 && space < 40 && line.charAt(10) == 'T' && line.charAt(4) == '-';
			line(timed ? line.substring(0, space) : "", timed ? line.substring(space + 1) : line, flags);
		}

		private void line(String time, String text, int flags) {
			Runnable line = () -> out.show(JsonNodeFactory.instance.objectNode().put("time", time).put("text", text).put("stderr", (flags & LineFlags.STDERR) != 0)
					.put("error", (flags & LineFlags.ERROR) != 0), timestamps && !time.isEmpty() ? time + " " + text : text);
			if (!cut) {
				line.run();
			} else if (tail > 0) {
				if (kept.size() == tail) {
					kept.removeFirst();
				}
				kept.addLast(line);
			}
		}
	}
}
