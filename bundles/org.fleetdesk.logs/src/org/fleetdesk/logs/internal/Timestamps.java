package org.fleetdesk.logs.internal;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

import org.fleetdesk.logs.LogPosition;

/** Reads the RFC 3339 time at the beginning of a line, without making strings of it: 2026-01-01T12:00:00.123456789Z or with an offset. */
public final class Timestamps {

	private static final int SECONDS_END = 19;

	private long nanos = LogPosition.NO_TIME;
	private int length;
	private final byte[] minute = new byte[16];
	private long minuteSeconds;
	private boolean known;

	/** The time that was read in nanoseconds since 1970. */
	public long nanos() {
		return nanos;
	}

	/** How many bytes the time and the space after it took. */
	public int length() {
		return length;
	}

	/** Whether the line begins with a time and a space (or nothing after it). */
	public boolean parse(byte[] b, int offset, int available) {
		if (available <= SECONDS_END || b[offset + 4] != '-' || b[offset + 7] != '-' || b[offset + 10] != 'T' || b[offset + 13] != ':' || b[offset + 16] != ':') {
			return false;
		}
		int seconds = digits(b, offset + 17, 2);
		if (seconds < 0 || seconds > 60 || !minute(b, offset)) {
			return false;
		}
		int at = offset + SECONDS_END;
		int end = offset + available;
		int fraction = 0;
		if (b[at] == '.') {
			int scale = 100_000_000;
			for (at++; at < end && b[at] >= '0' && b[at] <= '9' && scale > 0; at++, scale /= 10) {
				fraction += (b[at] - '0') * scale;
			}
		}
		int zone = 0;
		if (at < end && b[at] == 'Z') {
			at++;
		} else if (at + 6 <= end && (b[at] == '+' || b[at] == '-') && b[at + 3] == ':') {
			int hours = digits(b, at + 1, 2);
			int minutes = digits(b, at + 4, 2);
			if (hours < 0 || minutes < 0) {
				return false;
			}
			zone = (b[at] == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
			at += 6;
		} else {
			return false;
		}
		if (at < end && b[at] != ' ') {
			return false;
		}
		nanos = (minuteSeconds + seconds - zone) * 1_000_000_000L + fraction;
		length = Math.min(at + 1, end) - offset;
		return true;
	}

	/** Most lines are of the same minute as the one before: its seconds are kept. */
	private boolean minute(byte[] b, int offset) {
		if (known && Arrays.equals(minute, 0, 16, b, offset, offset + 16)) {
			return true;
		}
		try {
			minuteSeconds = LocalDateTime.of(digits(b, offset, 4), digits(b, offset + 5, 2), digits(b, offset + 8, 2), digits(b, offset + 11, 2),
					digits(b, offset + 14, 2)).toEpochSecond(ZoneOffset.UTC);
		} catch (DateTimeException _) {
			return false;
		}
		// Nanoseconds since 1970 fit in a long until 2262.
		if (Math.abs(minuteSeconds) > Long.MAX_VALUE / 1_000_000_000L - 172_800) {
			return false;
		}
		System.arraycopy(b, offset, minute, 0, 16);
		known = true;
		return true;
	}

	private static int digits(byte[] b, int at, int count) {
		int value = 0;
		for (int i = at; i < at + count; i++) {
			if (b[i] < '0' || b[i] > '9') {
				return -1;
			}
			value = value * 10 + b[i] - '0';
		}
		return value;
	}
}
