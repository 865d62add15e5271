package org.fleetdesk.tasks.internal.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.fleetdesk.core.EngineException;
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
		try (var soak = new Soak("r", List.of(0), Duration.ZERO, new Soak.Pace(Duration.ofMillis(5), Duration.ofSeconds(20), System::nanoTime), i -> Optional.empty(), watcher)) {
			soak.start();
			assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void whoCannotBeToldOfAtTheEndIsAskedAgain() throws Exception {
		var said = new CopyOnWriteArrayList<String>();
		var over = new CountDownLatch(1);
		var watcher = new Soak.Watcher() {

			@Override
			public boolean ends(Soak soak) {
				return true;
			}

			@Override
			public void heard(Soak soak, Map<Integer, String> health) {
				said.add("heard " + health.size());
			}

			@Override
			public void unhealthy(Soak soak, int target, String why) {
				said.add("unhealthy");
				over.countDown();
			}

			@Override
			public void over(Soak soak) {
				said.add("over");
				soak.close();
				over.countDown();
			}
		};
		var asked = new AtomicInteger();
		try (var soak = new Soak("r", List.of(0), Duration.ZERO, new Soak.Pace(Duration.ofMillis(1), Duration.ofSeconds(20), System::nanoTime), i -> {
			if (asked.incrementAndGet() == 1) {
				throw new EngineException(EngineException.Kind.UNREACHABLE, "Connection reset");
			}
			return Optional.empty();
		}, watcher)) {
			soak.start();
			assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(said).containsExactly("heard 1", "heard 0", "over");
	}

	/** What the watcher and the targets were asked and said, in order, at the time of the test's clock. */
	@Test
	void judgesByWhatIsAskedAfterItBeganAndOnceMoreAfterItsEnd() throws Exception {
		var nanos = new AtomicLong(Long.MAX_VALUE - 1000); // such clocks may run over
		var said = new CopyOnWriteArrayList<String>();
		var over = new CountDownLatch(1);
		var watcher = new Soak.Watcher() {

			@Override
			public boolean ends(Soak soak) {
				said.add("ends");
				return true;
			}

			@Override
			public void heard(Soak soak, Map<Integer, String> health) {
				said.add("heard");
				nanos.addAndGet(Duration.ofMinutes(1).toNanos());
			}

			@Override
			public void unhealthy(Soak soak, int target, String why) {
				said.add("unhealthy " + why);
			}

			@Override
			public void over(Soak soak) {
				said.add("over");
				soak.close();
				over.countDown();
			}
		};
		try (var soak = new Soak("r", List.of(0), Duration.ofMinutes(2), new Soak.Pace(Duration.ofMillis(1), Duration.ofSeconds(20), nanos::get), i -> {
			said.add("asked");
			return said.contains("ends") ? Optional.of("it is exited") : Optional.empty();
		}, watcher)) {
			assertThat(soak.left()).isEqualTo(Duration.ofMinutes(2));
			soak.start();
			assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(soak.left()).isZero();
		}
		assertThat(said).containsExactly("asked", "heard", "asked", "heard", "ends", "asked", "heard", "unhealthy it is exited", "over");
	}
}
