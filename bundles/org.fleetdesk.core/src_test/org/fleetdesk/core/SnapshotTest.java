package org.fleetdesk.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

	@Test
	void whatDidNotChangeAtAllIsHeldOnce() {
		var earlier = snapshot(1, resource("a", "running"), resource("b", "running"));
		var same = snapshot(2, resource("a", "running"), resource("b", "running")).sharing(earlier);
		assertThat(same.taken()).isEqualTo(Instant.ofEpochSecond(2));
		assertThat(same.resources()).isSameAs(earlier.resources());
		assertThat(SnapshotDiff.between(earlier, same).isEmpty()).isTrue();
		assertThat(snapshot(2, resource("b", "running"), resource("a", "running")).sharing(earlier).resources().keySet()).as("in its own order")
				.extracting(ResourceId::key).containsExactly("b", "a");
	}

	@Test
	void nobodyChangesWhatASnapshotHolds() {
		var byId = new LinkedHashMap<ResourceId, Resource>(snapshot(1, resource("a", "running"), resource("b", "running")).resources());
		var snapshot = new Snapshot("c", Instant.EPOCH, byId, Map.of());
		byId.clear();
		assertThat(snapshot.ofKind("container")).extracting(Resource::name).containsExactly("a", "b");
		assertThat(snapshot.ofKind("image")).isEmpty();
		assertThatThrownBy(() -> snapshot.resources().clear()).isInstanceOf(UnsupportedOperationException.class);
		assertThatThrownBy(() -> snapshot.ofKind("container").clear()).isInstanceOf(UnsupportedOperationException.class);
	}
}
