package org.fleetdesk.opennebula.oneflow;

/** The state of a service; its number is its ordinal (service.rb of OneFlow). */
public enum ServiceState {

	PENDING, DEPLOYING, RUNNING, UNDEPLOYING, WARNING, DONE, FAILED_UNDEPLOYING, FAILED_DEPLOYING, SCALING, FAILED_SCALING, COOLDOWN, DEPLOYING_NETS, UNDEPLOYING_NETS,
	FAILED_DEPLOYING_NETS, FAILED_UNDEPLOYING_NETS, HOLD;

	private static final ServiceState[] ALL = values();

	public int number() {
		return ordinal();
	}

	/** Whether it stays so until somebody recovers or deletes it. */
	public boolean isFailed() {
		return name().startsWith("FAILED_");
	}

	/** @throws IllegalArgumentException for a number that no state has */
	public static ServiceState of(int number) {
		if (number < 0 || number >= ALL.length) {
			throw new IllegalArgumentException("No state of a service: " + number);
		}
		return ALL[number];
	}

	/** {@link #WARNING} for a number that only later versions have: something is there that should be looked at. */
	static ServiceState orWarning(int number) {
		return number >= 0 && number < ALL.length ? ALL[number] : WARNING;
	}
}
