package org.fleetdesk.so3.engine.internal.runtime;

/** What {@link GuestRuntime#adopt} found in a container's folder. */
public sealed interface Adoption {

	/** The guest runs (or waits) and is watched again. */
	record Alive(Guest guest) implements Adoption {
	}

	/** The guest has ended since; what it printed until then is in the log. */
	record Ended(GuestExit exit) implements Adoption {
	}

	/** No guest has been injected into this folder, or it was ended by {@link Guest#forceTerminate()}. */
	record None() implements Adoption {
	}
}
