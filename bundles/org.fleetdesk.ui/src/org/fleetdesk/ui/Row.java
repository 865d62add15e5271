package org.fleetdesk.ui;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.State;

/**
 * A resource with what must be known of its engine to show it honestly.
 *
 * @param stale whether the engine does not answer now, so that the state is the last known one
 * @param seen  when the engine last answered
 */
public record Row(Connection connection, boolean stale, Instant seen, Resource resource) {

	/** The attribute that says when what runs was started, as ISO 8601. */
	private static final String STARTED = "started";
	/** The attribute that says since when it is in its state, whatever that is, as ISO 8601. */
	private static final String SINCE = "since";

	/** All resources of one kind on engines of one kind, in the order of the engines. */
	public static List<Row> of(List<EngineView> engines, String engineKind, String resourceKind) {
		var rows = new ArrayList<Row>();
		for (var engine : engines) {
			if (engine.connection().kind().equals(engineKind)) {
				engine.snapshot().ifPresent(s -> s.ofKind(resourceKind).forEach(r -> rows.add(of(engine, r))));
			}
		}
		return rows;
	}

	public static Row of(EngineView engine, Resource resource) {
		Health health = engine.health();
		Optional<Instant> taken = engine.snapshot().map(s -> s.taken());
		return new Row(engine.connection(), !health.current(), taken.or(health::lastContact).orElse(health.since()), resource);
	}

	/** Whether it shows the same: when its engine answered last matters only once it does not answer any more. */
	public boolean looksAs(Row other) {
		return resource.equals(other.resource) && stale == other.stale && connection.equals(other.connection) && (!stale || seen.equals(other.seen));
	}

	public ResourceId id() {
		return resource.id();
	}

	public String name() {
		return Texts.plain(resource.name());
	}

	/** The phase to show: unknown while the engine does not answer. */
	public Phase phase() {
		return stale && resource.state().phase() != Phase.NONE ? Phase.UNKNOWN : resource.state().phase();
	}

	/** Word and native word, or the last known word with a question mark and its age. */
	public String stateText() {
		var state = resource.state();
		if (state.phase() == Phase.NONE) {
			return stale ? Texts.age(seen) + " ago" : "";
		}
		if (stale) {
			return Texts.plain(state.word()) + "? " + Texts.age(seen) + " ago";
		}
		String since = inState().map(t -> " " + Texts.age(t)).orElse("");
		return Texts.plain(new State(state.phase(), state.word() + since, state.nativeWord()).toString());
	}

	/** Since when it is in its state, as far as its engine tells. */
	public Optional<Instant> inState() {
		var since = Texts.instant(attribute(SINCE));
		return since.isPresent() || resource.state().phase() != Phase.RUNNING ? since : Texts.instant(attribute(STARTED));
	}

	public String attribute(String column) {
		return resource.attribute(column);
	}
}
