package org.fleetdesk.gateways.ui.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.model.DeviceInfo;
import org.fleetdesk.gateways.model.UsageReport;
import org.fleetdesk.ui.TimeChart;

/** Numbers over time from the reports of a gateway; reports that cannot be read are left out. */
final class Histories {

	private static final double NANOS = 1e9;

	private record Total(Instant at, long bytes) {
	}

	private Histories() {
	}

	/** Per cent of the fullest file system, oldest first. @param values newest first */
	static List<TimeChart.Point> disk(List<AliasValue> values) {
		var points = new ArrayList<TimeChart.Point>();
		for (var value : values.reversed()) {
			fullest(value.value()).ifPresent(percent -> value.at().ifPresent(at -> points.add(new TimeChart.Point(at, percent))));
		}
		return points;
	}

	private static Optional<Integer> fullest(String report) {
		try {
			return DeviceInfo.of(report).fileSystems().stream().map(DeviceInfo.FileSystem::percent).max(Integer::compare);
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}

	/** Bytes received a second by all interfaces but the loopback together, oldest first. @param values newest first */
	static List<TimeChart.Point> received(List<AliasValue> values) {
		return rates(values, UsageReport::received);
	}

	/** Bytes sent a second by all interfaces but the loopback together, oldest first. @param values newest first */
	static List<TimeChart.Point> sent(List<AliasValue> values) {
		return rates(values, UsageReport::sent);
	}

	/** A report counts all bytes since the gateway began; a counter that is less than before began anew from zero. */
	private static List<TimeChart.Point> rates(List<AliasValue> values, ToLongFunction<UsageReport> counter) {
		var rates = new ArrayList<TimeChart.Point>();
		Total last = null;
		for (var value : values.reversed()) {
			var total = total(value, counter);
			if (total.isEmpty() || last != null && !total.get().at().isAfter(last.at())) {
				continue;
			}
			if (last != null) {
				long grown = total.get().bytes() < last.bytes() ? total.get().bytes() : total.get().bytes() - last.bytes();
				rates.add(new TimeChart.Point(total.get().at(), grown / (Duration.between(last.at(), total.get().at()).toNanos() / NANOS)));
			}
			last = total.get();
		}
		return rates;
	}

	private static Optional<Total> total(AliasValue value, ToLongFunction<UsageReport> counter) {
		try {
			long bytes = counter.applyAsLong(UsageReport.of(value.value()));
			return value.at().map(at -> new Total(at, bytes));
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}
}
