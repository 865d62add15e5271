package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.core.internal.Fakes.until;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.core.internal.Surroundings.Change;
import org.fleetdesk.core.internal.Surroundings.Look;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

	private static final Look FIRST = new Look(Instant.parse("2026-01-02T03:04:05Z"), -7, Set.of("192.0.2.7"));

	/** How long it took by the time of day and by the clock that stands still in a sleep. */
	private static Look after(Duration wall, Duration nanos, String... network) {
		return new Look(FIRST.wall().plus(wall), FIRST.nanos() + nanos.toNanos(), Set.of(network));
	}

	private static Duration seconds(long count) {
		return Duration.ofSeconds(count);
	}

	@Test
	void nothingChangesInTwoSeconds() {
		assertThat(Surroundings.between(FIRST, after(seconds(2), seconds(2), "192.0.2.7"))).isEmpty();
		assertThat(Surroundings.between(FIRST, after(seconds(9), seconds(9), "192.0.2.7"))).as("a busy machine is no sleeping one").isEmpty();
	}

	@Test
	void aClockThatIsCorrectedIsNoSleep() {
		assertThat(Surroundings.between(FIRST, after(seconds(4), seconds(2), "192.0.2.7"))).isEmpty();
		assertThat(Surroundings.between(FIRST, after(seconds(-3600), seconds(2), "192.0.2.7"))).isEmpty();
	}

	@Test
	void aSleepShowsInTheTimeOfDayOnly() {
		assertThat(Surroundings.between(FIRST, after(seconds(8 * 3600), seconds(2), "192.0.2.7"))).contains(Change.SLEPT);
	}

	@Test
	void aProcessThatWasStoppedIsLate() {
		assertThat(Surroundings.between(FIRST, after(seconds(60), seconds(60), "192.0.2.7"))).contains(Change.SLEPT);
	}

	@Test
	void otherAddressesAreAnotherNetwork() {
		assertThat(Surroundings.between(FIRST, after(seconds(2), seconds(2), "192.0.2.7", "2001:db8::7"))).contains(Change.NETWORK);
		assertThat(Surroundings.between(FIRST, after(seconds(2), seconds(2)))).contains(Change.NETWORK);
		assertThat(Surroundings.between(FIRST, after(seconds(60), seconds(60)))).as("a sleep is more").contains(Change.SLEPT);
	}

	@Test
	void tellsEachChangeOnceUntilItIsClosed() throws Exception {
		var looks = new ArrayDeque<>(List.of(FIRST, after(seconds(2), seconds(2), "192.0.2.7"), after(seconds(4), seconds(4), "198.51.100.1"),
				after(seconds(6), seconds(6), "198.51.100.1"), after(seconds(600), seconds(8), "198.51.100.1")));
		var told = new CopyOnWriteArrayList<Change>();
		try (var surroundings = new Surroundings(() -> looks.size() > 1 ? looks.poll() : looks.peek(), Duration.ofMillis(1), told::add)) {
			until("both are told", () -> told.size() == 2);
		}
		assertThat(told).containsExactly(Change.NETWORK, Change.SLEPT);
	}

	@Test
	void readsTheNetworkOfThisMachine() {
		assertThat(Surroundings.addressesAndRoutes()).isEqualTo(Surroundings.addressesAndRoutes()).noneMatch(n -> n.startsWith("127.") || n.startsWith("fe80"));
		assertThat(Optional.of(Look.now())).isPresent();
	}
}
