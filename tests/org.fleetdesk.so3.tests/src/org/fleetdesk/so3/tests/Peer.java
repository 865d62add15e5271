package org.fleetdesk.so3.tests;

import java.net.URI;
import java.util.Set;

import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.EngineProfile;

/** An engine that the session is tried against. Containers of its image say {@code tick 1}, {@code tick 2}, … until they are stopped. */
interface Peer extends AutoCloseable {

	/** An image, by the name under which the session shows it. */
	String IMAGE = "peer-a";
	/** Its next version. */
	String OTHER = "peer-b";

	URI url();

	/** What the session has to take it for. */
	EngineProfile profile();

	/** The name of an image of {@link #IMAGE} and {@link #OTHER} as this engine lists it. */
	default String named(String image) {
		return image;
	}

	/** What its profile has and the engine refuses itself, as it is set up here. */
	default Set<Capability> refusesItself() {
		return Set.of();
	}

	/** Lets running containers say a line, where they do not by themselves. */
	default void tick() throws Exception {
		// it ticks by itself
	}
}
