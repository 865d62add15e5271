package org.fleetdesk.ui.logviewer;

import java.util.Arrays;

import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineMatcher;
import org.fleetdesk.logs.LogText;
import org.fleetdesk.logs.MatchTimeoutException;

/** A line as it is drawn: its visible text, which cell each character stands in, its colours and the places that match a search. */
final class DisplayLine {

	/** Cells between tab stops. */
	static final int TAB = 8;

	private static final int MATCHES = 1000;

	private final String text;
	private final int[] cells;
	private final int[] runs;
	private final int flags;
	private final long time;
	private final int source;
	private volatile Matches matches = new Matches(null, new int[0]);
	private volatile Wrapped wrapped = new Wrapped(0, new int[1]);

	/** Pairs of start and end. */
	private record Matches(LineMatcher matcher, int[] places) {
	}

	/** @param starts the cells in which the rows begin */
	private record Wrapped(int columns, int[] starts) {
	}

	DisplayLine(LineBlock block, int i) {
		var seen = LogText.of(block.bytes(), block.start(i), block.length(i));
		text = seen.text();
		cells = cells(text);
		runs = seen.runs();
		flags = block.flags(i);
		time = block.time(i);
		source = block.source(i);
	}

	/** The cell of each character and of the end; null when each character has one cell. */
	private static int[] cells(String text) {
		if (text.chars().allMatch(c -> c >= ' ' && c < 0x300)) {
			return null;
		}
		var cells = new int[text.length() + 1];
		int cell = 0;
		for (int i = 0; i < text.length();) {
			int c = text.codePointAt(i);
			int width = c == '\t' ? TAB - cell % TAB : CellWidth.of(c);
			// What is drawn onto the character before stands in the cell of that one.
			Arrays.fill(cells, i, i + Character.charCount(c), width == 0 && i > 0 ? cells[i - 1] : cell);
			cell += width;
			i += Character.charCount(c);
		}
		cells[text.length()] = cell;
		return cells;
	}

	String text() {
		return text;
	}

	/** Pairs of start and style ({@link LogText}). */
	int[] runs() {
		return runs;
	}

	long time() {
		return time;
	}

	int source() {
		return source;
	}

	boolean is(int flag) {
		return (flags & flag) != 0;
	}

	boolean isMark() {
		return is(LineFlags.MARK);
	}

	/** Cells of the whole line. */
	int width() {
		return cells == null ? text.length() : cells[text.length()];
	}

	/** The cell in which a character begins. */
	int cell(int index) {
		int i = Math.clamp(index, 0, text.length());
		return cells == null ? i : cells[i];
	}

	/** The character at a cell: the last one that begins there or before, or the end of the line. */
	int index(int cell) {
		if (cell >= width()) {
			return text.length();
		}
		if (cells == null) {
			return Math.max(0, cell);
		}
		int at = Arrays.binarySearch(cells, Math.max(0, cell));
		at = at >= 0 ? at : -at - 2;
		while (at > 0 && cells[at - 1] == cells[at]) {
			at--;
		}
		return Math.max(0, at);
	}

	/** Whether a character stands in its cell alone. */
	boolean isSingle(int index) {
		return cells == null || cells[index + 1] != cells[index];
	}

	/** The index of the next character; whole clusters only. */
	int next(int index) {
		int at = index;
		do {
			at++;
		} while (at < text.length() && cells != null && cells[at] == cells[at - 1]);
		return Math.min(at, text.length());
	}

	/** The index of the character before. */
	int previous(int index) {
		int at = index;
		do {
			at--;
		} while (at > 0 && cells != null && cells[at] == cells[at - 1]);
		return Math.max(at, 0);
	}

	/** How many rows of the screen it takes when wrapped. */
	int rows(int columns) {
		return isMark() || width() <= columns ? 1 : starts(columns).length;
	}

	/** The cell in which a row of the wrapped line begins. */
	int rowStart(int row, int columns) {
		return row == 0 ? 0 : starts(columns)[row];
	}

	/** One more than the last cell of a row of the wrapped line. */
	int rowEnd(int row, int columns) {
		return row + 1 < rows(columns) ? starts(columns)[row + 1] : width();
	}

	/** The row of the wrapped line in which a cell is. */
	int rowOf(int cell, int columns) {
		if (rows(columns) == 1) {
			return 0;
		}
		int at = Arrays.binarySearch(starts(columns), cell);
		return Math.max(0, at >= 0 ? at : -at - 2);
	}

	private int[] starts(int columns) {
		var known = wrapped;
		if (known.columns != columns) {
			known = new Wrapped(columns, wrap(Math.max(1, columns)));
			wrapped = known;
		}
		return known.starts;
	}

	/** Breaks behind the last blank that fits, which may hang over the edge, or within a word that is longer than a row. */
	private int[] wrap(int columns) {
		var starts = new int[8];
		int count = 1;
		for (int from = 0; width() - from > columns;) {
			int over = index(from + columns);
			int blank = text.lastIndexOf(' ', over);
			int next = blank > index(from) ? cell(next(blank)) : cell(over);
			from = next > from ? next : cell(next(over));
			if (from >= width()) {
				break;
			}
			if (count == starts.length) {
				starts = Arrays.copyOf(starts, 2 * count);
			}
			starts[count++] = from;
		}
		return Arrays.copyOf(starts, count);
	}

	/** Whether {@link #places} belongs to a search. */
	boolean isMatched(LineMatcher matcher) {
		return matches.matcher == matcher;
	}

	/** Pairs of start and end of what the search found here. */
	int[] places() {
		return matches.places;
	}

	/** Looks for matches; on the reader's thread. */
	void match(LineMatcher matcher) {
		var places = new int[0];
		int count = 0;
		try {
			for (long m = matcher == null ? -1 : matcher.find(text, 0); m >= 0 && count < 2 * MATCHES; m = matcher.find(text, LineMatcher.end(m))) {
				if (count == places.length) {
					places = Arrays.copyOf(places, Math.max(4, count * 2));
				}
				places[count++] = LineMatcher.start(m);
				places[count++] = LineMatcher.end(m);
			}
		} catch (MatchTimeoutException _) {
			// an expression that takes too long marks nothing; the search itself says so
		}
		matches = new Matches(matcher, Arrays.copyOf(places, count));
	}
}
