package org.fleetdesk.core;

/**
 * A verb that a resource kind knows.
 *
 * @param verb        the task verb that does it, such as {@code so3.container.stop}
 * @param label       such as "Stop"
 * @param phrase      how it is said with what it is done on, where label and name make no sentence: "Regenerate the key of %s"; else empty
 * @param destructive whether it is confirmed before it starts
 * @param undoable    whether Undo takes back what it did; of a destructive one the question says otherwise that nothing does
 */
public record Action(String verb, String label, String phrase, boolean destructive, boolean undoable) {

	/** One whose label goes with a name behind it, such as "Stop ticker-7". */
	public Action(String verb, String label, boolean destructive) {
		this(verb, label, "", destructive);
	}

	/** One of which nothing is said about undoing it. */
	public Action(String verb, String label, String phrase, boolean destructive) {
		this(verb, label, phrase, destructive, false);
	}

	/** Such as "Stop ticker-7" or "Regenerate the key of 3 gateways". */
	public String on(String what) {
		return phrase.isEmpty() ? label + " " + what : phrase.formatted(what);
	}

	/** Such as "Stop container"; the label alone when it says already what is meant. */
	public String onKind(String kind) {
		return phrase.isEmpty() ? on(kind) : label;
	}
}
