package org.fleetdesk.so3;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A container as its engine described it. All text is untrusted; what the engine does not say is empty.
 *
 * @param key         names it for good, see {@link org.fleetdesk.core.ResourceId}: the original engine's ids move, so its containers go by name
 * @param id          the engine's id at present
 * @param state       in Docker's words: {@code created}, {@code running}, {@code paused}, {@code exited}, …
 * @param nativeState in the agency's words: {@code booting}, {@code living}, {@code suspended}, {@code dead}, …
 * @param image       name of the image, without tag
 * @param runtime     {@code qemu}, {@code simulated}, or empty where the Smart Object itself executes it
 * @param why         why it is simulated, as a sentence
 * @param started     when its last run began
 * @param status      the engine's own words
 */
public record So3Container(String key, String id, String name, String state, String nativeState, OptionalInt slot, String image, String imageId, String runtime, String why,
		Optional<Instant> created, Optional<Instant> started, String status, OptionalInt exitCode, String spid, String description, Map<String, String> labels) {

	public So3Container {
		labels = Map.copyOf(labels);
	}

	public boolean running() {
		return state.equals("running");
	}

	public boolean paused() {
		return state.equals("paused");
	}

	/** Running or paused: it has something to lose. */
	public boolean up() {
		return running() || paused();
	}

	/** The state in both words, such as "running (living)". */
	public String stateText() {
		return nativeState.isEmpty() ? state : state + " (" + nativeState + ")";
	}
}
