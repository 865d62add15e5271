package org.fleetdesk.ui.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.Test;

class EventFilterTest {

	private static final FleetEvent STOPPED = new FleetEvent(Instant.EPOCH, "c1", Optional.empty(), Severity.WARNING, "ticker-7: running → exited");

	private static boolean matches(Optional<String> connection, Severity least, String text) {
		return new EventFilter(connection, least, text).matches(STOPPED, e -> e.connection().equals("c1") ? "so-lab-1" : "");
	}

	@Test
	void allIsAll() {
		assertThat(EventFilter.ALL.matches(STOPPED, e -> "")).isTrue();
	}

	@Test
	void ofOneEngineOnly() {
		assertThat(matches(Optional.of("c1"), Severity.INFO, "")).isTrue();
		assertThat(matches(Optional.of("c2"), Severity.INFO, "")).isFalse();
	}

	@Test
	void ofASeverityAndWorse() {
		assertThat(matches(Optional.empty(), Severity.WARNING, "")).isTrue();
		assertThat(matches(Optional.empty(), Severity.ERROR, "")).isFalse();
	}

	@Test
	void allWordsMustStandInTheTextOrTheNameOfTheEngine() {
		assertThat(matches(Optional.empty(), Severity.INFO, " EXITED  so-lab ")).isTrue();
		assertThat(matches(Optional.empty(), Severity.INFO, "exited so-lab-2")).isFalse();
	}
}
