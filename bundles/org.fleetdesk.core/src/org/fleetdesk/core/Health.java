package org.fleetdesk.core;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether an engine answers.
 *
 * @param since       when this status began
 * @param lastContact when the engine last answered, or empty when it never did
 * @param lastError   what the last failed call said, or empty
 */
public record Health(Status status, Instant since, Optional<Instant> lastContact, String lastError) {

	public enum Status {
		/** Not asked yet. */
		CONNECTING, ONLINE,
		/** It answers, but late or not every time. */
		DEGRADED, UNREACHABLE,
		/** It wants other credentials. */
		UNAUTHORIZED,
		/** Its certificate is not trusted: nothing was sent to it. */
		UNTRUSTED
	}

	/** Whether the last snapshot may be shown as the present state. */
	public boolean current() {
		return status == Status.ONLINE || status == Status.DEGRADED;
	}
}
