package org.fleetdesk.core;

import java.io.IOException;

/**
 * The engines on this machine that the console brings along ({@code engine local}); a service. Adopts a running one
 * ({@code <data>/local/instance.json}) or starts it as a child process, and keeps a connection named "Local" for each engine.
 */
public interface LocalFleet {

	/** Blocks until the engines serve, or throws with the reason; may be interrupted. */
	void ensureRunning() throws IOException, InterruptedException;

	/**
	 * From now on starts the engines again whenever they end without having been stopped, with growing pauses; an event tells each time.
	 * Calling it again does nothing.
	 */
	void keepRunning();

	/** Ends the engines in order and waits for it; does nothing when none runs. */
	void stop() throws IOException, InterruptedException;

	/** Whether they run, told from {@code instance.json} and the process it names. */
	boolean running();
}
