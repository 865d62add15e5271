package org.fleetdesk.opennebula.vm;

/** The state of a virtual machine; its number is its ordinal (VirtualMachine.h of OpenNebula). */
public enum VmState {

	INIT("init"), PENDING("pend"), HOLD("hold"), ACTIVE("actv"), STOPPED("stop"), SUSPENDED("susp"), DONE("done"),
	/** No longer used by OpenNebula. */
	FAILED("fail"), POWEROFF("poff"), UNDEPLOYED("unde"), CLONING("clon"), CLONING_FAILURE("fail");

	private static final VmState[] ALL = values();

	private final String letters;

	VmState(String letters) {
		this.letters = letters;
	}

	/** As OpenNebula's own tools show it, in four letters. */
	public String letters() {
		return letters;
	}

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
