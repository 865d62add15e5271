package org.fleetdesk.gateways.engine.internal.fleet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;

import org.fleetdesk.gateways.engine.internal.report.Stored;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Rows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/** Gateways as the fleet API shows them, each from one row: their reports were read when they came. */
final class GatewayTable {

	/**
	 * Where a page begins.
	 *
	 * @param since  only what changed after this revision; 0: all
	 * @param until  nothing that changed after this revision, when {@code since} is not 0; the revision of the whole list
	 * @param last   the revision of the last one of the page before, when {@code since} is not 0
	 * @param lastId its id
	 */
	record Cursor(long since, long until, long last, long lastId) {

		/** @throws IllegalArgumentException when it is none of this class */
		static Cursor of(String text) {
			if (!text.matches("\\d{1,18}(-\\d{1,18}){3}")) {
				throw new IllegalArgumentException("\"after\" must be the \"next\" of the page before.");
			}
			String[] parts = text.split("-");
			return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
		}

		@Override
		public String toString() {
			return since + "-" + until + "-" + last + "-" + lastId;
		}
	}

	/** A page. @param next empty: it is the last one */
	record Page(List<ObjectNode> gateways, Optional<Cursor> next) {
	}

	private static final String COLUMNS = "SELECT d.*, s.apps, s.host, s.interfaces, s.progress, s.assigned, s.deployment, s.problems, s.adopted_interval "
			+ "FROM device d LEFT JOIN summary s ON s.device = d.id ";
	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private final Database database;
	private final Products products;
	private final LongPredicate listening;

	/** @param listening whether a device holds a request open */
	GatewayTable(Database database, Products products, LongPredicate listening) {
		this.database = database;
		this.products = products;
		this.listening = listening;
	}

	private record Row(ObjectNode json, Device device) {
	}

	Page list(Optional<String> product, Cursor cursor, int limit, Instant now) {
		var missing = new TreeMap<String, ArrayNode>();
		var parameters = new ArrayList<Object>();
		var sql = new StringBuilder(COLUMNS).append("WHERE ");
		if (cursor.since() > 0) {
			sql.append("d.revision >= ? AND (d.revision > ? OR d.id > ?) AND d.revision <= ?");
			parameters.addAll(List.of(cursor.last(), cursor.last(), cursor.lastId(), cursor.until()));
		} else {
			sql.append("d.id > ?");
			parameters.add(cursor.lastId());
		}
		product.ifPresent(p -> {
			sql.append(" AND d.product = ?");
			parameters.add(p);
		});
		sql.append(cursor.since() > 0 ? " ORDER BY d.revision, d.id" : " ORDER BY d.id").append(" FETCH FIRST ? ROWS ONLY");
		parameters.add(limit);
		var rows = database.read(c -> Rows.list(c, sql.toString(), row -> {
			var device = Devices.device(row);
			return new Row(json(row, device, missing, now), device);
		}, parameters.toArray()));
		var last = rows.isEmpty() ? null : rows.getLast().device();
		return new Page(rows.stream().map(Row::json).toList(),
				rows.size() < limit ? Optional.empty() : Optional.of(new Cursor(cursor.since(), cursor.until(), last.revision(), last.id())));
	}

	Optional<ObjectNode> find(String product, String sn, Instant now) {
		return database.read(c -> Rows.first(c, COLUMNS + "WHERE d.product = ? AND d.sn = ?", row -> json(row, Devices.device(row), new TreeMap<>(), now), product, sn));
	}

	private ObjectNode json(ResultSet row, Device device, Map<String, ArrayNode> missing, Instant now) throws SQLException {
		var json = JSON.objectNode().put("product", device.product()).put("sn", device.sn()).put("rid", device.rid()).put("state", device.stateAt(now).word())
				.put("locked", device.locked()).put("created", Stored.time(device.created()));
		device.activated().ifPresent(t -> json.put("activated", Stored.time(t)));
		device.lastSeen().ifPresent(t -> json.put("lastSeen", Stored.time(t)));
		device.lastAddress().ifPresent(a -> json.put("lastAddress", a));
		long interval = row.getLong("adopted_interval");
		if (!row.wasNull()) {
			json.put("interval", interval);
		}
		json.put("listening", listening.test(device.id()));
		var labels = json.putObject("labels");
		device.labels().forEach(labels::put);
		raw(json, "apps", row.getString("apps"), "[]");
		String host = row.getString("host");
		if (host != null) {
			json.setAll(Stored.object(host));
		}
		raw(json, "interfaces", row.getString("interfaces"), "{}");
		raw(json, "installing", row.getString("progress"), null);
		raw(json, "assigned", row.getString("assigned"), "{}");
		raw(json, "deployment", row.getString("deployment"), null);
		raw(json, "problems", row.getString("problems"), null);
		json.set("missing", missing.computeIfAbsent(device.product(), this::missing));
		return json;
	}

	/** Text that this engine wrote is passed on as it is. */
	private static void raw(ObjectNode json, String name, String text, String otherwise) {
		if (text != null || otherwise != null) {
			json.putRawValue(name, new RawValue(text == null ? otherwise : text));
		}
	}

	private ArrayNode missing(String product) {
		var missing = JSON.arrayNode();
		var known = products.find(product);
		Products.wanted().stream().filter(alias -> known.isPresent() && known.get().resource(alias).isEmpty()).forEach(missing::add);
		return missing;
	}
}
