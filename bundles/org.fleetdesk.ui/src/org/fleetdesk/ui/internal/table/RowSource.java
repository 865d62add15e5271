package org.fleetdesk.ui.internal.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.ui.Row;

/**
 * The rows of one kind of resource, made anew only for a reason: of hundreds of engines some answer in each moment, nearly always as before. Not for several threads at one time.
 */
final class RowSource {

	/** The moments at which the engines were seen, which rows also hold, are as old at most. */
	private static final long LONGEST_NANOS = 1_000_000_000L;

	private final String engineKind;
	private final String resourceKind;
	private List<EngineView> before = List.of();
	private boolean empty = true;
	private long made;

	RowSource(String engineKind, String resourceKind) {
		this.engineKind = engineKind;
		this.resourceKind = resourceKind;
	}

	/**
	 * The rows, unless they look as the last ones, which are not old.
	 *
	 * @param engines all, as they are now
	 * @param now     as by {@link System#nanoTime()}
	 */
	Optional<List<Row>> next(List<EngineView> engines, long now) {
		if (!empty && now - made < LONGEST_NANOS && looksAsBefore(engines)) {
			return Optional.empty();
		}
		before = engines;
		made = now;
		var rows = Row.of(engines, engineKind, resourceKind);
		empty = rows.isEmpty();
		return Optional.of(rows);
	}

	/** How many rows an engine gives. */
	int size(EngineView engine) {
		return engine.connection().kind().equals(engineKind) ? engine.snapshot().map(s -> s.ofKind(resourceKind).size()).orElse(0) : 0;
	}

	private boolean looksAsBefore(List<EngineView> engines) {
		if (engines.size() != before.size()) {
			return false;
		}
		for (int i = 0; i < engines.size(); i++) {
			if (engines.get(i) != before.get(i) && !looksAs(engines.get(i), before.get(i))) {
				return false;
			}
		}
		return true;
	}

	/** Of an engine that answers it does not matter when it did so last. */
	private static boolean looksAs(EngineView one, EngineView other) {
		return one.equals(other) || one.health().current() && other.health().current() && one.connection().equals(other.connection())
				&& resources(one).equals(resources(other));
	}

	private static Map<ResourceId, Resource> resources(EngineView engine) {
		return engine.snapshot().map(Snapshot::resources).orElse(Map.of());
	}
}
