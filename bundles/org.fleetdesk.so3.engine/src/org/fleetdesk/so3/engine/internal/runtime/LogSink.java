package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;

/** Takes entries of a {@link ContainerLog} in order, without an object for each. An exception of it ends the reading. */
@FunctionalInterface
public interface LogSink {

	/**
	 * One entry. The bytes are the guest's own and untrusted; the array is only lent for the call.
	 *
	 * @param nanos    when it was read, in nanoseconds since 1970; strictly growing
	 * @param text     holds the entry, without its line feed
	 * @param complete true when a line feed ends it; false when the line goes on in the next entry (longer than 16 KiB, or the guest paused within it)
	 */
	void entry(long nanos, byte[] text, int offset, int length, boolean complete) throws IOException;

	/** All that is there has been given; what follows may take time. A stream to a client flushes here. */
	default void idle() throws IOException {
	}
}
