package org.fleetdesk.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;


/**
 * What an engine is started with.
 *
 * @param data    the engine's data folder; it exists, and this process has it locked
 * @param serving where to serve, and to whom
 * @param options values of the engine's own options by name with dashes, defaults filled in
 */
public record EngineContext(Path data, Serving serving, Map<String, String> options) {

	public EngineContext {
		options = Map.copyOf(options);
	}

	/** Serves at an address only. */
	public EngineContext(Path data, ListenAddress listen, Security security, Map<String, String> options) {
		this(data, Serving.at(listen, security), options);
	}

	/** The value of one of the engine's options, empty when it has neither a value nor a default. */
	public Optional<String> option(String name) {
		return Optional.ofNullable(options.get(name)).filter(v -> !v.isBlank());
	}
}
