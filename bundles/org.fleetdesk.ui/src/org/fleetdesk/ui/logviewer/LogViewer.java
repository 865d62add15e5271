package org.fleetdesk.ui.logviewer;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.regex.PatternSyntaxException;
import java.util.stream.LongStream;

import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.fleetdesk.logs.FilteredLines;
import org.fleetdesk.logs.LineMatcher;
import org.fleetdesk.logs.LineSeverity;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogQuery;

/**
 * Shows a log of any length: follow, find, filter, times, wrapping, selection and copy. Reads nothing on the UI thread.
 * All methods are for the UI thread.
 */
public final class LogViewer extends Composite {

	private static final int RATE_MILLIS = 1000;

	private final LogToolBar tools;
	private final LogCanvas canvas;
	private final CanvasInput input;
	private final CanvasAccess access;
	private final LogFinder finder;
	private LogLines base;
	private FilteredLines filtered;
	private DoubleSupplier rate;
	private Consumer<LogLines> saver;
	private String status = "";
	private String findText = "";
	private String filterText = "";
	private LineSeverity severity = LineSeverity.UNKNOWN;
	/** The row of the unfiltered log that comes to the top when the filter has got that far; -1 for none. */
	private long anchor = -1;

	public LogViewer(Composite parent, int style) {
		super(parent, style);
		var layout = new GridLayout();
		layout.marginWidth = 0;
		layout.marginHeight = 0;
		layout.verticalSpacing = 0;
		setLayout(layout);
		tools = new LogToolBar(this, new ToolActions());
		tools.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false));
		canvas = new LogCanvas(this, this::changed);
		canvas.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
		input = new CanvasInput(canvas, this::copy);
		access = new CanvasAccess(canvas);
		finder = new LogFinder(getDisplay(), this::counted);
		canvas.addListener(SWT.KeyDown, this::key);
		menu();
		tools.saveEnabled(false);
		changed();
		addListener(SWT.Dispose, _ -> closeLines());
		getDisplay().timerExec(RATE_MILLIS, this::tick);
	}

	/**
	 * Shows a log from its end on, following it.
	 *
	 * @param lines closed by this viewer when another log takes its place or the viewer is disposed; null for none
	 * @param name what the log is of, for screen readers
	 * @param bytesPerSecond shown at the right, asked once a second; null for none
	 */
	public void setLog(LogLines lines, String name, DoubleSupplier bytesPerSecond) {
		closeLines();
		base = lines;
		rate = bytesPerSecond;
		access.name(NLS.bind(Messages.logOf, name));
		tools.saveEnabled(base != null && saver != null);
		canvas.viewport().follow(true);
		apply();
		showStatus();
	}

	private void closeLines() {
		anchor = -1;
		finder.close();
		canvas.matcher(null);
		canvas.lines(null, false, Messages.noLog);
		if (filtered != null) {
			filtered.close();
			filtered = null;
		}
		if (base != null) {
			// It may have to wait for a read.
			Thread.startVirtualThread(base::close);
			base = null;
		}
	}

	/** Shows the row of tools above the log, or hides it where there is little room; finding brings it back. */
	public void setToolsShown(boolean shown) {
		((GridData) tools.getLayoutData()).exclude = !shown;
		tools.setVisible(shown);
		layout();
	}

	/** What "Save" does with the shown rows, which stay open as long as this log is shown; the button is grey without it. */
	public void setSaver(Consumer<LogLines> action) {
		saver = action;
		tools.saveEnabled(base != null && saver != null);
	}

	/** Shows a short text at the right, for example "reconnecting since 21:04:11". Empty for none. */
	public void setStatus(String text) {
		status = text;
		showStatus();
	}

	/** Whether the view stays at the end while lines come. */
	public boolean isFollowing() {
		return canvas.viewport().follow();
	}

	/** Goes to the end and stays there, or stays here. */
	public void setFollowing(boolean on) {
		canvas.follow(on);
	}

	/** Whether the time of each line is shown. */
	public boolean isShowingTimes() {
		return canvas.times();
	}

	public void setShowingTimes(boolean on) {
		canvas.times(on);
		changed();
	}

	/** Whether long lines are broken at the right edge. */
	public boolean isWrapping() {
		return canvas.viewport().wrap();
	}

	public void setWrapping(boolean on) {
		canvas.wrap(on);
		changed();
	}

	/** Shows only lines with a text; {@code /…/} is a regular expression; empty for all. */
	public void setFilter(String typed) {
		if (!typed.equals(filterText)) {
			filterText = typed;
			tools.filterText(typed);
			apply();
		}
	}

	/** Shows only lines of this severity and of higher ones. */
	public void setSeverity(LineSeverity atLeast) {
		if (atLeast != severity) {
			severity = atLeast;
			tools.severity(atLeast);
			apply();
		}
	}

	/** Highlights a text and goes to the first match from here on; {@code /…/} is a regular expression; empty for nothing. */
	public void find(String typed) {
		findText = typed;
		tools.findText(typed);
		look();
		if (canvas.matcher() != null) {
			var now = canvas.selection();
			boolean here = now.caretRow() >= 0;
			finder.next(here ? now.fromRow() : canvas.viewport().top(), here ? now.start(now.fromRow()) : 0, true, this::reveal);
		}
	}

	/** Goes to the next or previous match. */
	public void findNext(boolean forward) {
		var now = canvas.selection();
		if (now.caretRow() < 0) {
			finder.next(forward ? canvas.viewport().top() : canvas.viewport().end(), 0, forward, this::reveal);
		} else if (forward) {
			finder.next(now.toRow(), now.end(now.toRow(), Integer.MAX_VALUE), true, this::reveal);
		} else {
			finder.next(now.fromRow(), now.start(now.fromRow()), false, this::reveal);
		}
	}

	/** Puts the keyboard into the field "find". */
	public void focusFind() {
		if (!tools.getVisible()) {
			setToolsShown(true);
		}
		tools.focusFind();
	}

	/** Asks for a line number or a time and goes there. */
	public void goTo() {
		var display = getDisplay();
		GoTo.ask(canvas, wanted -> {
			if (canvas.cache() != null) {
				canvas.cache().submit(lines -> {
					long row = wanted.row(lines, ZoneId.systemDefault());
					display.asyncExec(() -> reveal(TextRange.at(row, 0)));
				});
			}
		});
	}

	/** Puts the selected text on the clipboard, without control characters. */
	public void copy() {
		if (canvas.cache() != null && !canvas.selection().isEmpty()) {
			LogCopy.copy(canvas.cache(), canvas.selection(), getDisplay(), this::say);
		}
	}

	/** Selects all rows. */
	public void selectAll() {
		input.selectAll();
	}

	/** The caret's line or the newest one, as a screen reader is told it. */
	public String currentLine() {
		return access.text();
	}

	/** The texts of the lines in view from top to bottom, without their times; a line that is not read yet is left out. */
	public List<String> linesInView() {
		var viewport = canvas.viewport();
		return LongStream.range(viewport.top(), Math.min(viewport.end(), viewport.top() + viewport.page())).mapToObj(canvas::line).filter(Objects::nonNull)
				.map(DisplayLine::text).toList();
	}

	@Override
	public boolean setFocus() {
		return canvas.setFocus();
	}

	private void say(String text) {
		if (!isDisposed()) {
			tools.status(text);
		}
	}

	private void reveal(TextRange range) {
		if (isDisposed() || range.caretRow() >= canvas.viewport().end()) {
			return;
		}
		canvas.viewport().follow(false);
		canvas.select(range);
		canvas.reveal(range.caretRow(), range.caretIndex());
		canvas.show();
	}

	/** Shows the rows that the filter leaves, and keeps the place. */
	private void apply() {
		if (base == null) {
			return;
		}
		var viewport = canvas.viewport();
		boolean following = viewport.follow();
		if (!following) {
			anchor = filtered == null ? viewport.top() : viewport.top() < filtered.end() ? filtered.baseRow(viewport.top()) : 0;
		}
		var old = filtered;
		try {
			var query = LogQuery.of(Matchers.parse(filterText), severity);
			filtered = query.isAll() ? null : new FilteredLines(base, query);
		} catch (PatternSyntaxException e) {
			say(NLS.bind(Messages.wrongExpression, e.getDescription()));
			return;
		}
		canvas.lines(filtered == null ? base : filtered, false, filtered == null ? Messages.emptyLog : Messages.emptyFilter);
		if (old != null) {
			old.close();
		}
		look();
		showStatus();
	}

	private void look() {
		LineMatcher matcher = null;
		try {
			matcher = Matchers.parse(findText);
		} catch (PatternSyntaxException e) {
			say(NLS.bind(Messages.wrongExpression, e.getDescription()));
		}
		canvas.matcher(matcher);
		finder.look(filtered == null ? base : filtered, matcher);
		counted();
	}

	private void counted() {
		if (!isDisposed()) {
			tools.findState(finder.state(canvas.selection().caretRow()), canvas.matcher() != null);
		}
	}

	private void changed() {
		if (tools == null || canvas == null || isDisposed()) {
			return;
		}
		var viewport = canvas.viewport();
		if (anchor >= 0) {
			returnToAnchor(viewport);
		}
		tools.show(viewport.follow(), canvas.times(), viewport.wrap());
		if (access != null) {
			access.update();
		}
		if (finder != null) {
			counted();
		}
	}

	private void returnToAnchor(Viewport viewport) {
		boolean found = filtered == null || filtered.scanned() > anchor;
		long row = filtered == null ? anchor : filtered.rowOf(anchor);
		// The rows are known to the index before they are shown, and a page of them is needed below the place.
		if (found && (viewport.end() >= row + viewport.page() || viewport.end() == (filtered == null ? base : filtered).end())) {
			anchor = -1;
			viewport.scrollTo(row);
			canvas.redraw();
		}
	}

	private void tick() {
		if (!isDisposed()) {
			showStatus();
			getDisplay().timerExec(RATE_MILLIS, this::tick);
		}
	}

	private void showStatus() {
		var problem = filtered == null ? "" : filtered.problem();
		double speed = rate == null ? 0 : rate.getAsDouble();
		var text = problem.isEmpty() ? status : problem;
		tools.status(speed < 1 ? text : text.isEmpty() ? Sizes.rate(speed) : text + "  " + Sizes.rate(speed));
	}

	private void key(Event e) {
		boolean control = (e.stateMask & SWT.MOD1) != 0;
		if (e.keyCode == SWT.F3) {
			findNext((e.stateMask & SWT.SHIFT) == 0);
		} else if (control && e.keyCode == 'f') {
			focusFind();
		} else if (control && e.keyCode == 'g') {
			goTo();
		}
	}

	private void menu() {
		var menu = new Menu(canvas);
		item(menu, Messages.copy, this::copy);
		item(menu, Messages.selectAll, this::selectAll);
		new MenuItem(menu, SWT.SEPARATOR);
		item(menu, Messages.goTo, this::goTo);
		canvas.setMenu(menu);
	}

	private static void item(Menu menu, String text, Runnable action) {
		var item = new MenuItem(menu, SWT.PUSH);
		item.setText(text);
		item.addListener(SWT.Selection, _ -> action.run());
	}

	private final class ToolActions implements LogToolBar.Actions {

		@Override
		public void follow(boolean on) {
			setFollowing(on);
		}

		@Override
		public void find(String text) {
			LogViewer.this.find(text);
		}

		@Override
		public void findNext(boolean forward) {
			LogViewer.this.findNext(forward);
		}

		@Override
		public void filter(String text) {
			setFilter(text);
		}

		@Override
		public void severity(LineSeverity atLeast) {
			setSeverity(atLeast);
		}

		@Override
		public void times(boolean on) {
			setShowingTimes(on);
		}

		@Override
		public void wrap(boolean on) {
			setWrapping(on);
		}

		@Override
		public void save() {
			if (base != null) {
				saver.accept(filtered == null ? base : filtered);
			}
		}

		@Override
		public void leave() {
			canvas.setFocus();
		}
	}
}
