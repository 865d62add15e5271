package org.fleetdesk.gateways.engine.internal.store;

import java.sql.SQLException;
import java.time.Instant;

/** Told of what happens to the values of devices, in the transaction in which it is kept: what follows from it is on disk together with it, or not at all. */
public interface DeviceListener {

	/**
	 * A value that was written.
	 *
	 * @param text     empty when the alias was cleared
	 * @param byDevice else the cloud wrote it
	 * @param survivor what the cloud had written and the device reads next, as it cleared an older value: it had not read this one; null when there is none
	 */
	record Written(String alias, String text, Instant at, boolean byDevice, String survivor) {
	}

	/** A device or the cloud wrote a value. Points that a device records with a time of its own come here too when they are the newest. */
	void written(Tx tx, DeviceKey device, Written value) throws SQLException;

	/** A device has read, for the first time, a value that the cloud wrote. */
	void read(Tx tx, DeviceKey device, String alias, String text, Instant at) throws SQLException;
}
