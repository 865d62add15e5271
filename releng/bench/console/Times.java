package org.fleetdesk.bench.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measured milliseconds. */
final class Times {

	private final List<Double> values = new ArrayList<>();

	void add(double millis) {
		values.add(millis);
	}

	int count() {
		return values.size();
	}

	/** @param share from 0 to 1; 1 is the longest */
	double quantile(double share) {
		if (values.isEmpty()) {
			return Double.NaN;
		}
		Collections.sort(values);
		return values.get((int) Math.min(values.size() - 1, Math.floor(share * values.size())));
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "p50 %7.1f   p95 %7.1f   p99 %7.1f   longest %7.1f ms   (%d)", quantile(0.5), quantile(0.95), quantile(0.99), quantile(1), count());
	}
}
