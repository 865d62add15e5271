package org.fleetdesk.ui.logviewer;

import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.ScrollBar;
import org.fleetdesk.logs.LineMatcher;
import org.fleetdesk.logs.LogLines;

/** Draws the visible rows of a log. Rows that are not read yet are blank and are drawn when they have come: painting waits for nothing. */
final class LogCanvas extends Canvas {

	/** Scroll bars count in int; longer logs are scaled down to this. */
	private static final int BAR_MAX = 1 << 20;
	private static final int MARGIN = 5;

	/** A place in the log. */
	record Place(long row, int index) {
	}

	private final Viewport viewport = new Viewport(this::height);
	private final Gutter gutter = new Gutter(ZoneId.systemDefault());
	private final AtomicBoolean refreshing = new AtomicBoolean();
	private final Runnable changed;
	private final LogFonts fonts;
	private LogColors colors;
	private LineCache cache;
	private LineMatcher matcher;
	private TextRange selection = TextRange.at(-1, 0);
	private String empty = Messages.noLog;
	private int widest;

	/** @param changed called on the UI thread after the rows, the selection or following changed */
	LogCanvas(Composite parent, Runnable changed) {
		super(parent, SWT.V_SCROLL | SWT.H_SCROLL | SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND);
		this.changed = changed;
		setBackground(getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
		setForeground(getDisplay().getSystemColor(SWT.COLOR_LIST_FOREGROUND));
		setCursor(getDisplay().getSystemCursor(SWT.CURSOR_IBEAM));
		fonts = new LogFonts(this);
		colors = new LogColors(this);
		addPaintListener(e -> paint(e.gc));
		addListener(SWT.Resize, _ -> measure());
		addListener(SWT.FocusIn, _ -> redraw());
		addListener(SWT.FocusOut, _ -> redraw());
		addListener(SWT.Settings, _ -> redraw());
		addListener(SWT.Dispose, _ -> {
			close();
			fonts.dispose();
		});
		getVerticalBar().addListener(SWT.Selection, this::scrolled);
		getHorizontalBar().addListener(SWT.Selection, _ -> {
			viewport.left(getHorizontalBar().getSelection());
			redraw();
		});
	}

	private void close() {
		if (cache != null) {
			cache.close();
			cache = null;
		}
	}

	/** @param owner whether the lines are closed when others take their place; null lines for none */
	void lines(LogLines lines, boolean owner, String emptyText) {
		close();
		empty = emptyText;
		selection = TextRange.at(-1, 0);
		widest = 0;
		gutter.sources(lines == null ? List.of() : lines.sources());
		cache = lines == null ? null : new LineCache(lines, owner, this::refreshLater);
		viewport.rows(0, 0);
		measure();
	}

	/** Any thread: takes what the cache has now, soon and once. */
	private void refreshLater() {
		if (refreshing.compareAndSet(false, true)) {
			// A disposed display refuses; there is nothing to draw then.
			try {
				getDisplay().asyncExec(this::refresh);
			} catch (SWTException _) {
				refreshing.set(false);
			}
		}
	}

	private void refresh() {
		refreshing.set(false);
		if (!isDisposed() && cache != null) {
			viewport.rows(cache.first(), cache.end());
			bars();
			redraw();
			changed.run();
		}
	}

	/** The font of the text; not the control's font, which a theme may set to a proportional one. Null for the platform's fixed-width font. */
	Viewport viewport() {
		return viewport;
	}

	/** What is shown, for work on its thread; null when no log is. */
	LineCache cache() {
		return cache;
	}

	TextRange selection() {
		return selection;
	}

	/** The line of a row, or null while it is not read. */
	DisplayLine line(long row) {
		return cache == null ? null : cache.get(row);
	}

	private int height(long row) {
		var line = line(row);
		return line == null ? 1 : line.rows(viewport.columns());
	}

	boolean times() {
		return gutter.times();
	}

	void times(boolean on) {
		gutter.times(on);
		measure();
	}

	void wrap(boolean on) {
		viewport.wrap(on);
		getHorizontalBar().setVisible(!on);
		measure();
	}

	void follow(boolean on) {
		viewport.follow(on);
		show();
	}

	/** What to highlight; null for nothing. */
	void matcher(LineMatcher now) {
		matcher = now;
		redraw();
	}

	LineMatcher matcher() {
		return matcher;
	}

	/** Selects and tells. */
	void select(TextRange now) {
		selection = now;
		show();
	}

	/** Brings bars and picture up to date after the view port moved. */
	void show() {
		bars();
		redraw();
		changed.run();
	}

	private int textX() {
		return MARGIN + fonts.x(gutter.cells());
	}

	private void measure() {
		Rectangle area = getClientArea();
		viewport.size(area.height / fonts.line(), (int) ((area.width - textX() - MARGIN) / fonts.cell()));
		show();
	}

	private void scrolled(Event event) {
		var bar = getVerticalBar();
		switch (event.detail) {
		case SWT.ARROW_UP -> viewport.scrollBy(-1);
		case SWT.ARROW_DOWN -> viewport.scrollBy(1);
		case SWT.PAGE_UP -> viewport.scrollBy(-viewport.page());
		case SWT.PAGE_DOWN -> viewport.scrollBy(viewport.page());
		default -> {
			if (bar.getSelection() >= bar.getMaximum() - bar.getThumb()) {
				viewport.follow(true);
			} else {
				viewport.scrollTo(viewport.first() + Math.round(bar.getSelection() * scale()));
			}
		}
		}
		if (event.detail == SWT.DRAG || event.detail == SWT.NONE) {
			redraw();
			changed.run();
		} else {
			show();
		}
	}

	private double scale() {
		return Math.max(1, (viewport.end() - viewport.first()) / (double) BAR_MAX);
	}

	private void bars() {
		double scale = scale();
		int rows = (int) Math.max(1, Math.round((viewport.end() - viewport.first()) / scale));
		int thumb = (int) Math.clamp(Math.round(viewport.page() / scale), 1, rows);
		int at = viewport.isAtEnd() ? rows - thumb : (int) Math.min(rows - thumb, Math.round((viewport.top() - viewport.first()) / scale));
		values(getVerticalBar(), at, rows, thumb, Math.max(1, thumb - 1));
		int cells = Math.max(widest + 1, viewport.columns());
		values(getHorizontalBar(), viewport.left(), cells, Math.min(cells, viewport.columns()), viewport.columns());
	}

	private static void values(ScrollBar bar, int selection, int maximum, int thumb, int page) {
		if (bar.getSelection() != selection || bar.getMaximum() != maximum || bar.getThumb() != thumb) {
			bar.setValues(selection, 0, maximum, thumb, 1, Math.max(1, page));
		}
		bar.setEnabled(thumb < maximum);
	}

	private void paint(GC gc) {
		if (!colors.fits(this)) {
			colors = new LogColors(this);
		}
		Rectangle area = getClientArea();
		gc.setBackground(colors.background());
		gc.fillRectangle(area);
		if (cache == null || viewport.end() == viewport.first()) {
			if (cache == null || cache.isRead()) {
				paintEmpty(gc, area);
			}
			return;
		}
		viewport.settle();
		var painter = new LinePainter(gc, fonts, colors, isFocusControl());
		int wide = widest;
		boolean moved = false;
		int y = 0;
		long row = viewport.top();
		for (int skip = viewport.sub(); y < area.height && row < viewport.end(); row++, skip = 0) {
			var line = cache.get(row);
			if (line == null) {
				y += fonts.line();
				continue;
			}
			wide = Math.max(wide, line.width());
			moved |= gutter.sees(line);
			y = paintLine(gc, painter, row, line, skip, y, area);
		}
		int around = viewport.page();
		cache.want(Math.max(0, viewport.top() - around), row + around, viewport.follow() ? around + 1 : 0, matcher);
		if (moved || wide > widest) {
			widest = wide;
			getDisplay().asyncExec(() -> {
				if (!isDisposed()) {
					measure();
				}
			});
		}
	}

	private int paintLine(GC gc, LinePainter painter, long row, DisplayLine line, int skip, int top, Rectangle area) {
		int y = top;
		int from = selection.start(row);
		int to = selection.end(row, line.text().length());
		int rows = viewport.wrap() ? line.rows(viewport.columns()) : 1;
		int x = textX();
		for (int i = skip; i < rows && y < area.height; i++, y += fonts.line()) {
			if (row == selection.caretRow() && isFocusControl() && !line.isMark()) {
				gc.setBackground(colors.caretBand());
				gc.fillRectangle(0, y, area.width, fonts.line());
			}
			if (line.isMark()) {
				painter.drawMark(line, x, y, area.width, to > from || selection.takesLineEnd(row));
			} else {
				int left = viewport.wrap() ? line.rowStart(i, viewport.columns()) : viewport.left();
				int right = viewport.wrap() ? line.rowEnd(i, viewport.columns()) : left + viewport.columns() + 2;
				gc.setClipping(x, y, area.width - x, fonts.line());
				painter.draw(line, left, right, x, y, from, to);
				paintEnds(gc, row, line, left, i == rows - 1 ? Integer.MAX_VALUE : right, x, y);
				gc.setClipping((Rectangle) null);
			}
			if (i == 0) {
				gutter.draw(painter, fonts, colors, line, MARGIN, y);
			}
		}
		return y;
	}

	/** The selected line end, and the caret. @param right one more than the last cell, without a limit when the line ends here */
	private void paintEnds(GC gc, long row, DisplayLine line, int left, int right, int x, int y) {
		if (right == Integer.MAX_VALUE && selection.takesLineEnd(row)) {
			gc.setBackground(colors.selection(isFocusControl()));
			gc.fillRectangle(x + fonts.x(line.width() - left), y, fonts.x(1), fonts.line());
		}
		int caret = line.cell(selection.caretIndex());
		if (row == selection.caretRow() && isFocusControl() && caret >= left && caret < right) {
			gc.setBackground(colors.foreground());
			gc.fillRectangle(x + fonts.x(caret - left), y, 1, fonts.line());
		}
	}

	private void paintEmpty(GC gc, Rectangle area) {
		gc.setFont(getParent().getFont());
		gc.setForeground(colors.dim());
		var text = cache == null || cache.problem().isEmpty() ? empty : cache.problem();
		Point size = gc.textExtent(text);
		gc.drawText(text, Math.max(MARGIN, (area.width - size.x) / 2), Math.max(MARGIN, (area.height - size.y) / 3), true);
	}

	void empty(String text) {
		empty = text;
		redraw();
	}

	/** The place at a point, the nearest one where there is no text; null when there are no rows. */
	Place placeAt(int x, int y) {
		if (cache == null || viewport.end() == viewport.first()) {
			return null;
		}
		int bottom = 0;
		long row = viewport.top();
		for (int skip = viewport.sub(); row < viewport.end(); row++, skip = 0) {
			var line = cache.get(row);
			int rows = (viewport.wrap() && line != null ? line.rows(viewport.columns()) : 1) - skip;
			if (y < bottom + rows * fonts.line()) {
				int within = skip + Math.max(0, y - bottom) / fonts.line();
				int cell = (int) Math.round((x - textX()) / fonts.cell());
				cell = viewport.wrap() && line != null ? wrapped(line, within, cell) : viewport.left() + Math.max(0, cell);
				return new Place(row, line == null ? 0 : line.index(cell));
			}
			bottom += rows * fonts.line();
		}
		var last = cache.get(row - 1);
		return new Place(row - 1, last == null ? 0 : last.text().length());
	}

	/** The cell of the line that is nearest to a cell of one of its rows. */
	private int wrapped(DisplayLine line, int within, int cell) {
		int row = Math.min(within, line.rows(viewport.columns()) - 1);
		int start = line.rowStart(row, viewport.columns());
		int last = line.rowEnd(row, viewport.columns()) - (row + 1 < line.rows(viewport.columns()) ? 1 : 0);
		return Math.clamp((long) start + cell, start, Math.max(start, last));
	}

	/** Brings a character of a row into view. */
	void reveal(long row, int index) {
		var line = line(row);
		int cell = line == null ? 0 : line.cell(index);
		viewport.reveal(row, cell, line == null ? 0 : line.rowOf(cell, viewport.columns()));
	}

	/** Whether a point is left of the text. */
	boolean isGutter(int x) {
		return x < textX();
	}

	/** The full time when the point is on a time; else null. */
	String tooltipAt(int x, int y) {
		var place = x < MARGIN + fonts.x(gutter.timeCells()) ? placeAt(x, y) : null;
		var line = place == null ? null : line(place.row());
		return line == null ? null : gutter.fullTime(line);
	}

	/** Where a place is drawn, whether visible or not. */
	Rectangle boundsOf(Place place) {
		var line = line(place.row());
		int cell = line == null ? 0 : line.cell(place.index());
		return new Rectangle(textX() + fonts.x(cell - viewport.left()), (int) Math.clamp((place.row() - viewport.top()) * fonts.line(), -1_000, 100_000), fonts.x(1), fonts.line());
	}
}
