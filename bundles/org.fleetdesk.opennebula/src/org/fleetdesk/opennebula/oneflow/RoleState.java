package org.fleetdesk.opennebula.oneflow;

/** The state of a role; its number is its ordinal (role.rb of OneFlow). */
public enum RoleState {

	PENDING, DEPLOYING, RUNNING, UNDEPLOYING, WARNING, DONE, FAILED_UNDEPLOYING, FAILED_DEPLOYING, SCALING, FAILED_SCALING, COOLDOWN, HOLD;

	private static final RoleState[] ALL = values();

	public int number() {
		return ordinal();
	}

	/** Whether it stays so until somebody recovers or deletes the service. */
	public boolean isFailed() {
		return name().startsWith("FAILED_");
	}

	/** @throws IllegalArgumentException for a number that no state has */
	public static RoleState of(int number) {
		if (number < 0 || number >= ALL.length) {
			throw new IllegalArgumentException("No state of a role: " + number);
		}
		return ALL[number];
	}

	/** {@link #WARNING} for a number that only later versions have: something is there that should be looked at. */
	static RoleState orWarning(int number) {
		return number >= 0 && number < ALL.length ? ALL[number] : WARNING;
	}
}
