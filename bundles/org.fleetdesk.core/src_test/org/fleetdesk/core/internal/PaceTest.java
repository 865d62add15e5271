package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;

import org.fleetdesk.core.EngineException;
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

	@Test
	void anEngineWhoseRefreshTakesLongIsAskedLessOften() {
		assertThat(Pace.USUAL.gather(Duration.ofMillis(3))).isEqualTo(Pace.USUAL.coalesce());
		assertThat(Pace.USUAL.gather(Duration.ofMillis(400))).isEqualTo(Duration.ofMillis(800));
		assertThat(Pace.USUAL.gather(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void knowsADeadEngineWithinTenSecondsAndComesBackSoon() {
		var usual = Pace.USUAL;
		assertThat(usual.interval().plus(usual.deadline())).isLessThan(Duration.ofSeconds(10));
		for (int failures = 1; failures < 1_000; failures++) {
			assertThat(usual.pauseAfter(failures, EngineException.Kind.UNREACHABLE)).as("also after hours").isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
			assertThat(usual.pauseAfter(failures, EngineException.Kind.UNAUTHORIZED)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
		}
		assertThat(usual.pauseAfter(50, EngineException.Kind.UNAUTHORIZED)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void hostsThatAreAwayAreNotAskedInStep() {
		var random = new Random(1);
		var pauses = IntStream.range(0, 200).mapToObj(i -> Pace.USUAL.jittered(Duration.ofMillis(2500), random)).toList();
		assertThat(pauses).allSatisfy(p -> assertThat(p).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2500)));
		assertThat(pauses.stream().map(p -> p.toMillis() / 50).distinct()).as("they are spread").hasSizeGreaterThan(8);
	}
}
