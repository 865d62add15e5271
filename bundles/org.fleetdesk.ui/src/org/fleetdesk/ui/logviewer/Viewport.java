package org.fleetdesk.ui.logviewer;

import java.util.function.LongToIntFunction;

/** Which part of the rows is visible. A row is one line of the log; wrapped, it takes several screen rows. No widget is touched here. */
final class Viewport {

	private final LongToIntFunction heights;
	private long first;
	private long end;
	private int page = 1;
	private int columns = 80;
	private boolean wrap;
	private boolean follow = true;
	private long top;
	private int sub;
	private int left;

	/** @param heights how many screen rows a row takes when wrapped; 1 while it is not known */
	Viewport(LongToIntFunction heights) {
		this.heights = heights;
	}

	long top() {
		return top;
	}

	/** Screen rows of the top row that are above the visible part. */
	int sub() {
		return sub;
	}

	/** Cells that are left of the visible part. */
	int left() {
		return left;
	}

	long first() {
		return first;
	}

	long end() {
		return end;
	}

	int page() {
		return page;
	}

	int columns() {
		return columns;
	}

	boolean wrap() {
		return wrap;
	}

	boolean follow() {
		return follow;
	}

	/** Takes the rows that there are now. */
	void rows(long oldest, long newest) {
		first = oldest;
		end = newest;
		settle();
	}

	/** Takes the size of the visible part in whole screen rows and cells. */
	void size(int screenRows, int cells) {
		page = Math.max(1, screenRows);
		columns = Math.max(1, cells);
		settle();
	}

	void wrap(boolean on) {
		wrap = on;
		sub = 0;
		left = 0;
		settle();
	}

	void follow(boolean on) {
		follow = on;
		settle();
	}

	void left(int cells) {
		left = wrap ? 0 : Math.max(0, cells);
	}

	/** Keeps the place valid, and at the end when following. */
	void settle() {
		if (follow) {
			placeAtEnd();
			return;
		}
		top = Math.clamp(top, first, Math.max(first, end - 1));
		sub = wrap ? Math.min(sub, height(top) - 1) : 0;
		long wasTop = top;
		int wasSub = sub;
		placeAtEnd();
		if (wasTop < top || wasTop == top && wasSub < sub) {
			top = wasTop;
			sub = wasSub;
		}
	}

	/** Whether the last row is visible. */
	boolean isAtEnd() {
		long wasTop = top;
		int wasSub = sub;
		placeAtEnd();
		boolean at = wasTop > top || wasTop == top && wasSub >= sub;
		top = wasTop;
		sub = wasSub;
		return at;
	}

	private void placeAtEnd() {
		if (!wrap) {
			top = Math.max(first, end - page);
			sub = 0;
			return;
		}
		int left = page;
		long row = end;
		int skip = 0;
		while (row > first && left > 0) {
			row--;
			int height = height(row);
			skip = Math.max(0, height - left);
			left -= height;
		}
		top = row;
		sub = skip;
	}

	/** Moves by screen rows; up pauses following, reaching the end resumes it. */
	void scrollBy(long screenRows) {
		if (screenRows < 0) {
			follow = false;
		}
		if (wrap) {
			walk(screenRows);
		} else {
			top += screenRows;
		}
		settle();
		if (screenRows > 0 && !follow && isAtEnd()) {
			follow = true;
		}
	}

	private void walk(long screenRows) {
		long left = screenRows;
		while (left > 0 && top < end) {
			int rest = height(top) - sub;
			if (left < rest) {
				sub += (int) left;
				return;
			}
			left -= rest;
			top++;
			sub = 0;
		}
		while (left < 0) {
			if (-left <= sub) {
				sub += (int) left;
				return;
			}
			left += sub + 1;
			if (top <= first) {
				sub = 0;
				return;
			}
			top--;
			sub = height(top) - 1;
		}
	}

	/** Puts a row at the top, as far as there are rows to fill the rest. Pauses following. */
	void scrollTo(long row) {
		follow = false;
		top = row;
		sub = 0;
		settle();
	}

	/**
	 * Makes a cell of a row visible with as little movement as possible; far away rows come to the middle. Pauses following if it must scroll up.
	 *
	 * @param wrapped in which of the screen rows the cell is that the row takes when wrapped
	 */
	void reveal(long row, int cell, int wrapped) {
		int within = wrap ? Math.min(wrapped, height(row) - 1) : 0;
		if (row < top || row == top && within < sub) {
			follow = false;
			if (top - row > page) {
				scrollTo(row);
				walkUp(page / 2);
			} else {
				top = row;
				sub = within;
			}
		} else if (row - top > 2L * page) {
			scrollTo(row);
			walkUp(page / 2);
		} else {
			long down = distance(row, within) - page + 1;
			if (down > 0) {
				walk(wrap ? down : 0);
				top += wrap ? 0 : down;
			}
		}
		settle();
		if (!wrap && cell < left) {
			left = Math.max(0, cell - columns / 4);
		} else if (!wrap && cell >= left + columns) {
			left = cell - columns + Math.max(1, columns / 4);
		}
	}

	private void walkUp(int screenRows) {
		if (wrap) {
			walk(-screenRows);
		} else {
			top = Math.max(first, top - screenRows);
		}
	}

	/** Screen rows from the top of the visible part to a screen row of a row below. */
	private long distance(long row, int within) {
		if (!wrap) {
			return row - top;
		}
		long sum = within - sub;
		for (long r = top; r < row; r++) {
			sum += height(r);
		}
		return sum;
	}

	private int height(long row) {
		return wrap && row >= first && row < end ? Math.max(1, heights.applyAsInt(row)) : 1;
	}
}
