package org.fleetdesk.core;

/**
 * A resource's state.
 *
 * @param phase      its meaning
 * @param word       the word shown, such as "running"
 * @param nativeWord the engine's own word shown in brackets, such as "living", or empty
 */
public record State(Phase phase, String word, String nativeWord) {

	public static final State NONE = new State(Phase.NONE, "", "");

	@Override
	public String toString() {
		return nativeWord.isEmpty() ? word : word + " (" + nativeWord + ")";
	}
}
