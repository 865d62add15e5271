package org.fleetdesk.tasks;

/** A rollout over targets on which another one of the same verb is under way. The message is for the user and names that one. */
public final class DuplicateRolloutException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String rollout;

	/** @param rollout the id of the one that is under way */
	public DuplicateRolloutException(String message, String rollout) {
		super(message);
		this.rollout = rollout;
	}

	/** The id of the one that is under way. */
	public String rollout() {
		return rollout;
	}
}
