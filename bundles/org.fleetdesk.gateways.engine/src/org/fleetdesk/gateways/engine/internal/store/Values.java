package org.fleetdesk.gateways.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.gateways.engine.internal.store.AliasState.Point;
import org.fleetdesk.gateways.engine.internal.store.DeviceListener.Written;
import org.fleetdesk.gateways.engine.internal.store.Product.Resource;

/**
 * The values of the devices. A device and the cloud write the same alias, as in Exosite's first generation; what the cloud wrote stays apart until the device
 * has taken note of it, as in the second one. The device reads what the cloud wrote last, unless it has written something since; when it clears an alias, only
 * what it has read is cleared.
 */
public final class Values {

	/** The longest value, in characters. */
	public static final int LONGEST = 256 * 1024;
	/** How far the clock of a device that records may be ahead. */
	private static final Duration AHEAD = Duration.ofDays(1);
	private static final String KEY = " WHERE device = ? AND resource = ?";

	private final Database database;
	private final Products products;
	private final InstantSource clock;
	private final Waiters waiters = new Waiters();
	private final List<DeviceListener> listeners = new CopyOnWriteArrayList<>();

	public Values(Database database, Products products, InstantSource clock) {
		this.database = database;
		this.products = products;
		this.clock = clock;
	}

	/** Adds one who is told of all values; before the engine serves. */
	public void listen(DeviceListener listener) {
		listeners.add(listener);
	}

	/** For those who wait for a value of a device: by the id of its resource. */
	public Waiters waiters() {
		return waiters;
	}

	/**
	 * A device writes values, all at one time; aliases that its product does not have are ignored.
	 *
	 * @param address where its request came from
	 * @return whether there was something to write
	 */
	public boolean write(DeviceKey device, Map<String, String> values, String address) throws InterruptedException {
		var known = known(device, values);
		if (known.isEmpty()) {
			return false;
		}
		return database.write(tx -> {
			long now = clock.millis();
			var store = new ValueRows(tx, device);
			var written = new ArrayList<Written>();
			for (var value : known.entrySet()) {
				var survivor = value.getValue().isEmpty() ? store.unread(value.getKey()) : Optional.<String>empty();
				store.report(value.getKey(), value.getValue(), now);
				written.add(new Written(value.getKey().alias(), value.getValue(), Instant.ofEpochMilli(now), true, survivor.orElse(null)));
			}
			store.appendHistory(known, true, now);
			for (var value : written) { // who is told may write the next value
				told(tx, device, value);
			}
			tx.update("UPDATE device SET revision = ?, last_seen = ?, last_address = ? WHERE id = ?", tx.revision(), now, address, device.id());
			signal(tx, device, known.keySet());
			return true;
		});
	}

	/** The cloud writes a value. @return false when the product of the device has no such alias */
	public boolean writeByCloud(DeviceKey device, String alias, String text) throws InterruptedException {
		return database.write(tx -> writeByCloud(tx, device, alias, text));
	}

	/** The same within another change. */
	public boolean writeByCloud(Tx tx, DeviceKey device, String alias, String text) throws SQLException {
		var known = known(device, Map.of(alias, text));
		for (var value : known.entrySet()) {
			var store = new ValueRows(tx, device);
			long at = store.set(value.getKey(), value.getValue(), clock.millis());
			store.appendHistory(known, false, at);
			told(tx, device, new Written(alias, value.getValue(), Instant.ofEpochMilli(at), false, null));
			tx.update("UPDATE device SET revision = ? WHERE id = ?", tx.revision(), device.id());
			signal(tx, device, known.keySet());
		}
		return !known.isEmpty();
	}

	/** Whatever a device sends becomes text that both databases can keep. */
	private Map<Resource, String> known(DeviceKey device, Map<String, String> values) {
		var product = products.find(device.product());
		var known = new LinkedHashMap<Resource, String>();
		values.forEach((alias, text) -> product.flatMap(p -> p.resource(alias)).ifPresent(r -> known.put(r, Texts.storable(text))));
		return known;
	}

	private void told(Tx tx, DeviceKey device, Written value) throws SQLException {
		for (var listener : listeners) {
			listener.written(tx, device, value);
		}
	}

	private void signal(Tx tx, DeviceKey device, Collection<Resource> resources) {
		tx.afterCommit(() -> resources.forEach(r -> waiters.signal(device.id(), r.id())));
	}

	/** A device reads aliases: those that have a value which is not empty, in the order of the wish. What the cloud wrote counts as seen from now on. */
	public Map<String, String> read(DeviceKey device, List<String> aliases) throws InterruptedException {
		var resources = products.find(device.product()).map(p -> aliases.stream().flatMap(a -> p.resource(a).stream()).toList()).orElse(List.of());
		if (resources.isEmpty()) {
			return Map.of();
		}
		var states = states(device, resources);
		var unseen = states.values().stream().filter(s -> s.pending().isPresent() && !s.seen()).toList();
		if (!unseen.isEmpty()) {
			see(device, unseen);
		}
		var values = new LinkedHashMap<String, String>();
		for (var resource : resources) {
			Optional.ofNullable(states.get(resource.alias())).flatMap(AliasState::current).map(Point::text).filter(t -> !t.isEmpty()).ifPresent(t -> values.put(resource.alias(), t));
		}
		return values;
	}

	private void see(DeviceKey device, List<AliasState> unseen) throws InterruptedException {
		database.write(tx -> {
			for (var state : unseen) {
				var point = state.pending().orElseThrow();
				// a newer value has not been read
				if (tx.update("UPDATE alias_value SET seen = pending_revision" + KEY + " AND pending_at = ? AND seen < pending_revision AND pending IS NOT NULL", device.id(),
						state.resource().id(), point.at().toEpochMilli()) == 1) {
					for (var listener : listeners) {
						listener.read(tx, device, state.resource().alias(), point.text(), point.at());
					}
					tx.update("UPDATE device SET revision = ? WHERE id = ?", tx.revision(), device.id());
				}
			}
			return null;
		});
	}

	/** All values of a device that were ever written, by alias, in the order of its product's aliases. */
	public Map<String, AliasState> states(DeviceKey device) {
		return states(device, products.find(device.product()).map(Product::resources).orElse(List.of()));
	}

	/** Some values of a device. */
	public Map<String, AliasState> states(DeviceKey device, Collection<Resource> resources) {
		if (resources.isEmpty()) {
			return Map.of();
		}
		var byId = new LinkedHashMap<Long, Resource>();
		resources.forEach(r -> byId.put(r.id(), r));
		var parameters = new ArrayList<Object>(List.of(device.id()));
		parameters.addAll(byId.keySet());
		var found = new LinkedHashMap<Long, AliasState>();
		database.read(c -> Rows.list(c, "SELECT " + AliasState.COLUMNS + " FROM alias_value WHERE device = ? AND resource IN (" + "?, ".repeat(byId.size() - 1) + "?)",
				row -> found.put(row.getLong("resource"), AliasState.of(byId.get(row.getLong("resource")), row)), parameters.toArray()));
		var states = new LinkedHashMap<String, AliasState>();
		byId.forEach((id, resource) -> Optional.ofNullable(found.get(id)).ifPresent(s -> states.put(resource.alias(), s)));
		return states;
	}

	/** The history of a value, newest first. @param before older than this only */
	public List<Point> history(DeviceKey device, Resource resource, Instant before, int limit) {
		return database.read(c -> Rows.list(c, "SELECT at, writer, text FROM history" + KEY + " AND at < ? ORDER BY at DESC FETCH FIRST ? ROWS ONLY", Values::point, device.id(),
				resource.id(), before.toEpochMilli(), limit));
	}

	/** The points from a time to another one, both included, oldest first. */
	public List<Point> history(DeviceKey device, Resource resource, Instant from, Instant to, int limit) {
		return database.read(c -> Rows.list(c, "SELECT at, writer, text FROM history" + KEY + " AND at >= ? AND at <= ? ORDER BY at FETCH FIRST ? ROWS ONLY", Values::point, device.id(),
				resource.id(), from.toEpochMilli(), to.toEpochMilli(), limit));
	}

	private static Point point(java.sql.ResultSet row) throws SQLException {
		return new Point(Instant.ofEpochMilli(row.getLong(1)), row.getString(3), row.getString(2).equals("d"));
	}

	/**
	 * Waits for a point that is newer than a second.
	 *
	 * @param since in seconds since 1970; empty: newer than the newest one now
	 * @return the first such point; empty when the time is over or the engine stops
	 */
	public Optional<Point> await(DeviceKey device, Resource resource, Optional<Long> since, Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		try (var waiter = waiters.open(device.id(), resource.id())) {
			long after = since.isPresent() ? (since.get() + 1) * 1000 - 1 : latest(device, resource);
			do {
				var point = database.read(c -> firstAfter(c, device, resource, after));
				if (point.isPresent()) {
					return point;
				}
			} while (waiter.await(Duration.ofNanos(end - System.nanoTime())));
			return Optional.empty();
		}
	}

	/** The same for a device, to which it counts as read. */
	public Optional<Point> poll(DeviceKey device, Resource resource, Optional<Long> since, Duration time) throws InterruptedException {
		var point = await(device, resource, since, time);
		got(device, resource, point.stream().toList());
		return point;
	}

	/** A device got points of the history: what the cloud wrote last counts as read, if it is among them. */
	public void got(DeviceKey device, Resource resource, Collection<Point> points) throws InterruptedException {
		if (points.stream().anyMatch(p -> !p.byDevice())) {
			var state = states(device, List.of(resource)).get(resource.alias());
			if (state != null && !state.seen() && state.pending().filter(points::contains).isPresent()) {
				see(device, List.of(state));
			}
		}
	}

	private long latest(DeviceKey device, Resource resource) {
		return database.read(c -> Rows.first(c, "SELECT latest FROM alias_value" + KEY, row -> row.getLong(1), device.id(), resource.id())).orElse(0L);
	}

	private static Optional<Point> firstAfter(Connection connection, DeviceKey device, Resource resource, long after) throws SQLException {
		return Rows.first(connection, "SELECT at, writer, text FROM history" + KEY + " AND at > ? ORDER BY at FETCH FIRST 1 ROWS ONLY", Values::point, device.id(), resource.id(), after);
	}

	/**
	 * A device records points with times of its own.
	 *
	 * @param points by seconds since 1970; 0 or less: that many seconds before now
	 * @return the times that were refused: less than a second from another point, or in the future; empty also for an alias that the product does not have
	 */
	public List<Long> record(DeviceKey device, String alias, List<Map.Entry<Long, String>> points, String address) throws InterruptedException {
		var resource = products.find(device.product()).flatMap(p -> p.resource(alias));
		if (resource.isEmpty() || points.isEmpty()) {
			return List.of();
		}
		return database.write(tx -> {
			long now = clock.millis();
			var store = new ValueRows(tx, device);
			var refused = new ArrayList<Long>();
			for (var point : points) {
				long given = point.getKey();
				long at = Math.multiplyExact(given > 0 ? given : now / 1000 + given, 1000L);
				String text = Texts.storable(point.getValue());
				if (at > now + AHEAD.toMillis() || at < 0 || store.isTaken(resource.get(), at)) {
					refused.add(given);
				} else if (store.record(resource.get(), text, at, now)) {
					told(tx, device, new Written(alias, text, Instant.ofEpochMilli(at), true, null));
				}
			}
			store.trim(resource.get(), now);
			tx.update("UPDATE device SET revision = ?, last_seen = ?, last_address = ? WHERE id = ?", tx.revision(), now, address, device.id());
			signal(tx, device, List.of(resource.get()));
			return refused;
		});
	}

	/** Deletes points of the history. @param after only newer ones @param before only older ones; the value now stays */
	public void flush(DeviceKey device, Resource resource, Instant after, Instant before) throws InterruptedException {
		database.write(tx -> tx.update("DELETE FROM history" + KEY + " AND at > ? AND at < ?", device.id(), resource.id(), after.toEpochMilli(), before.toEpochMilli()));
	}
}
