package org.fleetdesk.ui.logviewer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;

/** Mouse and keyboard of the canvas: scrolling, the caret and the selection. */
final class CanvasInput {

	private static final int DRAG_MILLIS = 40;

	private final LogCanvas canvas;
	private final Runnable copy;
	private boolean dragging;
	private int dragX;
	private int dragY;

	/** @param copy puts the selection on the clipboard */
	CanvasInput(LogCanvas canvas, Runnable copy) {
		this.canvas = canvas;
		this.copy = copy;
		canvas.addListener(SWT.MouseVerticalWheel, this::wheel);
		canvas.addListener(SWT.MouseHorizontalWheel, this::wheelAside);
		canvas.addListener(SWT.MouseDown, this::down);
		canvas.addListener(SWT.MouseMove, this::move);
		canvas.addListener(SWT.MouseUp, _ -> dragging = false);
		canvas.addListener(SWT.MouseHover, e -> canvas.setToolTipText(canvas.tooltipAt(e.x, e.y)));
		canvas.addListener(SWT.MouseExit, _ -> canvas.setToolTipText(null));
		canvas.addListener(SWT.KeyDown, this::key);
		canvas.addListener(SWT.Traverse, this::traverse);
	}

	private void wheel(Event e) {
		e.doit = false;
		if ((e.stateMask & SWT.SHIFT) != 0) {
			aside(-e.count * 4);
		} else {
			canvas.viewport().scrollBy(-e.count);
			canvas.show();
		}
	}

	private void wheelAside(Event e) {
		e.doit = false;
		aside(-e.count * 4);
	}

	private void aside(int cells) {
		var bar = canvas.getHorizontalBar();
		int most = Math.max(0, bar.getMaximum() - bar.getThumb());
		canvas.viewport().left(Math.clamp(canvas.viewport().left() + cells, 0, most));
		canvas.show();
	}

	private void down(Event e) {
		canvas.setFocus();
		var place = canvas.placeAt(e.x, e.y);
		if (place == null || e.button != 1) {
			return;
		}
		if (e.count == 3 || canvas.isGutter(e.x)) {
			selectLine(place.row());
		} else if (e.count == 2) {
			selectWord(place);
		} else {
			canvas.select(canvas.selection().moved(place.row(), place.index(), (e.stateMask & SWT.SHIFT) != 0 && canvas.selection().anchorRow() >= 0));
			dragging = true;
		}
	}

	private void selectLine(long row) {
		var line = canvas.line(row);
		canvas.select(new TextRange(row, 0, row, line == null ? 0 : line.text().length()));
	}

	private void selectWord(LogCanvas.Place place) {
		var line = canvas.line(place.row());
		if (line == null) {
			return;
		}
		var text = line.text();
		int from = Math.min(place.index(), Math.max(0, text.length() - 1));
		int to = from;
		while (from > 0 && isWord(text.charAt(from - 1))) {
			from--;
		}
		while (to < text.length() && isWord(text.charAt(to))) {
			to++;
		}
		canvas.select(new TextRange(place.row(), from, place.row(), Math.max(to, Math.min(from + 1, text.length()))));
	}

	/** Parts of names, addresses and paths, so that a double click takes them whole. */
	private static boolean isWord(char c) {
		return Character.isLetterOrDigit(c) || "_-./:@%+~".indexOf(c) >= 0 || Character.isSurrogate(c);
	}

	private void move(Event e) {
		if (canvas.getToolTipText() != null && canvas.tooltipAt(e.x, e.y) == null) {
			canvas.setToolTipText(null);
		}
		if (dragging) {
			dragX = e.x;
			dragY = e.y;
			drag();
		}
	}

	private void drag() {
		if (canvas.isDisposed() || !dragging) {
			return;
		}
		var area = canvas.getClientArea();
		int beyond = dragY < 0 ? dragY : Math.max(0, dragY - area.height);
		if (beyond != 0) {
			canvas.viewport().scrollBy(beyond / 16 + Integer.signum(beyond));
		}
		var place = canvas.placeAt(dragX, Math.clamp(dragY, 0, Math.max(0, area.height - 1)));
		if (place != null) {
			canvas.select(canvas.selection().moved(place.row(), place.index(), true));
		}
		if (beyond != 0) {
			canvas.getDisplay().timerExec(DRAG_MILLIS, this::drag);
		}
	}

	private void traverse(Event e) {
		switch (e.detail) {
		case SWT.TRAVERSE_TAB_NEXT, SWT.TRAVERSE_TAB_PREVIOUS -> e.doit = true;
		default -> {
			// the others are keys of the canvas or of the shell
		}
		}
	}

	private void key(Event e) {
		boolean extend = (e.stateMask & SWT.SHIFT) != 0;
		boolean control = (e.stateMask & SWT.MOD1) != 0;
		var viewport = canvas.viewport();
		switch (e.keyCode) {
		case SWT.ARROW_UP -> vertical(-1, extend, control);
		case SWT.ARROW_DOWN -> vertical(1, extend, control);
		case SWT.PAGE_UP -> page(-viewport.page(), extend);
		case SWT.PAGE_DOWN -> page(viewport.page(), extend);
		case SWT.ARROW_LEFT -> horizontal(-1, extend);
		case SWT.ARROW_RIGHT -> horizontal(1, extend);
		case SWT.HOME -> home(extend);
		case SWT.END -> end(extend);
		case 'a' -> {
			if (control) {
				selectAll();
			}
		}
		case 'c', SWT.INSERT -> {
			if (control) {
				copy.run();
			}
		}
		case SWT.ESC -> canvas.select(TextRange.at(-1, 0));
		default -> {
			// bound elsewhere
		}
		}
	}

	void selectAll() {
		var viewport = canvas.viewport();
		if (viewport.end() > viewport.first()) {
			canvas.select(new TextRange(viewport.first(), 0, viewport.end() - 1, Integer.MAX_VALUE));
		}
	}

	private void home(boolean extend) {
		var viewport = canvas.viewport();
		viewport.scrollTo(viewport.first());
		caret(viewport.first(), 0, extend);
	}

	private void end(boolean extend) {
		var viewport = canvas.viewport();
		if (extend && viewport.end() > viewport.first()) {
			canvas.select(canvas.selection().moved(viewport.end() - 1, Integer.MAX_VALUE, canvas.selection().anchorRow() >= 0));
		} else if (canvas.selection().caretRow() >= 0) {
			canvas.select(TextRange.at(-1, 0));
		}
		canvas.follow(true);
	}

	private void vertical(int by, boolean extend, boolean scroll) {
		if (scroll) {
			canvas.viewport().scrollBy(by);
			canvas.show();
		} else {
			caretBy(by, extend);
		}
	}

	private void page(int by, boolean extend) {
		var viewport = canvas.viewport();
		viewport.scrollBy(by);
		if (canvas.selection().caretRow() >= 0) {
			caretBy(by, extend);
		} else {
			canvas.show();
		}
	}

	private void caretBy(int rows, boolean extend) {
		var viewport = canvas.viewport();
		var now = canvas.selection();
		if (viewport.end() == viewport.first()) {
			return;
		}
		if (now.caretRow() < 0) {
			long row = viewport.follow() ? viewport.end() - 1 : viewport.top();
			viewport.follow(false);
			caret(row, 0, false);
			return;
		}
		if (rows < 0) {
			viewport.follow(false);
		}
		caret(Math.clamp(now.caretRow() + rows, viewport.first(), viewport.end() - 1), now.caretIndex(), extend);
	}

	private void horizontal(int by, boolean extend) {
		var now = canvas.selection();
		var line = now.caretRow() < 0 ? null : canvas.line(now.caretRow());
		if (line == null) {
			aside(by * 4);
			return;
		}
		int at = Math.min(now.caretIndex(), line.text().length());
		caret(now.caretRow(), by < 0 ? line.previous(at) : line.next(at), extend);
	}

	private void caret(long row, int index, boolean extend) {
		canvas.select(canvas.selection().moved(row, index, extend && canvas.selection().anchorRow() >= 0));
		canvas.reveal(row, index);
		canvas.show();
	}
}
