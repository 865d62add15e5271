package org.fleetdesk.serverless.ui.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import org.fleetdesk.serverless.VmSample;
import org.fleetdesk.ui.TimeChart;

/** How fast a counter of a virtual machine grew between one sample and the next. */
final class Rates {

	private static final double NANOS = 1e9;

	private Rates() {
	}

	/**
	 * The counter's growth per second, each at the end of what it was measured over: one less than there are samples. A counter that is less than before began anew from
	 * zero in between, as when its virtual machine was migrated or booted: what it counts then has come since. Samples that are not later than the one before them are
	 * left out.
	 *
	 * @param samples oldest first
	 */
	static List<TimeChart.Point> perSecond(List<VmSample> samples, ToLongFunction<VmSample> counter) {
		var rates = new ArrayList<TimeChart.Point>();
		VmSample last = null;
		for (var sample : samples) {
			if (last != null && !sample.at().isAfter(last.at())) {
				continue;
			}
			if (last != null) {
				long before = counter.applyAsLong(last);
				long now = counter.applyAsLong(sample);
				double seconds = Duration.between(last.at(), sample.at()).toNanos() / NANOS;
				rates.add(new TimeChart.Point(sample.at(), (now < before ? now : now - before) / seconds));
			}
			last = sample;
		}
		return rates;
	}
}
