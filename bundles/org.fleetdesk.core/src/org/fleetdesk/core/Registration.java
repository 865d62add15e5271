package org.fleetdesk.core;

/** Ends what a registering call began. Closing twice does nothing. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

	@Override
	void close();
}
