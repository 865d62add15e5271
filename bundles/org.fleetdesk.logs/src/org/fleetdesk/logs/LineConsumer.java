package org.fleetdesk.logs;

import java.io.IOException;

/** Takes lines one by one. */
@FunctionalInterface
public interface LineConsumer {

	/**
	 * @param timeNanos nanoseconds since 1970
	 * @param bytes holds the text, which must be copied when it is kept; without a line end, at most {@link LineSplitter#MAX_LINE} long
	 * @param flags see {@link LineFlags}
	 */
	void line(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException;
}
