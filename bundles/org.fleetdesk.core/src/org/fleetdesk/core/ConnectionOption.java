package org.fleetdesk.core;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that a kind of engine wants to know of a connection beside its URL.
 *
 * @param id           stable, such as {@code sftp} or {@code sftp.password}; stands in stored connections
 * @param label        for a dialog, in sentence case, without a colon
 * @param hint         one sentence: what it is for, and an example
 * @param defaultValue what holds when nothing is given; empty: nothing
 * @param secret       whether the value belongs into {@link Secrets} and is shown nowhere
 * @param problem      why a value is of no use, as a sentence for the user, or empty; asked for values that are not empty
 */
public record ConnectionOption(String id, String label, String hint, String defaultValue, boolean secret, Function<String, Optional<String>> problem) {

	public ConnectionOption {
		Objects.requireNonNull(id);
		Objects.requireNonNull(label);
		Objects.requireNonNull(hint);
		Objects.requireNonNull(defaultValue);
		Objects.requireNonNull(problem);
	}
}
