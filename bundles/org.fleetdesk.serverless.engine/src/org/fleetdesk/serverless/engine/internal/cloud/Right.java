package org.fleetdesk.serverless.engine.internal.cloud;

/** What somebody may do with an object; the bits of a permission's octal digit. */
public enum Right {

	USE(4), MANAGE(2), ADMIN(1);

	private final int bit;

	Right(int bit) {
		this.bit = bit;
	}

	int bit() {
		return bit;
	}
}
