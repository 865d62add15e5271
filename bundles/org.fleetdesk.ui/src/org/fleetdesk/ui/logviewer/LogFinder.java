package org.fleetdesk.ui.logviewer;

import java.io.IOException;
import java.util.function.Consumer;

import org.eclipse.swt.widgets.Display;
import org.eclipse.osgi.util.NLS;
import org.fleetdesk.logs.FilteredLines;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineMatcher;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogQuery;
import org.fleetdesk.logs.LogSearch;
import org.fleetdesk.logs.LogText;
import org.fleetdesk.logs.MatchTimeoutException;

/** Finds matches off the UI thread: the next one, and how many lines have one. Its methods are for the UI thread. */
final class LogFinder {

	private final Display display;
	private final Runnable counted;
	private LogLines lines;
	private LineMatcher matcher;
	private FilteredLines index;
	private Thread search;
	private String problem = "";

	/** @param counted called on the UI thread when there is a new count */
	LogFinder(Display display, Runnable counted) {
		this.display = display;
		this.counted = counted;
	}

	/** Looks for something else, or elsewhere; null for nothing. */
	void look(LogLines where, LineMatcher what) {
		close();
		lines = where;
		matcher = what;
		problem = "";
		if (lines != null && matcher != null) {
			index = new FilteredLines(lines, LogQuery.of(matcher));
			index.onChange(() -> display.asyncExec(counted));
		}
	}

	/** The count in words; the caret's row is the one that is counted. */
	String state(long row) {
		if (index == null) {
			return "";
		}
		if (!problem.isEmpty() || !index.problem().isEmpty()) {
			return problem.isEmpty() ? index.problem() : problem;
		}
		long count = index.end();
		if (count == 0) {
			return Messages.findNothing;
		}
		long at = row < 0 ? count : index.rowOf(row);
		return at < count && index.baseRow(at) == row ? NLS.bind(Messages.findCount, at + 1, count) : String.valueOf(count);
	}

	/**
	 * Finds the next match from a place on, around the end if need be.
	 *
	 * @param index where in the row to begin; matches that begin there count forward, matches that end there count backward
	 * @param found told on the UI thread; not called when there is none
	 */
	void next(long row, int index, boolean forward, Consumer<TextRange> found) {
		stop();
		var where = lines;
		var what = matcher;
		if (where == null || what == null) {
			return;
		}
		search = Thread.ofPlatform().daemon().name("log find").start(() -> {
			try {
				var range = forward ? forward(where, what, row, index) : backward(where, what, row, index);
				if (range != null) {
					display.asyncExec(() -> found.accept(range));
				}
			} catch (InterruptedException _) {
				// another search has begun
			} catch (IOException | MatchTimeoutException e) {
				display.asyncExec(() -> {
					if (matcher == what) {
						problem = e.getMessage();
						counted.run();
					}
				});
			}
		});
	}

	private static TextRange forward(LogLines lines, LineMatcher matcher, long row, int index) throws IOException, InterruptedException {
		if (row >= lines.first() && row < lines.end()) {
			var text = text(lines, row);
			long m = index <= text.length() ? matcher.find(text, index) : -1;
			if (m >= 0) {
				return range(row, m);
			}
		}
		long next = LogSearch.forward(lines, matcher, row + 1);
		next = next == LogSearch.NONE ? LogSearch.forward(lines, matcher, lines.first()) : next;
		return next == LogSearch.NONE ? null : range(next, matcher.find(text(lines, next), 0));
	}

	private static TextRange backward(LogLines lines, LineMatcher matcher, long row, int index) throws IOException, InterruptedException {
		if (row >= lines.first() && row < lines.end()) {
			long m = last(matcher, text(lines, row), index);
			if (m >= 0) {
				return range(row, m);
			}
		}
		long previous = LogSearch.backward(lines, matcher, row);
		previous = previous == LogSearch.NONE ? LogSearch.backward(lines, matcher, lines.end()) : previous;
		return previous == LogSearch.NONE ? null : range(previous, last(matcher, text(lines, previous), Integer.MAX_VALUE));
	}

	/** The last match that ends at an index or before. */
	private static long last(LineMatcher matcher, String text, int before) {
		long found = -1;
		for (long m = matcher.find(text, 0); m >= 0 && LineMatcher.end(m) <= before; m = matcher.find(text, LineMatcher.end(m))) {
			found = m;
		}
		return found;
	}

	private static TextRange range(long row, long match) {
		return match < 0 ? null : new TextRange(row, LineMatcher.start(match), row, LineMatcher.end(match));
	}

	private static String text(LogLines lines, long row) throws IOException {
		var block = new LineBlock();
		lines.read(row, 1, block);
		return block.count() == 0 ? "" : LogText.plain(block.bytes(), block.start(0), block.length(0));
	}

	private void stop() {
		if (search != null) {
			search.interrupt();
			search = null;
		}
	}

	void close() {
		stop();
		if (index != null) {
			index.close();
			index = null;
		}
	}
}
