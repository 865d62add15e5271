package org.fleetdesk.so3.engine.internal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class RestartPolicyTest {

	@Test
	void waitsTwiceAsLongEachTimeUpToAMinute() {
		var waits = new ArrayList<Duration>();
		var wait = Duration.ZERO;
		for (int i = 0; i < 12; i++) {
			wait = RestartPolicy.delay(wait, Duration.ofSeconds(9));
			waits.add(wait);
		}
		assertThat(waits.subList(0, 4)).isEqualTo(List.of(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800)));
		assertThat(waits.subList(9, 12)).isEqualTo(List.of(Duration.ofMillis(51_200), Duration.ofMinutes(1), Duration.ofMinutes(1)));
		assertThat(RestartPolicy.delay(wait, Duration.ofSeconds(10))).as("it has run for long enough to be trusted again").isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void followsDockersRules() throws Exception {
		var always = RestartPolicy.of("always", 0);
		var unless = RestartPolicy.of("unless-stopped", 0);
		var twice = RestartPolicy.of("on-failure", 2);
		assertThat(RestartPolicy.of("", 0)).isEqualTo(RestartPolicy.NEVER);
		assertThat(RestartPolicy.NEVER.restarts(1, 0)).isFalse();
		assertThat(always.restarts(0, 99)).isTrue();
		assertThat(unless.restarts(0, 99)).isTrue();
		assertThat(twice.restarts(0, 0)).isFalse();
		assertThat(twice.restarts(1, 1)).isTrue();
		assertThat(twice.restarts(1, 2)).isFalse();
		assertThat(RestartPolicy.of("on-failure", 0).restarts(1, 99)).isTrue();
		assertThat(always.startsWithEngine(true)).isTrue();
		assertThat(unless.startsWithEngine(true)).isFalse();
		assertThat(unless.startsWithEngine(false)).isTrue();
		assertThat(twice.startsWithEngine(false)).isFalse();
	}
}
