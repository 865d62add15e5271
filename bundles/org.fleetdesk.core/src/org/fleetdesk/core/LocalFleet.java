package org.fleetdesk.core;

import java.io.IOException;
import java.util.function.BooleanSupplier;

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

	/**
	 * Says what becomes of the engines when this process is told to end, be it in the middle of their start: without this, a start that is under way is broken off, and engines that
	 * serve go on.
	 *
	 * @param ends asked then; whether they end too. It must not block
	 */
	void endWithProcess(BooleanSupplier ends);

	/** Ends the engines in order and waits for it, also when they are just being started; does nothing when none runs. */
	void stop() throws IOException, InterruptedException;

	/** Whether they run, told from {@code instance.json} and the process it names. */
	boolean running();
}
