package org.fleetdesk.opennebula.vm;

/** The state of a virtual machine; its number is its ordinal (VirtualMachine.h of OpenNebula). */
public enum VmState {

	INIT, PENDING, HOLD, ACTIVE, STOPPED, SUSPENDED, DONE,
	/** No longer used by OpenNebula. */
	FAILED, POWEROFF, UNDEPLOYED, CLONING, CLONING_FAILURE;

	private static final VmState[] ALL = values();

	public int number() {
		return ordinal();
	}

	/** @throws IllegalArgumentException for a number that no state has */
	public static VmState of(int number) {
		if (number < 0 || number >= ALL.length) {
			throw new IllegalArgumentException("No state of a virtual machine: " + number);
		}
		return ALL[number];
	}
}
