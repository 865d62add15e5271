package org.fleetdesk.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;


/**
 * What an engine is started with.
 *
 * @param data     the engine's data folder; it exists, and this process has it locked
 * @param listen   where to serve
 * @param security who may use it
 * @param options  values of the engine's own options by name with dashes, defaults filled in
 */
public record EngineContext(Path data, ListenAddress listen, Security security, Map<String, String> options) {

	public EngineContext {
		options = Map.copyOf(options);
	}

	/** The value of one of the engine's options, empty when it has neither a value nor a default. */
	public Optional<String> option(String name) {
		return Optional.ofNullable(options.get(name)).filter(v -> !v.isBlank());
	}
}
