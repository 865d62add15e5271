package org.fleetdesk.gateways.engine.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import org.fleetdesk.gateways.engine.internal.store.Device.State;

/** The devices and their way from an operator's list to a token. */
public final class Devices {

	/** What the identity (serial number) of a device may be: printable, without slashes, commas and blanks. */
	public static final Pattern SN = Pattern.compile("[\\x21-\\x7e&&[^/,\"&?#%\\\\]]{1,128}");
	private static final Duration REMOVED_KEPT = Duration.ofDays(30);
	/** Other writes come in between. */
	private static final int AT_ONCE = 500;
	private static final String NAMED = " WHERE product = ? AND sn = ?";

	/** @param added in the order of the wish; what is neither was no identity */
	public record Added(List<String> added, List<String> existing) {
	}

	/** A device that is not there any more. */
	public record Gone(String product, String sn) {
	}

	private final Database database;
	private final Products products;
	private final Tokens tokens;
	private final InstantSource clock;
	private final Credentials credentials;
	private final List<Leaving> told = new CopyOnWriteArrayList<>();

	/** Told of devices that go. */
	public interface Leaving {

		/** A device is deleted in this transaction. */
		void deleted(Tx tx, Device device) throws SQLException;

		/** Its token counts no more, or not now; after the commit, quick. */
		void shutOut(long device);
	}

	public Devices(Database database, Products products, Tokens tokens, InstantSource clock) {
		this.database = database;
		this.products = products;
		this.tokens = tokens;
		this.clock = clock;
		credentials = new Credentials(database);
	}

	/** Adds one who is told of all devices that go; before the engine serves. */
	public void listen(Leaving listener) {
		told.add(listener);
	}

	private void shutOut(Tx tx, long device) {
		tx.afterCommit(() -> {
			credentials.forget(device);
			told.forEach(t -> t.shutOut(device));
		});
	}

	/** Who has which token. */
	public Credentials credentials() {
		return credentials;
	}

	public Optional<Device> find(String product, String sn) {
		return database.read(c -> Rows.first(c, "SELECT * FROM device" + NAMED, Devices::device, product, sn));
	}

	public Optional<Device> find(long id) {
		return database.read(c -> Rows.first(c, "SELECT * FROM device WHERE id = ?", Devices::device, id));
	}

	public Optional<Device> findByRid(String rid) {
		return database.read(c -> Rows.first(c, "SELECT * FROM device WHERE rid = ?", Devices::device, rid));
	}

	/**
	 * A page of devices that changed after a revision, in the order of their ids.
	 *
	 * @param product of which; empty: of all
	 * @param since   0 for all
	 * @param after   the id of the last one of the page before; 0 for the first page
	 */
	public List<Device> list(Optional<String> product, long since, long after, int limit) {
		return database.read(c -> product.isPresent()
				? Rows.list(c, "SELECT * FROM device WHERE product = ? AND revision > ? AND id > ? ORDER BY id FETCH FIRST ? ROWS ONLY", Devices::device, product.get(), since, after, limit)
				: Rows.list(c, "SELECT * FROM device WHERE revision > ? AND id > ? ORDER BY id FETCH FIRST ? ROWS ONLY", Devices::device, since, after, limit));
	}

	/** Notes of which devices the time for activation is over: each is a change. */
	void expire() throws InterruptedException {
		long now = clock.millis();
		var over = database.read(c -> Rows.list(c, "SELECT id FROM device WHERE state = 'notactivated' AND activate_until < ?", row -> row.getLong(1), now));
		for (int i = 0; i < over.size(); i += AT_ONCE) {
			var some = over.subList(i, Math.min(over.size(), i + AT_ONCE));
			database.write(tx -> {
				for (long device : some) {
					tx.update("UPDATE device SET state = 'expired', revision = ? WHERE id = ? AND state = 'notactivated' AND activate_until < ?", tx.revision(), device, now);
				}
				return null;
			});
		}
	}

	/** Forgets which devices went long ago. */
	void forgetRemoved() throws InterruptedException {
		long before = clock.millis() - REMOVED_KEPT.toMillis();
		if (database.read(c -> Rows.first(c, "SELECT at FROM removed WHERE at < ? FETCH FIRST 1 ROWS ONLY", row -> row.getLong(1), before)).isPresent()) {
			database.write(tx -> {
				tx.update("UPDATE counter SET forgotten = GREATEST(forgotten, COALESCE((SELECT MAX(revision) FROM removed WHERE at < ?), 0))", before);
				return tx.update("DELETE FROM removed WHERE at < ?", before);
			});
		}
	}

	/** Who knows no later revision than this one has to read all devices again: not all that went since are known any more. */
	public long forgotten() {
		return database.read(c -> Rows.first(c, "SELECT forgotten FROM counter", row -> row.getLong(1))).orElse(0L);
	}

	/** The devices that went after a revision. */
	public List<Gone> removedSince(long since) {
		return database.read(c -> Rows.list(c, "SELECT product, sn FROM removed WHERE revision > ? ORDER BY revision", row -> new Gone(row.getString(1), row.getString(2)), since));
	}

	/** How many a product has. */
	public long count(String product) {
		return database.read(c -> Rows.first(c, "SELECT COUNT(*) FROM device WHERE product = ?", row -> row.getLong(1), product)).orElse(0L);
	}

	/** Adds devices that may activate from now on, within the product's window. Those that are there already stay as they are. The product exists. */
	public Added add(String product, Collection<String> sns, String extra) throws InterruptedException {
		return database.write(tx -> {
			var added = new ArrayList<String>();
			var existing = new ArrayList<String>();
			for (String sn : sns) {
				if (Rows.first(tx.prepare("SELECT id FROM device" + NAMED, product, sn), row -> row.getLong(1)).isPresent()) {
					existing.add(sn);
				} else if (SN.matcher(sn).matches()) {
					insert(tx, product, sn, extra);
					added.add(sn);
				}
			}
			return new Added(added, existing);
		});
	}

	private Device insert(Tx tx, String product, String sn, String extra) throws SQLException {
		long now = clock.millis();
		tx.update("INSERT INTO device (rid, product, sn, extra, state, locked, created, activate_until, labels, revision) VALUES (?, ?, ?, ?, ?, FALSE, ?, ?, '{}', ?)", tokens.next(),
				product, sn, extra, State.NOTACTIVATED.word(), now, now + window(product), tx.revision());
		return load(tx, product, sn).orElseThrow();
	}

	private long window(String product) {
		return products.find(product).map(Product::activationWindow).orElse(Products.ACTIVATION_WINDOW).toMillis();
	}

	/** Lets a device activate from now on: it loses its token, and keeps its values. This is also how an activated one gets a new token. @return empty when there is none */
	public Optional<Device> enable(String product, String sn) throws InterruptedException {
		return change(product, sn, "state = 'notactivated', token = NULL, activate_until = ?", clock.millis() + window(product));
	}

	/** Takes a device's token away; it gets no new one until it is enabled. */
	public Optional<Device> disable(String product, String sn) throws InterruptedException {
		return change(product, sn, "state = 'expired', token = NULL");
	}

	/** A locked device keeps its token, and may do nothing with it. */
	public Optional<Device> lock(String product, String sn, boolean locked) throws InterruptedException {
		return change(product, sn, "locked = ?", locked);
	}

	/** Replaces what operators note about a device. */
	public Optional<Device> label(String product, String sn, Map<String, String> labels) throws InterruptedException {
		return change(product, sn, "labels = ?", Labels.text(labels));
	}

	/** Gives a device another identity; values and token stay. @return empty when there is none; the caller has seen that the new identity is free */
	public Optional<Device> rename(String product, String sn, String newSn) throws InterruptedException {
		return database.write(tx -> {
			if (load(tx, product, newSn).isPresent()) {
				return Optional.empty();
			}
			var before = load(tx, product, sn);
			if (before.isPresent()) {
				tx.update("UPDATE device SET sn = ?, revision = ? WHERE id = ?", newSn, tx.revision(), before.get().id());
				gone(tx, product, sn);
				tx.afterCommit(() -> credentials.forget(before.get().id()));
			}
			return load(tx, product, newSn);
		});
	}

	private Optional<Device> change(String product, String sn, String what, Object... values) throws InterruptedException {
		return database.write(tx -> {
			var before = load(tx, product, sn);
			if (before.isPresent()) {
				var parameters = new ArrayList<Object>(List.of(values));
				parameters.add(tx.revision());
				parameters.add(before.get().id());
				tx.update("UPDATE device SET " + what + ", revision = ? WHERE id = ?", parameters.toArray());
				var now = load(tx, product, sn).orElseThrow();
				if (now.locked() && !before.get().locked() || before.get().state() == State.ACTIVATED && now.state() != State.ACTIVATED) {
					shutOut(tx, now.id());
				} else {
					tx.afterCommit(() -> credentials.forget(now.id()));
				}
			}
			return load(tx, product, sn);
		});
	}

	/** Deletes a device with all its values. @return false when there is none */
	public boolean delete(String product, String sn) throws InterruptedException {
		return database.write(tx -> {
			var device = load(tx, product, sn);
			if (device.isEmpty()) {
				return false;
			}
			delete(tx, device.get());
			return true;
		});
	}

	/** Deletes all devices of a product, some at a time. */
	public void deleteAll(String product) throws InterruptedException {
		while (database.write(tx -> {
			var some = Rows.list(tx.prepare("SELECT * FROM device WHERE product = ? FETCH FIRST 100 ROWS ONLY", product), Devices::device);
			for (var device : some) {
				delete(tx, device);
			}
			return !some.isEmpty();
		})) {
			// until there is none
		}
	}

	private void delete(Tx tx, Device device) throws SQLException {
		for (var listener : told) {
			listener.deleted(tx, device);
		}
		for (String table : List.of("history", "alias_value")) {
			tx.update("DELETE FROM " + table + " WHERE device = ?", device.id());
		}
		tx.update("DELETE FROM device WHERE id = ?", device.id());
		gone(tx, device.product(), device.sn());
		shutOut(tx, device.id());
	}

	private void gone(Tx tx, String product, String sn) throws SQLException {
		tx.update("INSERT INTO removed (revision, at, product, sn) VALUES (?, ?, ?, ?)", tx.revision(), clock.millis(), product, sn);
	}

	/** A device asks for its token. */
	public Activation activate(String product, String sn) throws InterruptedException {
		var known = products.find(product);
		if (known.isEmpty() || !SN.matcher(sn).matches()) {
			return new Activation.Unknown();
		}
		return database.write(tx -> {
			var found = load(tx, product, sn);
			if (found.isEmpty() && known.get().whitelist()) {
				return new Activation.Unknown();
			}
			var device = found.isPresent() ? found.get() : insert(tx, product, sn, "");
			if (device.locked()) {
				return new Activation.Locked();
			}
			var now = clock.instant();
			if (device.stateAt(now) != State.NOTACTIVATED) {
				return new Activation.NotEnabled();
			}
			String token = tokens.next();
			tx.update("UPDATE device SET state = ?, token = ?, activated = ?, revision = ? WHERE id = ?", State.ACTIVATED.word(), Tokens.hash(token), now.toEpochMilli(), tx.revision(),
					device.id());
			return new Activation.Activated(new DeviceKey(device.id(), product, sn), token);
		});
	}

	/** The products in which an identity is there; two at most are looked for. */
	public List<String> productsOf(String sn) {
		return database.read(c -> Rows.list(c, "SELECT product FROM device WHERE sn = ? FETCH FIRST 2 ROWS ONLY", row -> row.getString(1), sn));
	}

	private static Optional<Device> load(Tx tx, String product, String sn) throws SQLException {
		return Rows.first(tx.prepare("SELECT * FROM device" + NAMED, product, sn), Devices::device);
	}

	/** From a row with all columns of the table. */
	public static Device device(ResultSet row) throws SQLException {
		return new Device(row.getLong("id"), row.getString("rid"), row.getString("product"), row.getString("sn"), row.getString("extra"),
				State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)), row.getBoolean("locked"), Instant.ofEpochMilli(row.getLong("created")),
				Instant.ofEpochMilli(row.getLong("activate_until")), Rows.time(row, "activated"), Rows.time(row, "last_seen"), Optional.ofNullable(row.getString("last_address")),
				Labels.of(row.getString("labels")), row.getLong("revision"));
	}
}
