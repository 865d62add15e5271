package org.fleetdesk.so3.engine.internal.api;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fleetdesk.engine.web.HttpError;

/** Times as the Docker API writes and reads them. */
final class Times {

	/** How the API writes "never". */
	static final String ZERO = "0001-01-01T00:00:00Z";

	private static final Pattern AGE_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");
	private static final Pattern AGE = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ns|us|ms|s|m|h))+");
	private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

	private Times() {
	}

	/** RFC 3339 with nine digits, so that texts sort as times; null is "never". */
	static String text(Instant time) {
		if (time == null) {
			return ZERO;
		}
		String seconds = Instant.ofEpochSecond(time.getEpochSecond()).toString();
		return seconds.substring(0, seconds.length() - 1) + "." + String.format("%09d", time.getNano()) + "Z";
	}

	static Instant instant(long nanos) {
		return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
	}

	/**
	 * Reads {@code since} and {@code until}: seconds since 1970 with up to nine decimals, or RFC 3339.
	 *
	 * @return nanoseconds since 1970
	 * @throws HttpError 400 when it is neither
	 */
	static long nanos(String text) {
		try {
			if (text.matches("-?\\d{1,12}(\\.\\d{1,9})?")) {
				return new BigDecimal(text).multiply(NANOS).longValueExact();
			}
			Instant time = text.matches(".*(Z|[+-]\\d\\d:\\d\\d)") ? OffsetDateTime.parse(text).toInstant() : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
			return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
		} catch (DateTimeException | ArithmeticException e) {
			throw new HttpError(400, "The time \"" + text + "\" is neither seconds since 1970 nor RFC 3339");
		}
	}

	/**
	 * Reads the filter {@code until}: a time as {@link #nanos}, or how long ago, such as {@code 1h30m}.
	 *
	 * @throws HttpError 400 when it is neither
	 */
	static Instant past(String text) {
		if (!AGE.matcher(text).matches()) {
			return instant(nanos(text));
		}
		Matcher part = AGE_PART.matcher(text);
		double nanos = 0;
		while (part.find()) {
			nanos += Double.parseDouble(part.group(1)) * switch (part.group(2)) {
				case "h" -> 3600e9;
				case "m" -> 60e9;
				case "s" -> 1e9;
				case "ms" -> 1e6;
				case "us" -> 1e3;
				default -> 1;
			};
		}
		try {
			return Instant.now().minus(Duration.ofNanos((long) nanos));
		} catch (DateTimeException e) {
			throw new HttpError(400, "The time \"" + text + "\" is too long ago");
		}
	}

	/** A length of time in the words of Docker's clients. */
	static String human(Duration time) {
		long seconds = Math.max(0, time.toSeconds());
		long minutes = seconds / 60;
		long hours = Math.round(seconds / 3600.0);
		if (seconds < 1) {
			return "Less than a second";
		}
		if (seconds == 1) {
			return "1 second";
		}
		if (seconds < 60) {
			return seconds + " seconds";
		}
		if (minutes == 1) {
			return "About a minute";
		}
		if (minutes < 60) {
			return minutes + " minutes";
		}
		if (hours == 1) {
			return "About an hour";
		}
		if (hours < 48) {
			return hours + " hours";
		}
		if (hours < 24 * 7 * 2) {
			return hours / 24 + " days";
		}
		if (hours < 24 * 30 * 2) {
			return hours / 24 / 7 + " weeks";
		}
		return hours < 24 * 365 * 2 ? hours / 24 / 30 + " months" : hours / 24 / 365 + " years";
	}
}
