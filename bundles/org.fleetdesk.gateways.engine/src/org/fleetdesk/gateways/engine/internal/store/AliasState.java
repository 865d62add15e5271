package org.fleetdesk.gateways.engine.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.store.Product.Resource;

/**
 * The value of an alias of a device now.
 *
 * @param reported what the device wrote last
 * @param pending  what the cloud wrote since, and the device has neither overwritten nor cleared
 * @param seen     whether the device has read the pending value
 */
public record AliasState(Resource resource, Optional<Point> reported, Optional<Point> pending, boolean seen) {

	/** @param text empty when the alias was cleared */
	public record Point(Instant at, String text, boolean byDevice) {
	}

	/** What the device reads. */
	public Optional<Point> current() {
		return pending.or(() -> reported);
	}

	/** The columns that {@link #of} needs. */
	static final String COLUMNS = "resource, reported, reported_at, pending, pending_at, pending_revision, seen";

	static AliasState of(Resource resource, ResultSet row) throws SQLException {
		String reported = row.getString("reported");
		String pending = row.getString("pending");
		return new AliasState(resource, reported == null ? Optional.empty() : Optional.of(new Point(Instant.ofEpochMilli(row.getLong("reported_at")), reported, true)),
				pending == null ? Optional.empty() : Optional.of(new Point(Instant.ofEpochMilli(row.getLong("pending_at")), pending, false)),
				row.getLong("pending_revision") <= row.getLong("seen"));
	}
}
