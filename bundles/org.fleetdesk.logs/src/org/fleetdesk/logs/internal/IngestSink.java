package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.time.Clock;

import org.fleetdesk.logs.LineConsumer;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineSplitter;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogStream;

/** Between a source and a stream: cuts lines, reads times, leaves out what is known, marks a gap. */
public final class IngestSink implements LogSink {

	private final LogStream stream;
	private final Clock clock;
	private final String gap;
	private final Runnable onConnected;
	private final OverlapFilter overlap;
	private final Timestamps timestamps = new Timestamps();
	private final LineSplitter[] chunks = { new LineSplitter(this::line), new LineSplitter(this::line) };
	private final LineSplitter[] stamped = { new LineSplitter(this::stampedLine), new LineSplitter(this::stampedLine) };
	private final long[] lastTime = { NO_TIME, NO_TIME };
	private final boolean[] continued = { false, false };
	private final LineConsumer line = this::line;
	private String mark;
	private boolean connected;
	/** Whether the source itself has said what there is to say about what is missing. */
	private boolean told;

	/**
	 * @param position the end of the stream
	 * @param gap text of the mark where lines may be missing
	 * @param mark written before the first new line; may be null
	 */
	public IngestSink(LogStream stream, LogPosition position, Clock clock, String gap, String mark, Runnable onConnected) {
		this.stream = stream;
		this.clock = clock;
		this.gap = gap;
		this.mark = mark;
		this.onConnected = onConnected;
		overlap = new OverlapFilter(position);
	}

	/** Whether the source was connected. */
	public boolean isConnected() {
		return connected;
	}

	@Override
	public void connected() {
		connected = true;
		onConnected.run();
	}

	@Override
	public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
		LineSplitter.split(timeNanos, bytes, offset, length, flags, line);
	}

	@Override
	public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
		chunks[flags & LineFlags.STDERR].chunk(timeNanos, bytes, offset, length, flags);
	}

	@Override
	public void timestamped(byte[] bytes, int offset, int length, int flags) throws IOException {
		stamped[flags & LineFlags.STDERR].chunk(NO_TIME, bytes, offset, length, flags);
	}

	@Override
	public void mark(String text) throws IOException {
		told = true;
		stream.mark(now(), text);
	}

	/** The mark that was not written because no new line came; may be null. */
	public String pendingMark() {
		return mark;
	}

	/**
	 * Writes unfinished lines and flushes.
	 *
	 * @param broken whether the connection was lost: a half line with a time is left out then, because it will come again whole
	 */
	public void finish(boolean broken) throws IOException {
		for (var splitter : chunks) {
			splitter.finish(!broken);
		}
		for (var splitter : stamped) {
			if (!broken) {
				splitter.finish(true);
			}
		}
		stream.flush();
	}

	private void stampedLine(long none, byte[] bytes, int offset, int length, int flags) throws IOException {
		int output = flags & LineFlags.STDERR;
		boolean goesOn = continued[output];
		continued[output] = (flags & LineFlags.CONTINUES) != 0;
		if (goesOn) {
			line(lastTime[output], bytes, offset, length, flags);
		} else if (timestamps.parse(bytes, offset, length)) {
			lastTime[output] = timestamps.nanos();
			line(lastTime[output], bytes, offset + timestamps.length(), length - timestamps.length(), flags);
		} else {
			line(NO_TIME, bytes, offset, length, flags);
		}
	}

	private void line(long time, byte[] bytes, int offset, int length, int flags) throws IOException {
		if (!connected) {
			connected();
		}
		boolean timed = time != NO_TIME;
		if (!overlap.isDone()) {
			switch (overlap.judge(time, timed, bytes, offset, length, flags)) {
			case KNOWN -> {
				if (timed && overlap.matchedLine() >= 0) {
					stream.setTime(overlap.matchedLine(), time);
				}
				return;
			}
			case NEW_AFTER_GAP -> {
				if (!told) {
					stream.mark(timed ? time : now(), gap);
				}
			}
			case NEW -> {
				// appended below
			}
			}
		}
		if (mark != null) {
			stream.mark(timed ? time : now(), mark);
			mark = null;
		}
		int kept = flags & (LineFlags.STDERR | LineFlags.CONTINUES) | (timed ? 0 : LineFlags.TIME_GUESSED);
		stream.appendLine(timed ? time : now(), bytes, offset, length, kept);
	}

	private long now() {
		return LogStream.nanos(clock.instant());
	}
}
