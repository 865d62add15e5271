package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateTest {

	private static final long SECOND = 1_000_000_000L;

	@Test
	void smoothsWithoutLosingBytes() {
		var rate = new Rate();
		long shown = 0;
		for (int i = 0; i <= 1_000; i++) {
			long jumpy = i % 2 == 0 ? i * 10_000L : i * 10_000L + 9_000;
			shown = rate.update(jumpy, i * SECOND / 100);
		}
		assertThat((double) shown).isCloseTo(1_000_000, within(50_000.0));
	}

	@Test
	void followsAChange() {
		var rate = new Rate();
		for (int i = 0; i <= 10; i++) {
			rate.update(i * 1_000L, i * SECOND);
		}
		long shown = 0;
		for (int i = 11; i <= 30; i++) {
			shown = rate.update(10_000 + (i - 10) * 50_000L, i * SECOND);
		}
		assertThat((double) shown).isCloseTo(50_000, within(1_000.0));
	}

	@Test
	void isUnknownAtFirstAndAfterANewBeginning() {
		var rate = new Rate();
		assertThat(rate.update(5_000_000, 0)).isZero();
		assertThat(rate.update(5_000_100, SECOND)).isEqualTo(100);
		assertThat(rate.update(0, 2 * SECOND)).isZero();
		assertThat(rate.update(300, 3 * SECOND)).isEqualTo(300);
	}
}
