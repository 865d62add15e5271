package org.fleetdesk.gateways.engine.internal.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Told of what devices do with their values, in the transaction in which it is kept: what follows from it is on disk together with it, or not at all. */
public interface DeviceListener {

	/**
	 * A device wrote a value.
	 *
	 * @param text  empty when it cleared the alias
	 * @param clears whether this emptied what the cloud had written; false for a clear that meets a newer value than the device has read
	 */
	void written(Tx tx, DeviceKey device, String alias, String text, Instant at, boolean clears) throws SQLException;

	/** A device has read, for the first time, a value that the cloud wrote. */
	void read(Tx tx, DeviceKey device, String alias, String text, Instant at) throws SQLException;

	/** Of several, in their order. */
	static DeviceListener all(List<DeviceListener> listeners) {
		return new DeviceListener() {

			@Override
			public void written(Tx tx, DeviceKey device, String alias, String text, Instant at, boolean clears) throws SQLException {
				for (var listener : listeners) {
					listener.written(tx, device, alias, text, at, clears);
				}
			}

			@Override
			public void read(Tx tx, DeviceKey device, String alias, String text, Instant at) throws SQLException {
				for (var listener : listeners) {
					listener.read(tx, device, alias, text, at);
				}
			}
		};
	}
}
