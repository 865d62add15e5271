package org.fleetdesk.logs;

import java.io.IOException;

/** Takes what a {@link LogSource} sends. For one thread at a time. */
public interface LogSink {

	/** The source does not know the time of these lines; the time of arrival is taken. */
	long NO_TIME = LogPosition.NO_TIME;

	/** The source is connected: before the first line, and even if none comes. Ends the state "reconnecting". */
	void connected();

	/**
	 * Takes whole lines; what follows the last line end is a line too.
	 *
	 * @param timeNanos nanoseconds since 1970, for all lines, or {@link #NO_TIME}
	 * @param flags 0 or {@link LineFlags#STDERR}
	 * @throws IOException when the log cannot be written; leave {@link LogSource#stream} with it
	 */
	void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException;

	/** Takes a piece of the output, cut anywhere; the rest of a line is held until it comes or the stream ends. */
	void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException;

	/**
	 * Takes a piece of the output, cut anywhere, in which each line begins with an RFC 3339 time with nanoseconds and a space
	 * (Docker's {@code timestamps=1}). A line without one is taken as it is.
	 */
	void timestamped(byte[] bytes, int offset, int length, int flags) throws IOException;

	/**
	 * Says something about the log at this place, for example "The container was started again". Before the first line it also stands for the mark that lines may be missing,
	 * which is not written then.
	 */
	void mark(String text) throws IOException;
}
