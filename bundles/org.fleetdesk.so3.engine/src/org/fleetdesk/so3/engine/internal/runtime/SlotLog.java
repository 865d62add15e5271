package org.fleetdesk.so3.engine.internal.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The log of a slot, {@code me_<slot>.log}, in the form that the original engine's syslog-ng gave it. Successive guests of the slot share it. */
public final class SlotLog implements Closeable {

	/**
	 * Opens {@code <folder>/me_<slot>.log} for its only writer; makes it, and its folder, when absent.
	 *
	 * @param host name of the Smart Object, as the lines are to give it
	 */
	public static SlotLog open(Path folder, int slot, String host) throws IOException {
		throw new IOException("not there yet: " + folder + slot + host);
	}

	@Override
	public void close() throws IOException {
	}
}
