package org.fleetdesk.so3.model;

/**
 * A hash node of a sub-image.
 *
 * @param path of the node
 * @param algorithm as written in the image, such as {@code sha256}
 * @param expected the value in the image, lower-case hexadecimal digits; empty when missing
 * @param actual the value of the data that is really there; empty when not computed
 */
public record Hash(String path, String algorithm, String expected, String actual, State state) {

	/** The result of recomputing. */
	public enum State {
		MATCH, MISMATCH,
		/** Not computed: unknown algorithm, no value or no data. */
		UNCHECKED
	}
}
