package org.fleetdesk.engine.web;

import java.io.OutputStream;

/**
 * What becomes of a connection that a client has taken out of HTTP (a "hijacked" one): bytes for as long as both want. Runs on a virtual thread of its
 * own, which is interrupted when the server stops.
 */
@FunctionalInterface
public interface RawStream {

	/**
	 * Writes to the client; on return the connection ends, after all that was written. What the client sends is read and dropped.
	 *
	 * @param out each write reaches the client at once and blocks while it is slow; it fails when the client has gone
	 */
	void run(OutputStream out) throws Exception;
}
