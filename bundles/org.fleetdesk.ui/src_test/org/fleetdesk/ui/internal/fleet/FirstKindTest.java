package org.fleetdesk.ui.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.ui.Contributions;
import org.junit.jupiter.api.Test;

class FirstKindTest {

	private static final List<Contributions.Kind> TABLES = List.of(new Contributions.Kind("so3", "container", Optional.of("containers"), true, null),
			new Contributions.Kind("cloud", "user", Optional.of("users"), true, null), new Contributions.Kind("cloud", "grant", Optional.empty(), true, null));

	private static String of(String selected, String inFront, String last) {
		return FirstKind.of(Optional.ofNullable(selected), v -> v.equals(inFront), Optional.ofNullable(last), TABLES).orElseThrow();
	}

	@Test
	void whatIsSelectedGoesBeforeWhatIsInFront() {
		assertThat(of("so3", "users", "cloud")).isEqualTo("so3");
		assertThat(of(null, "users", "so3")).isEqualTo("cloud");
	}

	@Test
	void withNeitherItIsTheLastOneAndBeforeThatTheFirst() {
		assertThat(of(null, null, "cloud")).isEqualTo("cloud");
		assertThat(of(null, null, null)).isEqualTo("so3");
	}
}
