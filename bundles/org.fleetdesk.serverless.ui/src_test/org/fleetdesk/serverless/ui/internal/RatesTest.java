package org.fleetdesk.serverless.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.fleetdesk.serverless.VmSample;
import org.fleetdesk.ui.TimeChart;
import org.junit.jupiter.api.Test;

class RatesTest {

	private static final Instant BEGIN = Instant.parse("2026-11-01T10:00:00Z");

	/** @param pairs seconds since the beginning, and what was received until then */
	private static List<TimeChart.Point> rates(long[]... pairs) {
		return Rates.perSecond(Arrays.stream(pairs).map(p -> new VmSample(BEGIN.plusSeconds(p[0]), 0, 0, p[1], 7, 0, 0)).toList(), VmSample::received);
	}

	private static TimeChart.Point point(long second, double value) {
		return new TimeChart.Point(BEGIN.plusSeconds(second), value);
	}

	@Test
	void growthBySecondsHoweverFarApartTheSamplesAre() {
		assertThat(rates(new long[] { 0, 1000 }, new long[] { 10, 3000 }, new long[] { 40, 3000 }, new long[] { 60, 63_000 })).containsExactly(point(10, 200), point(40, 0), point(60, 3000));
	}

	@Test
	void oneSampleIsNoRate() {
		assertThat(rates()).isEmpty();
		assertThat(rates(new long[] { 0, 1000 })).isEmpty();
	}

	@Test
	void aCounterThatBeganAnewIsNeverNegative() {
		assertThat(rates(new long[] { 0, 9_000_000 }, new long[] { 10, 500 }, new long[] { 20, 1500 })).containsExactly(point(10, 50), point(20, 100));
	}

	@Test
	void aClockThatWasSetBackMakesNoRate() {
		assertThat(rates(new long[] { 10, 1000 }, new long[] { 10, 2000 }, new long[] { 5, 3000 }, new long[] { 20, 4000 })).containsExactly(point(20, 300));
	}
}
