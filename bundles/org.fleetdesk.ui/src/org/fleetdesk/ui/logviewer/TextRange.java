package org.fleetdesk.ui.logviewer;

/**
 * What is selected: from an anchor, which stays, to the caret, which moves.
 *
 * @param anchorIndex character within the anchor's row
 * @param caretIndex character within the caret's row
 */
record TextRange(long anchorRow, int anchorIndex, long caretRow, int caretIndex) {

	static TextRange at(long row, int index) {
		return new TextRange(row, index, row, index);
	}

	boolean isEmpty() {
		return anchorRow == caretRow && anchorIndex == caretIndex;
	}

	private boolean forward() {
		return anchorRow < caretRow || anchorRow == caretRow && anchorIndex <= caretIndex;
	}

	long fromRow() {
		return Math.min(anchorRow, caretRow);
	}

	long toRow() {
		return Math.max(anchorRow, caretRow);
	}

	private int fromIndex() {
		return forward() ? anchorIndex : caretIndex;
	}

	private int toIndex() {
		return forward() ? caretIndex : anchorIndex;
	}

	/** The first selected character of a row. */
	int start(long row) {
		return row < fromRow() || row > toRow() ? 0 : row == fromRow() ? fromIndex() : 0;
	}

	/** One more than the last selected character of a row of that length. */
	int end(long row, int length) {
		return row < fromRow() || row > toRow() ? 0 : row == toRow() ? Math.min(toIndex(), length) : length;
	}

	/** Whether the line end of a row is selected. */
	boolean takesLineEnd(long row) {
		return row >= fromRow() && row < toRow();
	}

	/** The same anchor with another caret, or both there. */
	TextRange moved(long row, int index, boolean extend) {
		return extend ? new TextRange(anchorRow, anchorIndex, row, index) : at(row, index);
	}
}
