package org.fleetdesk.tasks.internal.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class SoakTest {

	@Test
	void aLookThatFailsDoesNotKeepItFromItsEnd() throws Exception {
		var over = new CountDownLatch(1);
		var looks = new AtomicInteger();
		var watcher = new Soak.Watcher() {

			@Override
			public boolean ends(Soak soak) {
				return true;
			}

			@Override
			public void heard(Soak soak, Map<Integer, String> health) {
				if (looks.incrementAndGet() == 1) {
					throw new IllegalStateException("of the test");
				}
			}

			@Override
			public void unhealthy(Soak soak, int target, String why) {
				throw new AssertionError(why);
			}

			@Override
			public void over(Soak soak) {
				over.countDown();
			}
		};
		try (var soak = new Soak("r", List.of(0), Instant.now(), new Soak.Pace(Duration.ofMillis(5), Duration.ofSeconds(20)), InstantSource.system(), i -> Optional.empty(), watcher)) {
			soak.start();
			assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}
}
