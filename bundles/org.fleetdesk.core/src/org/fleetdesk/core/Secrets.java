package org.fleetdesk.core;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Passwords, tokens and keys in Equinox secure storage; a service. Values are never logged. */
public interface Secrets {

	void put(String name, String secret) throws IOException;

	Optional<String> get(String name) throws IOException;

	void remove(String name) throws IOException;

	/** The names of all that are stored. */
	Set<String> names() throws IOException;

	/** Answers {@link #get} for these names from memory until the registration is closed, so that a connection can be tried before it is saved; nothing is stored. */
	Registration lend(Map<String, String> secrets);
}
