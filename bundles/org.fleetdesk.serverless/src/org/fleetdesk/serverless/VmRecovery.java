package org.fleetdesk.serverless;

import java.util.Locale;

/** How a virtual machine that failed or is stuck is recovered; the numbers are OpenNebula's, {@code one.vm.recover}. */
public enum VmRecovery {
	/** What it was doing counts as failed. */
	FAILURE(0),
	/** What it was doing counts as done. */
	SUCCESS(1),
	/** What it was doing is tried again. */
	RETRY(2),
	/** It is deleted. */
	DELETE(3),
	/** It is deleted and deployed anew. */
	RECREATE(4);

	private final int number;

	VmRecovery(int number) {
		this.number = number;
	}

	public int number() {
		return number;
	}

	/** As it stands in a request's parameters and on the command line. */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** @throws IllegalArgumentException with a sentence for the user */
	public static VmRecovery of(String word) {
		for (var one : values()) {
			if (one.word().equals(word)) {
				return one;
			}
		}
		throw new IllegalArgumentException("\"" + word + "\" is no way to recover a virtual machine; say retry, success, failure, delete or recreate");
	}
}
