package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class PaceTest {

	@Test
	void aFewConnectionsAreAskedAtOnce() {
		assertThat(IntStream.range(0, 4).mapToObj(i -> Pace.delay(i, 4))).containsOnly(Duration.ZERO);
		assertThat(Pace.delay(0, 1)).isZero();
	}

	@Test
	void manyConnectionsAreAskedOneAfterTheOtherWithinASecond() {
		for (int all : new int[] { 5, 50, 200, 201, 5000 }) {
			var delays = IntStream.range(0, all).mapToObj(i -> Pace.delay(i, all)).toList();
			assertThat(delays).isSorted();
			assertThat(delays.stream().filter(Duration::isZero)).as("at once, of %s", all).hasSize(4);
			assertThat(delays.stream().distinct()).as("moments, of %s", all).hasSize(all - 3);
			assertThat(delays.getLast()).as("the last of %s", all).isLessThanOrEqualTo(Duration.ofSeconds(1)).isLessThanOrEqualTo(Duration.ofMillis(5L * all));
		}
	}
}
