package org.fleetdesk.engine;

import java.net.URI;

/** A running engine. */
public interface Engine extends AutoCloseable {

	/** Where it serves, with the real port, such as {@code http://127.0.0.1:2375}. */
	URI url();

	/**
	 * Stops serving, ends open streams and leaves the data folder consistent. Whether the engine's guests run on is the engine's own affair.
	 * Calling it again does nothing.
	 */
	@Override
	void close();
}
