package org.fleetdesk.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What changed from one snapshot of an engine to the next. */
public record SnapshotDiff(List<Resource> added, List<Resource> changed, List<Resource> removed) {

	/** @param before the earlier snapshot, or null when there was none */
	public static SnapshotDiff between(Snapshot before, Snapshot after) {
		if (before == null) {
			return new SnapshotDiff(List.copyOf(after.resources().values()), List.of(), List.of());
		}
		if (before.resources() == after.resources()) {
			return new SnapshotDiff(List.of(), List.of(), List.of());
		}
		var added = new ArrayList<Resource>();
		var changed = new ArrayList<Resource>();
		after.resources().forEach((id, resource) -> {
			var old = before.resources().get(id);
			if (old == null) {
				added.add(resource);
			} else if (!old.equals(resource)) {
				changed.add(resource);
			}
		});
		Set<ResourceId> kept = after.resources().keySet();
		return new SnapshotDiff(added, changed, before.resources().values().stream().filter(r -> !kept.contains(r.id())).toList());
	}

	public boolean isEmpty() {
		return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
	}
}
