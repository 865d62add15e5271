package org.fleetdesk.logs;

/** What is known of a line beside its text and time: bits of an {@code int} of which the low 16 are stored. */
public final class LineFlags {

	/** The line came from the standard error output. */
	public static final int STDERR = 1;
	/** The line is not of the source: the console says something here, for example that lines may be missing. */
	public static final int MARK = 1 << 1;
	/** The line was longer than {@link LineSplitter#MAX_LINE}; the next line (of the same output) goes on with it. */
	public static final int CONTINUES = 1 << 2;
	/** The time is not the source's own: it is the time of arrival, or the time of the line before when the index was rebuilt. */
	public static final int TIME_GUESSED = 1 << 3;
	/** Who wrote the line says that it is a warning. */
	public static final int WARNING = 1 << 4;
	/** Who wrote the line says that something failed. */
	public static final int ERROR = 1 << 5;
	/** Never stored: the line was removed by the retention limit, or its file cannot be read. Its text is empty. */
	public static final int GONE = 1 << 16;

	private LineFlags() {
	}
}
