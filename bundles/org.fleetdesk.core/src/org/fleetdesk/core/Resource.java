package org.fleetdesk.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing on an engine, as it was when the snapshot was taken.
 *
 * @param name       as the engine names it; untrusted text
 * @param parent     what it belongs to, or empty when it belongs to the engine
 * @param attributes by column id, in display order; values are untrusted text. Instants are ISO-8601, sizes plain bytes
 * @param labels     the engine's labels
 * @param refusals   why a verb cannot be used now, by verb, as a sentence; a verb that is missing here can be used
 */
public record Resource(ResourceId id, String name, State state, Optional<ResourceId> parent, Map<String, String> attributes, Map<String, String> labels,
		Map<String, String> refusals) {

	public Resource {
		attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
		labels = Map.copyOf(labels);
		refusals = Map.copyOf(refusals);
	}

	/** An attribute's value, or the empty string. */
	public String attribute(String column) {
		return attributes.getOrDefault(column, "");
	}
}
