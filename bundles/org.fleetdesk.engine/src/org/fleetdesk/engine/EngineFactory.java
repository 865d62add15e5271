package org.fleetdesk.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One kind of engine that this installation can run: a service, found by the launcher and by the local fleet. */
public interface EngineFactory {

	/** The engine's name on the command line, such as {@code emiso}. */
	String name();

	/** The domain that the engine serves, as connections name it, such as {@code so3}. */
	String kind();

	/** One sentence for the usage text. */
	String description();

	/** The TCP port of this engine's protocol when none is given. */
	int defaultPort();

	/**
	 * Where the engine listens when {@code --listen} is not given; asked with the data folder locked.
	 *
	 * @param options as {@link #start} gets them
	 * @throws EngineException          when the engine's own configuration says it, and cannot be used
	 * @throws IllegalArgumentException when the value of an option is wrong, with a sentence for the user
	 */
	default ListenAddress listen(Path data, Map<String, String> options) throws EngineException {
		return new ListenAddress("127.0.0.1", defaultPort());
	}

	/** Whether the local fleet runs it; not what another engine brings along. */
	default boolean inLocalFleet() {
		return true;
	}

	/** The engine's own options. */
	List<EngineOption> options();

	/** Values of the engine's own options in the local fleet, where they differ from the defaults. */
	default Map<String, String> localOptions() {
		return Map.of();
	}

	/** The engine's prompt for {@code --interactive}; empty when it has none. */
	default Optional<EnginePrompt> prompt() {
		return Optional.empty();
	}

	/**
	 * Starts the engine; it serves when this returns.
	 *
	 * @param context the settings; the data folder exists and is locked for this process
	 * @throws EngineException          when it cannot start; nothing is left running then
	 * @throws InterruptedException     when the thread was interrupted; nothing is left running then
	 * @throws IllegalArgumentException when the value of an option is wrong, with a sentence for the user
	 */
	Engine start(EngineContext context) throws EngineException, InterruptedException;
}
