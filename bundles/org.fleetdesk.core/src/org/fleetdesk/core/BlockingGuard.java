package org.fleetdesk.core;

/**
 * Called first by every entry point that touches network, files or processes; the console refuses such calls on its UI thread. A service:
 * whoever has something against a call registers one, and entry points inject the one that asks them all.
 */
@FunctionalInterface
public interface BlockingGuard {

	/**
	 * @param what the entry point, for the message
	 * @throws IllegalStateException on a thread that must not block
	 */
	void check(String what);
}
