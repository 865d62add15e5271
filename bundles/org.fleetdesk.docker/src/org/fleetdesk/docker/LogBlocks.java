package org.fleetdesk.docker;

import java.io.IOException;

/** Takes a log as it comes. */
@FunctionalInterface
public interface LogBlocks {

	/** The engine has accepted the request; called once, before the first block. */
	default void connected() {
	}

	/**
	 * A piece of one output, cut anywhere; with timestamps, each line in it begins with its time (RFC 3339 with nanoseconds) and a space.
	 *
	 * @param bytes are reused after the call
	 */
	void block(boolean stderr, byte[] bytes, int offset, int length) throws IOException;
}
