package org.fleetdesk.serverless;

import java.net.URI;
import java.time.Duration;

/**
 * How a runtime's endpoint answered when it was asked.
 *
 * @param status  of HTTP; 0 when there was no answer
 * @param took    until the answer, or until it was clear that there is none
 * @param text    the beginning of what it said, untrusted; without an answer the reason, as a sentence
 */
public record EndpointAnswer(URI url, int status, Duration took, String text) {

	public boolean answers() {
		return status > 0;
	}
}
