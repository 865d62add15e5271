package org.fleetdesk.ui.logviewer;

import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogText;

/**
 * Draws a part of a line's text. Cells are of one width as in a terminal: runs of simple characters are drawn at once, others one by one
 * in their cells, so that columns stay aligned whatever font a character comes from.
 */
final class LinePainter {

	private final GC gc;
	private final LogFonts fonts;
	private final LogColors colors;
	private final boolean focus;

	LinePainter(GC gc, LogFonts fonts, LogColors colors, boolean focus) {
		this.gc = gc;
		this.fonts = fonts;
		this.colors = colors;
		this.focus = focus;
	}

	/**
	 * Draws cells of a line.
	 *
	 * @param from the first cell, drawn at x
	 * @param to one more than the last cell
	 * @param selectedFrom first selected character
	 * @param selectedTo one more than the last selected character
	 */
	void draw(DisplayLine line, int from, int to, int x, int y, int selectedFrom, int selectedTo) {
		int stop = line.index(to);
		if (line.cell(stop) < to && stop < line.text().length()) {
			stop = line.next(stop);
		}
		var normal = line.is(LineFlags.STDERR | LineFlags.ERROR) ? colors.error() : line.is(LineFlags.WARNING) ? colors.markText() : colors.foreground();
		for (int at = line.index(from); at < stop;) {
			int style = style(line.runs(), at);
			boolean selected = at >= selectedFrom && at < selectedTo;
			boolean matched = inside(line.places(), at);
			int next = Math.min(stop, change(line, at, selectedFrom, selectedTo));
			var behind = selected ? colors.selection(focus) : matched ? colors.match() : colors.background(style);
			int left = x + fonts.x(line.cell(at) - from);
			if (behind != null) {
				gc.setBackground(behind);
				gc.fillRectangle(left, y, x + fonts.x(line.cell(next) - from) - left, fonts.line());
			}
			gc.setForeground(selected && focus ? colors.selectionText(true) : colors.text(style, normal));
			gc.setFont((style & LogText.BOLD) != 0 ? fonts.bold() : fonts.normal());
			text(line, at, next, x - fonts.x(from), y);
			at = next;
		}
	}

	private void text(DisplayLine line, int from, int to, int origin, int y) {
		var text = line.text();
		for (int at = from; at < to;) {
			int next = at;
			while (next < to && isSimple(text.charAt(next)) && line.isSingle(next)) {
				next++;
			}
			if (next == at) {
				next = line.next(at);
			}
			var piece = text.substring(at, next);
			if (!piece.isBlank()) {
				gc.drawString(piece, origin + fonts.x(line.cell(at)), y + 1, true);
			}
			at = next;
		}
	}

	private static boolean isSimple(char c) {
		return c >= ' ' && c < 0x7f;
	}

	/** Where the look of the text changes next. */
	private static int change(DisplayLine line, int at, int selectedFrom, int selectedTo) {
		int next = line.text().length();
		var runs = line.runs();
		for (int i = 0; i < runs.length; i += 2) {
			if (runs[i] > at) {
				next = Math.min(next, runs[i]);
				break;
			}
		}
		for (int place : line.places()) {
			if (place > at) {
				next = Math.min(next, place);
				break;
			}
		}
		if (selectedFrom > at) {
			next = Math.min(next, selectedFrom);
		}
		if (selectedTo > at) {
			next = Math.min(next, selectedTo);
		}
		return Math.max(next, at + 1);
	}

	private static int style(int[] runs, int at) {
		int style = 0;
		for (int i = 0; i < runs.length && runs[i] <= at; i += 2) {
			style = runs[i + 1];
		}
		return style;
	}

	private static boolean inside(int[] places, int at) {
		for (int i = 0; i < places.length && places[i] <= at; i += 2) {
			if (at < places[i + 1]) {
				return true;
			}
		}
		return false;
	}

	/** Draws a mark: its text on a band over the whole width, with a line to the right of it. */
	void drawMark(DisplayLine line, int x, int y, int width, boolean selected) {
		gc.setBackground(selected ? colors.selection(focus) : colors.markBand());
		gc.fillRectangle(0, y, width, fonts.line());
		Color color = selected && focus ? colors.selectionText(true) : colors.markText();
		gc.setForeground(color);
		gc.setFont(fonts.normal());
		gc.drawString(line.text(), x, y + 1, true);
		int end = x + fonts.x(line.width() + 1);
		int middle = y + fonts.line() / 2;
		if (end < width) {
			gc.drawLine(end, middle, width - fonts.x(1), middle);
		}
	}

	/** Draws a word beside the text. */
	void drawWord(String word, Color color, int x, int y) {
		gc.setForeground(color);
		gc.setFont(fonts.normal());
		gc.drawString(word, x, y + 1, true);
	}
}
