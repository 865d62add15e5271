package org.fleetdesk.ui.logviewer;

import java.util.Locale;

/** Bytes in binary units. */
final class Sizes {

	private static final String[] UNITS = { "B", "KiB", "MiB", "GiB" };

	private Sizes() {
	}

	/** For example "1.2 MiB/s". */
	static String rate(double bytesPerSecond) {
		double value = bytesPerSecond;
		int unit = 0;
		while (value >= 1024 && unit < UNITS.length - 1) {
			value /= 1024;
			unit++;
		}
		return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s/s" : "%.1f %s/s", value, UNITS[unit]);
	}
}
