package org.fleetdesk.gateways.engine.internal.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.fleetdesk.gateways.engine.internal.store.Product.Resource;
import org.fleetdesk.gateways.engine.internal.store.Product.Retention;
import org.fleetdesk.gateways.model.Aliases;

/** The products and their aliases. All are kept in memory too, as every request of a device needs them: there are few. */
public final class Products {

	/** What a product's id may be. */
	public static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
	/** What an alias may be. */
	public static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}");
	public static final Duration ACTIVATION_WINDOW = Duration.ofHours(24);

	/** Reports come often and say the same most of the time. */
	private static final Retention REPORT = new Retention(10, Duration.ofDays(30));
	private static final Retention EVENTS = new Retention(100, Duration.ofDays(365));

	private final Database database;
	private final Tokens tokens;
	private final InstantSource clock;
	private volatile Map<String, Product> all = Map.of();

	public Products(Database database, Tokens tokens, InstantSource clock) {
		this.database = database;
		this.tokens = tokens;
		this.clock = clock;
		all = database.read(Products::load);
	}

	/** All products by id. */
	public Map<String, Product> all() {
		return all;
	}

	public Optional<Product> find(String id) {
		return Optional.ofNullable(all.get(id));
	}

	/**
	 * Makes a product with the aliases of Gateway Engine's document and {@code install_progress}.
	 *
	 * @return empty when there is one with this id
	 * @throws IllegalArgumentException when the id or the label is none; the message can be shown
	 */
	public Optional<Product> create(String id, String label, boolean whitelist, Duration activationWindow) throws InterruptedException {
		check(id, label, activationWindow);
		return database.write(tx -> {
			if (exists(tx, id)) {
				return Optional.empty();
			}
			tx.update("INSERT INTO product (id, label, created, activation_window, whitelist, revision) VALUES (?, ?, ?, ?, ?, ?)", id, label, clock.millis(),
					activationWindow.toSeconds(), whitelist, tx.revision());
			insertMissing(tx, id);
			return Optional.of(reload(tx).get(id));
		});
	}

	/** Changes what is given. @return empty when there is no such product */
	public Optional<Product> update(String id, Optional<String> label, Optional<Boolean> whitelist, Optional<Duration> activationWindow) throws InterruptedException {
		check(id, label.orElse(""), activationWindow.orElse(ACTIVATION_WINDOW));
		return database.write(tx -> {
			var before = load(tx.connection()).get(id);
			if (before == null) {
				return Optional.empty();
			}
			tx.update("UPDATE product SET label = ?, whitelist = ?, activation_window = ?, revision = ? WHERE id = ?", label.orElse(before.label()),
					whitelist.orElse(before.whitelist()), activationWindow.orElse(before.activationWindow()).toSeconds(), tx.revision(), id);
			return Optional.of(reload(tx).get(id));
		});
	}

	/** Deletes a product that has no devices any more ({@link Devices#deleteAll}). @return false when it has, or is not there */
	public boolean delete(String id) throws InterruptedException {
		return database.write(tx -> {
			if (!exists(tx, id) || Rows.first(tx.prepare("SELECT id FROM device WHERE product = ? FETCH FIRST 1 ROWS ONLY", id), row -> row.getLong(1)).isPresent()) {
				return false;
			}
			tx.update("DELETE FROM product WHERE id = ?", id);
			tx.revision();
			reload(tx);
			return true;
		});
	}

	/** Makes the aliases of Gateway Engine that a product lacks. @return those that were made; empty also when there is no such product */
	public List<String> createMissing(String id) throws InterruptedException {
		return database.write(tx -> {
			if (!exists(tx, id)) {
				return List.of();
			}
			var made = insertMissing(tx, id);
			if (!made.isEmpty()) {
				tx.update("UPDATE product SET revision = ? WHERE id = ?", tx.revision(), id);
				missing(tx, id);
				reload(tx);
			}
			return made;
		});
	}

	/**
	 * Makes an alias, or changes the one of this name.
	 *
	 * @return empty when there is no such product
	 * @throws IllegalArgumentException when the alias or the format is none; the message can be shown
	 */
	public Optional<Resource> define(String id, String alias, String name, String format, boolean settable, Optional<Retention> retention) throws InterruptedException {
		return define(id, alias, name, format, settable, retention, Optional.empty());
	}

	/** The same. @param rid of a new one, 40 hexadecimal digits that nothing else has; empty: one is made up */
	public Optional<Resource> define(String id, String alias, String name, String format, boolean settable, Optional<Retention> retention, Optional<String> rid)
			throws InterruptedException {
		if (!ALIAS.matcher(alias).matches() || name.length() > 255) {
			throw new IllegalArgumentException("An alias is made of letters, digits and _ . : -, 128 at most, and its name of 255 characters at most.");
		}
		if (!List.of("string", "number", "boolean").contains(format)) {
			throw new IllegalArgumentException("The format of an alias is string, number or boolean.");
		}
		return database.write(tx -> {
			var product = load(tx.connection()).get(id);
			if (product == null) {
				return Optional.empty();
			}
			if (product.resource(alias).isPresent()) {
				var keep = retention.orElse(product.resource(alias).get().retention());
				tx.update("UPDATE resource SET name = ?, format = ?, settable = ?, keep_count = ?, keep_seconds = ? WHERE product = ? AND alias = ?", name, format, settable,
						keep.count(), keep.age().toSeconds(), id, alias);
			} else {
				insert(tx, id, alias, name, format, settable, retention.orElse(EVENTS), rid.orElseGet(tokens::next));
				if (wanted().contains(alias)) {
					missing(tx, id);
				}
			}
			tx.update("UPDATE product SET revision = ? WHERE id = ?", tx.revision(), id);
			return reload(tx).get(id).resource(alias);
		});
	}

	/** Deletes an alias with all its values. @return false when there is none */
	public boolean undefine(String id, String alias) throws InterruptedException {
		return database.write(tx -> {
			var resource = Rows.first(tx.prepare("SELECT id FROM resource WHERE product = ? AND alias = ?", id, alias), row -> row.getLong(1));
			if (resource.isEmpty()) {
				return false;
			}
			for (String table : List.of("history", "alias_value")) {
				tx.update("DELETE FROM " + table + " WHERE resource = ? AND device IN (SELECT id FROM device WHERE product = ?)", resource.get(), id);
			}
			tx.update("DELETE FROM resource WHERE id = ?", resource.get());
			if (wanted().contains(alias)) {
				missing(tx, id);
			}
			tx.update("UPDATE product SET revision = ? WHERE id = ?", tx.revision(), id);
			reload(tx);
			return true;
		});
	}

	private static void check(String id, String label, Duration activationWindow) {
		if (!ID.matcher(id).matches()) {
			throw new IllegalArgumentException("A product's id is made of letters, digits, _ and -, and is 64 characters long at most.");
		}
		if (label.length() > 255) {
			throw new IllegalArgumentException("A product's label is 255 characters long at most.");
		}
		if (activationWindow.isNegative() || activationWindow.isZero() || activationWindow.toDays() > 36_500) {
			throw new IllegalArgumentException("The time for activation is 1 second to 100 years.");
		}
	}

	private static boolean exists(Tx tx, String id) throws SQLException {
		return Rows.first(tx.prepare("SELECT id FROM product WHERE id = ?", id), row -> row.getString(1)).isPresent();
	}

	/** The aliases that a new product gets: the document's, and the one in which our agent reports. */
	public static List<String> wanted() {
		var aliases = new ArrayList<>(Aliases.OF_THE_DOCUMENT);
		aliases.add(Aliases.INSTALL_PROGRESS);
		return aliases;
	}

	/** Which aliases are missing is shown with each device. */
	private static void missing(Tx tx, String id) throws SQLException {
		tx.update("UPDATE device SET revision = ? WHERE product = ?", tx.revision(), id);
	}

	private List<String> insertMissing(Tx tx, String id) throws SQLException {
		var there = Rows.list(tx.prepare("SELECT alias FROM resource WHERE product = ?", id), row -> row.getString(1));
		var aliases = wanted();
		aliases.removeAll(there);
		for (String alias : aliases) {
			boolean settable = alias.equals(Aliases.ENGINE_FETCH) || alias.equals(Aliases.UPDATE_INTERVAL);
			boolean report = List.of(Aliases.USAGE_REPORT, Aliases.ENGINE_REPORT, Aliases.DEVICE_INFO).contains(alias);
			insert(tx, id, alias, name(alias), "string", settable, report ? REPORT : EVENTS, tokens.next());
		}
		return aliases;
	}

	/** As the document names them. */
	private static String name(String alias) {
		return switch (alias) {
			case Aliases.USAGE_REPORT -> "GatewayEngine Usage";
			case Aliases.ENGINE_REPORT -> "Engine Report";
			case Aliases.ENGINE_FETCH -> "Install Apps";
			case Aliases.DEVICE_INFO -> "Device Info";
			case Aliases.UPDATE_INTERVAL -> "Update Interval";
			case Aliases.FETCH_STATUS -> "Fetch Status";
			default -> "Install Progress";
		};
	}

	private void insert(Tx tx, String product, String alias, String name, String format, boolean settable, Retention retention, String rid) throws SQLException {
		tx.update("INSERT INTO resource (product, alias, name, format, settable, rid, keep_count, keep_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", product, alias, name, format,
				settable, rid, retention.count(), retention.age().toSeconds());
	}

	/** What is in the transaction; all others see it once it is committed. */
	private Map<String, Product> reload(Tx tx) throws SQLException {
		var loaded = load(tx.connection());
		tx.afterCommit(() -> all = loaded);
		return loaded;
	}

	private static Map<String, Product> load(Connection connection) throws SQLException {
		var resources = new LinkedHashMap<String, List<Resource>>();
		Rows.list(connection, "SELECT * FROM resource ORDER BY id", row -> resources.computeIfAbsent(row.getString("product"), p -> new ArrayList<>()).add(resource(row)));
		var products = new LinkedHashMap<String, Product>();
		for (var product : Rows.list(connection, "SELECT * FROM product ORDER BY id", row -> product(row, resources))) {
			products.put(product.id(), product);
		}
		return java.util.Collections.unmodifiableMap(products);
	}

	private static Resource resource(ResultSet row) throws SQLException {
		return new Resource(row.getLong("id"), row.getString("alias"), row.getString("name"), row.getString("format"), row.getBoolean("settable"), row.getString("rid"),
				new Retention(row.getInt("keep_count"), Duration.ofSeconds(row.getLong("keep_seconds"))));
	}

	private static Product product(ResultSet row, Map<String, List<Resource>> resources) throws SQLException {
		String id = row.getString("id");
		return new Product(id, row.getString("label"), Instant.ofEpochMilli(row.getLong("created")), Duration.ofSeconds(row.getLong("activation_window")),
				row.getBoolean("whitelist"), row.getLong("revision"), List.copyOf(resources.getOrDefault(id, List.of())));
	}
}
