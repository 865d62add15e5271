package org.fleetdesk.tasks;

/** A request that is running already, on the same target. The message is for the user and names the running one. */
public final class DuplicateTaskException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String run;

	/** @param run the id of the running one */
	public DuplicateTaskException(String message, String run) {
		super(message);
		this.run = run;
	}

	/** The id of the running one. */
	public String run() {
		return run;
	}
}
