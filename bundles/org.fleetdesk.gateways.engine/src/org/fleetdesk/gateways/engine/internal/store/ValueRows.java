package org.fleetdesk.gateways.engine.internal.store;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.store.Product.Resource;

/** The rows of a device's values within a transaction. */
final class ValueRows {

	private static final String KEY = " WHERE device = ? AND resource = ?";
	private static final String INSERT = "INSERT INTO alias_value (device, resource, reported, reported_at, pending, pending_at, pending_revision, seen, latest) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)";

	private final Tx tx;
	private final DeviceKey device;

	ValueRows(Tx tx, DeviceKey device) {
		this.tx = tx;
		this.device = device;
	}

	/** What the cloud wrote and the device has not read. */
	Optional<String> unread(Resource resource) throws SQLException {
		return Rows.first(tx.prepare("SELECT pending FROM alias_value" + KEY + " AND pending IS NOT NULL AND pending_revision > seen", device.id(), resource.id()), row -> row.getString(1));
	}

	/** The device writes. */
	void report(Resource resource, String text, long now) throws SQLException {
		// only a clear leaves what the device has not read
		String pending = text.isEmpty() ? "CASE WHEN pending_revision > seen THEN pending END" : "NULL";
		if (tx.update("UPDATE alias_value SET reported = ?, reported_at = ?, pending = " + pending + ", latest = CASE WHEN latest >= ? THEN latest + 1 ELSE ? END" + KEY, text, now, now, now,
				device.id(), resource.id()) == 0) {
			tx.update(INSERT, device.id(), resource.id(), text, now, null, 0L, 0L, now);
		}
	}

	/** The cloud writes. @return the time, in a second in which there is no other point */
	long set(Resource resource, String text, long now) throws SQLException {
		var latest = Rows.first(tx.prepare("SELECT latest FROM alias_value" + KEY, device.id(), resource.id()), row -> row.getLong(1));
		if (latest.isEmpty()) {
			tx.update(INSERT, device.id(), resource.id(), null, 0L, text, now, tx.revision(), now);
			return now;
		}
		long at = latest.get() / 1000 < now / 1000 ? now : (latest.get() / 1000 + 1) * 1000;
		tx.update("UPDATE alias_value SET pending = ?, pending_at = ?, pending_revision = ?, latest = ?" + KEY, text, at, tx.revision(), at, device.id(), resource.id());
		return at;
	}

	/** Adds the points of values that were just written, each at its row's latest time, and lets old ones go. */
	void appendHistory(Map<Resource, String> values, boolean byDevice, long now) throws SQLException {
		for (var value : values.entrySet()) {
			tx.update("INSERT INTO history (device, resource, at, writer, text) SELECT device, resource, latest, CAST(? AS VARCHAR), CAST(? AS VARCHAR) FROM alias_value" + KEY,
					byDevice ? "d" : "c", value.getValue(), device.id(), value.getKey().id());
			trim(value.getKey(), now);
		}
	}

	/** Whether there is a point less than a second away. */
	boolean isTaken(Resource resource, long at) throws SQLException {
		return Rows.first(tx.prepare("SELECT at FROM history" + KEY + " AND at > ? AND at < ? FETCH FIRST 1 ROWS ONLY", device.id(), resource.id(), at - 1000, at + 1000),
				row -> row.getLong(1)).isPresent();
	}

	/** Adds a point at a free time. @return whether it is the newest, and so the value now */
	boolean record(Resource resource, String text, long at, long now) throws SQLException {
		long when = Math.min(at, now); // a clock ahead does not hold back what is written with ours
		tx.update("INSERT INTO history (device, resource, at, writer, text) VALUES (?, ?, ?, 'd', ?)", device.id(), resource.id(), at, text);
		var latest = Rows.first(tx.prepare("SELECT latest FROM alias_value" + KEY, device.id(), resource.id()), row -> row.getLong(1));
		if (latest.isEmpty()) {
			tx.update(INSERT, device.id(), resource.id(), text, when, null, 0L, 0L, when);
			return true;
		}
		if (when < latest.get()) {
			return false;
		}
		tx.update("UPDATE alias_value SET reported = ?, reported_at = ?, pending = NULL, latest = ?" + KEY, text, when, when, device.id(), resource.id());
		return true;
	}

	/** Keeps as much of the history as the alias says. */
	void trim(Resource resource, long now) throws SQLException {
		tx.update("DELETE FROM history" + KEY + " AND at <= GREATEST(?, COALESCE((SELECT h.at FROM history h WHERE h.device = ? AND h.resource = ? "
				+ "ORDER BY h.at DESC OFFSET ? ROWS FETCH FIRST 1 ROWS ONLY), 0))", device.id(), resource.id(), now - resource.retention().age().toMillis(), device.id(), resource.id(),
				resource.retention().count());
	}
}
