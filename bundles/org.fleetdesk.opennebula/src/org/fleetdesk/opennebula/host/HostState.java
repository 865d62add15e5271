package org.fleetdesk.opennebula.host;

/** The state of a host; its number is its ordinal (Host.h of OpenNebula). */
public enum HostState {

	INIT, MONITORING_MONITORED, MONITORED, ERROR, DISABLED, MONITORING_ERROR, MONITORING_INIT, MONITORING_DISABLED, OFFLINE;

	private static final HostState[] ALL = values();

	public int number() {
		return ordinal();
	}

	/** @throws IllegalArgumentException for a number that no state has */
	public static HostState of(int number) {
		if (number < 0 || number >= ALL.length) {
			throw new IllegalArgumentException("No state of a host: " + number);
		}
		return ALL[number];
	}
}
