package org.fleetdesk.engine.web;

/** Answers one request. Runs on a virtual thread of its own and may block; it is interrupted when the server stops. */
@FunctionalInterface
public interface Handler {

	/**
	 * @throws HttpError            for an answer of 400 or more
	 * @throws InterruptedException when the server stops
	 * @throws Exception            anything else is answered with 500 and logged
	 */
	void handle(Exchange exchange) throws Exception;
}
