package org.fleetdesk.http;

import java.time.Duration;

/** Hears of every exchange with a server, as soon as its answer (or failure) is known; called on the calling thread and must be fast. */
@FunctionalInterface
public interface HttpAudit {

	/** Nobody listens. */
	HttpAudit NONE = exchange -> {
	};

	void exchanged(Exchange exchange);

	/**
	 * @param url      without user, password and the values of secret query parameters
	 * @param status   the HTTP status, or 0 when there was no answer
	 * @param duration until the answer was complete; of a stream, until its header was there
	 * @param failure  why there was no good answer, or empty
	 */
	record Exchange(String method, String url, int status, Duration duration, String failure) {
	}
}
