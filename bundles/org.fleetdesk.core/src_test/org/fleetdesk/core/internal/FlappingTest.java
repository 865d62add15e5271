package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.fleetdesk.core.internal.Flapping.Tell;
import org.junit.jupiter.api.Test;

class FlappingTest {

	private final Flapping flapping = new Flapping();
	private Instant now = Instant.parse("2026-01-02T03:04:05Z");

	private Tell lost(int secondsLater) {
		return flapping.lost(now = now.plusSeconds(secondsLater));
	}

	private Tell reached(int secondsLater) {
		return flapping.reached(now = now.plusSeconds(secondsLater));
	}

	private Tell same(int secondsLater) {
		return flapping.same(now = now.plusSeconds(secondsLater));
	}

	@Test
	void changesNowAndThenAreToldEach() {
		for (int i = 0; i < 20; i++) {
			assertThat(lost(400)).isEqualTo(Tell.CHANGE);
			assertThat(reached(1)).isEqualTo(Tell.CHANGE);
			assertThat(same(1)).isEqualTo(Tell.NOTHING);
		}
	}

	@Test
	void theThirdLossWithinTenMinutesIsTheLastOneTold() {
		lost(0);
		reached(10);
		lost(10);
		reached(10);
		assertThat(lost(500)).isEqualTo(Tell.BEGIN);
		for (int i = 0; i < 100; i++) {
			assertThat(reached(20)).isEqualTo(Tell.NOTHING);
			assertThat(same(200)).isEqualTo(Tell.NOTHING);
			assertThat(lost(20)).isEqualTo(Tell.NOTHING);
		}
		assertThat(same(299)).isEqualTo(Tell.NOTHING);
		assertThat(same(1)).as("steady at last").isEqualTo(Tell.END);
		assertThat(flapping.count()).isEqualTo(103);
		assertThat(same(1)).isEqualTo(Tell.NOTHING);
		assertThat(reached(1)).isEqualTo(Tell.CHANGE);
		assertThat(lost(1)).as("it begins anew").isEqualTo(Tell.CHANGE);
	}

	@Test
	void aClockThatIsSetBackDelaysTheEndByNoMoreThanTheUsual() {
		lost(0);
		lost(1);
		lost(1);
		assertThat(same(-86_400)).isEqualTo(Tell.NOTHING);
		assertThat(same(300)).isEqualTo(Tell.END);
	}
}
