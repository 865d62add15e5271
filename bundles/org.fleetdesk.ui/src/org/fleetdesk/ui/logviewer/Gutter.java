package org.fleetdesk.ui.logviewer;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogStream;

/** What stands left of the text: time, source, and "err" for the error output. In cells. */
final class Gutter {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
	private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.nnnnnnnnn xxx");
	private static final int TIME_CELLS = 14;
	private static final int ERR_CELLS = 4;
	private static final int SOURCE_MAX = 20;

	private final ZoneId zone;
	private List<String> sources = List.of();
	private boolean times = true;
	private boolean errors;

	Gutter(ZoneId zone) {
		this.zone = zone;
	}

	void sources(List<String> names) {
		sources = names.stream().map(n -> n.length() > SOURCE_MAX ? n.substring(0, SOURCE_MAX - 1) + "…" : n).toList();
		errors = false;
	}

	void times(boolean on) {
		times = on;
	}

	boolean times() {
		return times;
	}

	/** Makes room for "err" from now on; true when that is new. */
	boolean sees(DisplayLine line) {
		boolean news = !errors && line.is(LineFlags.STDERR);
		errors |= news;
		return news;
	}

	private int sourceCells() {
		return sources.size() < 2 ? 0 : sources.stream().mapToInt(String::length).max().orElse(0) + 1;
	}

	/** Cells of all of it. */
	int cells() {
		return (times ? TIME_CELLS : 0) + sourceCells() + (errors ? ERR_CELLS : 0);
	}

	/** Cells of the time. */
	int timeCells() {
		return times ? TIME_CELLS : 0;
	}

	/** The time of a line as it is shown. "~" is for a time that is not the source's own. */
	String time(DisplayLine line) {
		return TIME.format(instant(line)) + (line.is(LineFlags.TIME_GUESSED) ? "~" : "");
	}

	/** The date and time of a line in full. */
	String fullTime(DisplayLine line) {
		return FULL.format(instant(line)) + (line.is(LineFlags.TIME_GUESSED) ? "\n" + Messages.timeOfArrival : "");
	}

	private ZonedDateTime instant(DisplayLine line) {
		Instant time = LogStream.instant(line.time());
		return time.atZone(zone);
	}

	void draw(LinePainter painter, LogFonts fonts, LogColors colors, DisplayLine line, int x, int y) {
		if (times) {
			painter.drawWord(time(line), colors.dim(), x, y);
		}
		if (line.isMark()) {
			return;
		}
		if (sourceCells() > 0) {
			painter.drawWord(sources.get(line.source()), colors.source(line.source()), x + fonts.x(timeCells()), y);
		}
		if (line.is(LineFlags.STDERR)) {
			painter.drawWord("err", colors.error(), x + fonts.x(timeCells() + sourceCells()), y);
		}
	}
}
