package org.fleetdesk.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What an operator types into, to use an engine by hand. It speaks to the engine as any client does, through its socket. */
@FunctionalInterface
public interface EnginePrompt {

	/**
	 * @param data     the engine's data folder
	 * @param socket   where the engine serves, in this process or in another one
	 * @param serving  where this process serves beside the socket, such as {@code https://127.0.0.1:2375}; empty when it does not
	 * @param owner    the process of an engine that was running already; empty when the engine is in this one and ends with the prompt
	 * @param stopping whether this process has been told to end
	 */
	record Place(Path data, Path socket, Optional<String> serving, Optional<Long> owner, BooleanSupplier stopping) {
	}

	/**
	 * Runs commands from the standard input until its end, {@code exit}, or an interrupt of the thread: with a prompt on a terminal, else as a script.
	 *
	 * @return the exit code of the process
	 * @throws EngineException when the engine cannot be reached or the terminal cannot be used
	 */
	int run(Place place) throws EngineException, InterruptedException;
}
