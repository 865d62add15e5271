package org.fleetdesk.gateways.engine.internal.manage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.fleet.SerialRange;
import org.fleetdesk.gateways.engine.internal.report.Stored;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Models, which are products, and their lists of serial numbers. */
final class ModelRoutes {

	private static final String MODELS = ManageApi.BASE + "/model/";
	private static final String MODEL = MODELS + "{p}/";

	private final ManageApi api;
	private final FleetApi.Parts parts;

	ModelRoutes(ManageApi api, FleetApi.Parts parts) {
		this.api = api;
		this.parts = parts;
	}

	void add() {
		api.add("GET", MODELS, (x, who) -> Csv.page(x, parts.products().all().keySet().stream().map(Csv::line).toList()));
		api.add("POST", MODELS, (x, who) -> change(x));
		api.add("GET", MODEL, (x, who) -> list(x));
		api.add("POST", MODEL, (x, who) -> changeSerials(x));
		api.add("DELETE", MODEL, (x, who) -> delete(x, x.value("p")));
	}

	private void change(Exchange exchange) throws Exception {
		var form = Form.of(exchange);
		String model = form.demand("model");
		if (form.flag("delete")) {
			delete(exchange, model);
			return;
		}
		boolean open = form.values("options").contains("nowhitelist");
		if (parts.products().create(model, model, !open, Products.ACTIVATION_WINDOW).isEmpty()) {
			throw new HttpError(409, "There is a model of this name already.");
		}
		ManageApi.reset(exchange);
	}

	private void delete(Exchange exchange, String model) throws Exception {
		if (parts.products().find(model).isEmpty()) {
			throw new HttpError(404, "There is no such model.");
		}
		if (!parts.contents().without(model, () -> parts.products().delete(model))) {
			throw new HttpError(409, "The model has serial numbers; delete them first.");
		}
		ManageApi.reset(exchange);
	}

	private void list(Exchange exchange) throws Exception {
		String product = api.product(exchange, "p").id();
		if (exchange.query("show").map("ranges"::equals).orElse(false)) {
			var ranges = JsonNodeFactory.instance.objectNode();
			var list = ranges.putArray("ranges");
			parts.database().read(c -> Rows.list(c, "SELECT range_text FROM serial_range WHERE product = ? ORDER BY n", row -> list.add(Stored.object(row.getString(1))), product));
			exchange.sendJson(200, ranges);
			return;
		}
		boolean status = exchange.flag("status");
		var now = parts.clock().instant();
		var page = parts.database().read(c -> Rows.list(c, "SELECT * FROM device WHERE product = ? ORDER BY sn OFFSET ? ROWS FETCH FIRST ? ROWS ONLY", row -> {
			Device d = Devices.device(row);
			return status ? Csv.line(d.sn(), d.stateAt(now).word(), d.rid(), d.extra()) : Csv.line(d.sn(), d.rid(), d.extra());
		}, product, Csv.offset(exchange), Csv.limit(exchange)));
		Csv.send(exchange, page);
	}

	/** Serial numbers as a form, as lines of CSV or as ranges in JSON. */
	private void changeSerials(Exchange exchange) throws Exception {
		String product = api.product(exchange, "p").id();
		String type = exchange.header("Content-Type").orElse("").toLowerCase(java.util.Locale.ROOT);
		if (type.startsWith("application/json")) {
			JsonNode body = exchange.json();
			ranges(exchange, product, body);
		} else if (type.startsWith("text/csv")) {
			var numbers = Form.text(exchange).lines().map(l -> l.split(",", 2)[0].strip()).filter(sn -> !sn.isEmpty()).toList();
			added(exchange, product, numbers, "");
		} else {
			var form = Form.of(exchange);
			if (form.flag("delete")) {
				removed(exchange, product, form.values("sn"));
			} else {
				added(exchange, product, form.values("sn"), form.value("extra").orElse(""));
			}
		}
	}

	private void ranges(Exchange exchange, String product, JsonNode body) throws Exception {
		if (!body.path("ranges").isArray() || body.path("ranges").isEmpty()) {
			throw new HttpError(400, "The body needs \"ranges\".");
		}
		var numbers = new ArrayList<String>();
		var ranges = new ArrayList<SerialRange>();
		for (JsonNode json : body.path("ranges")) {
			ranges.add(SerialRange.of(json));
			numbers.addAll(ranges.getLast().numbers());
			demand(numbers);
		}
		boolean delete = body.path("delete").asBoolean(false);
		parts.database().write(tx -> {
			for (var range : ranges) {
				String text = range.toJson().toString();
				tx.update("DELETE FROM serial_range WHERE product = ? AND range_text = ?", product, text);
				if (!delete) {
					tx.update("INSERT INTO serial_range (product, range_text) VALUES (?, ?)", product, text);
				}
			}
			return null;
		});
		if (delete) {
			removed(exchange, product, numbers);
		} else {
			added(exchange, product, numbers, "");
		}
	}

	private static void demand(List<String> numbers) {
		if (numbers.isEmpty() || numbers.size() > SerialRange.LARGEST) {
			throw new HttpError(400, "1 to " + SerialRange.LARGEST + " serial numbers can be given at once.");
		}
	}

	private void added(Exchange exchange, String product, List<String> numbers, String extra) throws Exception {
		demand(numbers);
		if (extra.length() > 1000 || extra.chars().anyMatch(Character::isISOControl)) {
			throw new HttpError(400, "\"extra\" has at most 1000 characters, and none of control.");
		}
		Optional<String> wrong = numbers.stream().filter(sn -> !Devices.SN.matcher(sn).matches()).findFirst();
		if (wrong.isPresent()) {
			throw new HttpError(400, "One serial number is none: 1 to 128 printable characters of ASCII, without blanks, slashes, commas, quotes and & ? # % \\.");
		}
		if (parts.devices().add(product, numbers, extra).added().isEmpty()) {
			throw new HttpError(409, numbers.size() == 1 ? "There is this serial number already." : "There are all these serial numbers already.");
		}
		ManageApi.reset(exchange);
	}

	private void removed(Exchange exchange, String product, List<String> numbers) throws Exception {
		demand(numbers);
		boolean any = false;
		for (String sn : numbers) {
			any |= parts.devices().delete(product, sn);
		}
		if (!any) {
			throw new HttpError(404, "There is no such serial number.");
		}
		ManageApi.reset(exchange);
	}
}
