package org.fleetdesk.serverless.engine.internal.log;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

import org.fleetdesk.serverless.engine.internal.log.EngineLogs.Form;
import org.fleetdesk.text.Text;
import org.slf4j.event.Level;

/** How lines are written: one for each text, with control characters shown as {@code \x0a}, and a length that a disk can bear. */
final class Lines {

	private static final int LONGEST = 64 << 10;
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
	private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z", Locale.ROOT);
	private static final DateTimeFormatter ACCESS = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

	private final Form form;
	private final boolean dated;

	private Lines(Form form, boolean dated) {
		this.form = form;
		this.dated = dated;
	}

	/** For files. */
	static Lines dated(Form form) {
		return new Lines(form, true);
	}

	/** For the system's log, which adds times, processes and priorities of its own. */
	static Lines plain(Form form) {
		return new Lines(form, false);
	}

	/** The first line of a file; no other file has the same one. */
	String header() {
		return "# Logfile created on " + now(CREATED) + " by fleetdesk " + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
	}

	/** Such as {@code I, [2023-08-28 18:31:34 #2724]  INFO -- : Serverless Runtime created}. */
	String component(Level level, String text) {
		return dated ? "%s, [%s #%d] %5s -- : %s".formatted(level.name().charAt(0), now(TIME), form.pid(), level.name(), oneLine(text)) : oneLine(text);
	}

	/** Such as {@code 127.0.0.1 - - [28/Aug/2023:18:12:12 -0600] "POST /serverless-runtimes HTTP/1.1" 201 821 2.3746}. */
	String access(Access access) {
		String request = oneLine(access.method() + " " + Masks.general(access.path()).replace(" ", "%20") + " " + access.protocol()).replace("\"", "%22");
		return "%s - - [%s] \"%s\" %d %s %s".formatted(oneLine(access.client()), at(ACCESS, access.ended()), request, access.status(),
				access.bytes() == 0 ? "-" : Long.toString(access.bytes()), String.format(Locale.ROOT, "%.4f", access.took().toNanos() / 1e9));
	}

	/** Such as {@code [2023-08-28 18:10:29] INFO  the text}. */
	String server(String text) {
		return dated ? "[" + now(TIME) + "] INFO  " + oneLine(text) : oneLine(text);
	}

	private static String oneLine(String text) {
		String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… (" + (text.length() - LONGEST) + " more characters)";
		return Text.harmless(shown);
	}

	private String now(DateTimeFormatter format) {
		return at(format, form.clock().instant());
	}

	private String at(DateTimeFormatter format, Instant time) {
		return format.format(time.atZone(form.zone()));
	}
}
