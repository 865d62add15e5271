package org.fleetdesk.engine;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A running engine. */
public interface Engine extends AutoCloseable {

	/** Where it serves, with the real port, such as {@code http://127.0.0.1:2375}. */
	URI url();

	/** Where it serves what else, by names in lower case such as {@code oneflow}, in display order; empty when there is nothing else. */
	default Map<String, URI> further() {
		return Map.of();
	}

	/** A file that only its owner may read, with {@code USER:PASSWORD} of somebody who may do everything; empty when the engine asks for nobody. */
	default Optional<Path> credentials() {
		return Optional.empty();
	}

	/** Options that a connection to it from this machine has beside its URL. */
	default Map<String, String> connectionOptions() {
		return Map.of();
	}

	/**
	 * Stops serving, ends open streams and leaves the data folder consistent. Whether the engine's guests run on is the engine's own affair.
	 * Calling it again does nothing.
	 */
	@Override
	void close();
}
