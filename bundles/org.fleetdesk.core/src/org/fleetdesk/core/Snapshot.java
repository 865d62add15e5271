package org.fleetdesk.core;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one engine held at one moment; immutable.
 *
 * @param connection the connection's id
 * @param taken      when the engine's answer was complete
 * @param resources  by id, in the engine's order; those of an earlier snapshot are not copied
 * @param facts      of the engine as a whole, in display order, such as "Slots" → "3 of 5"
 * @param refusals   why a verb cannot be used on the engine, by verb, as a sentence; as in {@link Resource#refusals()}
 */
public record Snapshot(String connection, Instant taken, Map<ResourceId, Resource> resources, Map<String, String> facts, Map<String, String> refusals) {

	public Snapshot {
		resources = Resources.of(resources);
		facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
		refusals = Map.copyOf(refusals);
	}

	/** Of an engine that takes all verbs. */
	public Snapshot(String connection, Instant taken, Map<ResourceId, Resource> resources, Map<String, String> facts) {
		this(connection, taken, resources, facts, Map.of());
	}

	/**
	 * The same, with the resources of an earlier snapshot in place of equal ones: what did not change is then one object, which keeps the heap small and makes comparing
	 * quick.
	 */
	public Snapshot sharing(Snapshot earlier) {
		return new Snapshot(connection, taken, ((Resources) resources).sharing((Resources) earlier.resources), facts, refusals);
	}

	/** The resources of one kind, in the engine's order. */
	public List<Resource> ofKind(String kind) {
		return ((Resources) resources).ofKind(kind);
	}
}
