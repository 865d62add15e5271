package org.fleetdesk.bench.console;

import java.util.Arrays;

/** The course of a noisy series. */
final class Trend {

	private Trend() {
	}

	/** The median of the slopes between all pairs (Theil and Sen): a few odd values do not bend it. */
	static double slope(double[] x, double[] y) {
		var slopes = new double[x.length * (x.length - 1) / 2];
		int n = 0;
		for (int i = 0; i < x.length; i++) {
			for (int j = i + 1; j < x.length; j++) {
				slopes[n++] = (y[j] - y[i]) / (x[j] - x[i]);
			}
		}
		Arrays.sort(slopes);
		return slopes[slopes.length / 2];
	}
}
