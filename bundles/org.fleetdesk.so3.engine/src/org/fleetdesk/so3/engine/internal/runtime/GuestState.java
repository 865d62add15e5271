package org.fleetdesk.so3.engine.internal.runtime;

/** What a guest does, in the words of the SO3 agency. */
public enum GuestState {

	/** Loaded into its slot; no instruction of it has run. */
	BOOTING("booting"),
	/** Its CPU runs. */
	LIVING("living"),
	/** Stopped in mid-air; goes on where it was. */
	SUSPENDED("suspended"),
	/** Gone; {@link Guest#exit()} says how. Its log is complete. */
	DEAD("dead");

	private final String word;

	GuestState(String word) {
		this.word = word;
	}

	/** The agency's own word, such as {@code living}. */
	public String word() {
		return word;
	}
}
