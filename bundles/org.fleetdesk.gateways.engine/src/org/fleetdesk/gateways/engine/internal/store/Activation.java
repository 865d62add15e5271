package org.fleetdesk.gateways.engine.internal.store;

/** What comes of a device's wish to be activated. */
public sealed interface Activation {

	/** @param token given out once; only its digest is kept */
	record Activated(DeviceKey device, String token) implements Activation {

		/** The token stays out of logs. */
		@Override
		public String toString() {
			return "Activated[" + device + "]";
		}
	}

	/** There is no such product, or no such device and the product does not let strangers in. */
	record Unknown() implements Activation {
	}

	/** It has a token already, or its time is over. */
	record NotEnabled() implements Activation {
	}

	/** An operator locked it. */
	record Locked() implements Activation {
	}
}
