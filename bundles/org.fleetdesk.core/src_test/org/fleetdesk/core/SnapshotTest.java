package org.fleetdesk.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class SnapshotTest {

	private static Resource resource(String key, String word) {
		return new Resource(new ResourceId("c", "container", key), key, new State(Phase.RUNNING, word, ""), Optional.empty(), Map.of(), Map.of(), Map.of());
	}

	private static Snapshot snapshot(long second, Resource... resources) {
		var byId = new LinkedHashMap<ResourceId, Resource>();
		List.of(resources).forEach(r -> byId.put(r.id(), r));
		return new Snapshot("c", Instant.ofEpochSecond(second), byId, Map.of("Slots", second + " of 9"));
	}

	@Test
	void onlyWhatDidNotChangeIsShared() {
		var kept = resource("a", "running");
		var changed = resource("b", "running");
		var earlier = snapshot(1, kept, changed, resource("gone", "running"));
		var later = snapshot(2, resource("new", "running"), resource("b", "paused"), resource("a", "running"));
		var shared = later.sharing(earlier);
		assertThat(shared).isEqualTo(later);
		assertThat(shared.resources().keySet()).containsExactlyElementsOf(later.resources().keySet());
		assertThat(shared.resources().get(kept.id())).isSameAs(kept);
		assertThat(shared.resources().get(changed.id())).isNotSameAs(changed);
	}
}
