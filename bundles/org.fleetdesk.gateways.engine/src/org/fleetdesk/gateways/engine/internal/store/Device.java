package org.fleetdesk.gateways.engine.internal.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A device.
 *
 * @param id          in the database
 * @param rid         40 hexadecimal digits: what the RPC and management APIs call it
 * @param extra       what the operator noted when adding it (management API)
 * @param lastSeen    of its last request, some seconds old at most
 * @param lastAddress of its last request
 * @param revision    of the last change of anything of it
 */
public record Device(long id, String rid, String product, String sn, String extra, State state, boolean locked, Instant created, Instant activateUntil, Optional<Instant> activated,
		Optional<Instant> lastSeen, Optional<String> lastAddress, Map<String, String> labels, long revision) {

	/** What may become of a device's activation. */
	public enum State {
		/** It may activate until {@link Device#activateUntil}. */
		NOTACTIVATED,
		/** It has a token. */
		ACTIVATED,
		/** It has none, and gets none until it is enabled again. */
		EXPIRED;

		/** As the APIs have it. */
		public String word() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}
	}

	/** Its state at a time: the window closes by itself. */
	public State stateAt(Instant now) {
		return state == State.NOTACTIVATED && now.isAfter(activateUntil) ? State.EXPIRED : state;
	}
}
