package org.fleetdesk.gateways.engine.internal.manage;

import java.util.List;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tx;

/**
 * Groups of serial numbers, content and groups: protected content is for those serial numbers that are in one group with it. Documented are their routes and
 * the lines of members, {@code type,memberid,expire,meta}; their forms are this engine's own.
 */
final class GroupRoutes {

	private static final String GROUPS = ManageApi.BASE + "/group/{p}/";
	private static final String GROUP = GROUPS + "{id}/";
	private static final List<String> TYPES = List.of("content", "sn", "group");
	private static final int LONGEST = 255;

	private final ManageApi api;
	private final FleetApi.Parts parts;

	GroupRoutes(ManageApi api, FleetApi.Parts parts) {
		this.api = api;
		this.parts = parts;
	}

	void add() {
		api.add("GET", GROUPS, (x, who) -> list(x));
		api.add("POST", GROUPS, (x, who) -> change(x));
		api.add("GET", GROUP, (x, who) -> members(x));
		api.add("POST", GROUP, (x, who) -> changeMembers(x));
		api.add("DELETE", GROUP, (x, who) -> delete(x, x.value("id")));
	}

	private void list(Exchange exchange) throws Exception {
		String product = api.product(exchange, "p").id();
		Csv.page(exchange, parts.database().read(c -> Rows.list(c, "SELECT id, meta FROM member_group WHERE product = ? ORDER BY id", row -> Csv.line(row.getString(1), row.getString(2)),
				product)));
	}

	private void change(Exchange exchange) throws Exception {
		String product = api.product(exchange, "p").id();
		var form = Form.of(exchange);
		String id = text(form.demand("id"), LONGEST);
		if (form.flag("delete")) {
			delete(exchange, id);
			return;
		}
		String meta = text(form.value("meta").orElse(""), 10_000);
		boolean made = parts.database().write(tx -> {
			if (exists(tx, product, id)) {
				return false;
			}
			tx.update("INSERT INTO member_group (product, id, meta) VALUES (?, ?, ?)", product, id, meta);
			return true;
		});
		if (!made) {
			throw new HttpError(409, "There is a group of this id already.");
		}
		ManageApi.reset(exchange);
	}

	private static boolean exists(Tx tx, String product, String id) throws java.sql.SQLException {
		return Rows.first(tx.prepare("SELECT id FROM member_group WHERE product = ? AND id = ?", product, id), row -> row.getString(1)).isPresent();
	}

	private static String text(String text, int longest) {
		if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
			throw new HttpError(400, "A name has at most " + longest + " characters, and none of control.");
		}
		return text;
	}

	private void members(Exchange exchange) throws Exception {
		String product = api.product(exchange, "p").id();
		demand(product, exchange.value("id"));
		Csv.page(exchange, parts.database().read(c -> Rows.list(c, "SELECT type, member, expires, meta FROM group_member WHERE product = ? AND group_id = ? ORDER BY type, member",
				row -> Csv.line(row.getString(1), row.getString(2), row.getLong(3), row.getString(4)), product, exchange.value("id"))));
	}

	private void demand(String product, String id) {
		if (parts.database().read(c -> Rows.first(c, "SELECT id FROM member_group WHERE product = ? AND id = ?", row -> row.getString(1), product, id)).isEmpty()) {
			throw new HttpError(404, "There is no such group.");
		}
	}

	private void changeMembers(Exchange exchange) throws Exception {
		String product = api.product(exchange, "p").id();
		String group = exchange.value("id");
		demand(product, group);
		var form = Form.of(exchange);
		String type = form.demand("type");
		String member = text(form.value("memberid").or(() -> form.value("id")).filter(m -> !m.isEmpty()).orElseThrow(() -> new HttpError(400, "The form needs \"memberid\".")), LONGEST);
		String expires = form.value("expire").filter(e -> !e.isEmpty()).orElse("0");
		if (!TYPES.contains(type) || !expires.matches("\\d{1,12}")) {
			throw new HttpError(400, "The type of a member is content, sn or group, and its expire a number of seconds since 1970.");
		}
		String meta = text(form.value("meta").orElse(""), 10_000);
		parts.database().write(tx -> {
			int deleted = tx.update("DELETE FROM group_member WHERE product = ? AND group_id = ? AND type = ? AND member = ?", product, group, type, member);
			return form.flag("delete") ? deleted : tx.update("INSERT INTO group_member (product, group_id, type, member, expires, meta) VALUES (?, ?, ?, ?, ?, ?)", product, group, type,
					member, Long.parseLong(expires), meta);
		});
		ManageApi.reset(exchange);
	}

	private void delete(Exchange exchange, String id) throws Exception {
		String product = api.product(exchange, "p").id();
		demand(product, id);
		parts.database().write(tx -> tx.update("DELETE FROM member_group WHERE product = ? AND id = ?", product, id));
		ManageApi.reset(exchange);
	}
}
