package org.fleetdesk.gateways.engine.internal.manage;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Rows;

/** One serial number: enabled, given a new key, moved to another device, disabled. */
final class SerialRoutes {

	private static final String SERIAL = ManageApi.BASE + "/model/{p}/{sn}";

	private final ManageApi api;
	private final FleetApi.Parts parts;

	SerialRoutes(ManageApi api, FleetApi.Parts parts) {
		this.api = api;
		this.parts = parts;
	}

	void add() {
		api.add("GET", SERIAL, (x, who) -> one(x));
		api.add("POST", SERIAL, this::change);
		api.add("DELETE", SERIAL, (x, who) -> {
			if (!parts.devices().delete(api.product(x, "p").id(), x.value("sn"))) {
				throw none();
			}
			ManageApi.reset(x);
		});
	}

	private static HttpError none() {
		return new HttpError(404, "There is no such serial number.");
	}

	private Device device(Exchange exchange) {
		return parts.devices().find(api.product(exchange, "p").id(), exchange.value("sn")).orElseThrow(SerialRoutes::none);
	}

	private void one(Exchange exchange) throws Exception {
		var device = device(exchange);
		if (exchange.query("show").map("log"::equals).orElse(false)) {
			var lines = new ArrayList<String>();
			lines.add(Csv.line(device.created().getEpochSecond(), "", "created"));
			device.activated().ifPresent(t -> lines.add(Csv.line(t.getEpochSecond(), device.lastAddress().orElse(""), "activated")));
			parts.database().read(c -> Rows.list(c, "SELECT at, text FROM device_log WHERE device = ? ORDER BY n", row -> lines.add(Csv.line(row.getLong(1) / 1000, "", row.getString(2))),
					device.id()));
			lines.sort(java.util.Comparator.comparingLong(l -> Long.parseLong(l.substring(0, l.indexOf(',')))));
			Csv.page(exchange, lines);
			return;
		}
		Csv.send(exchange, List.of(Csv.line(device.stateAt(parts.clock().instant()).word(), device.rid(), device.extra())));
	}

	private void change(Exchange exchange, String who) throws Exception {
		String product = api.product(exchange, "p").id();
		String sn = exchange.value("sn");
		var form = Form.of(exchange);
		if (form.flag("disable")) {
			device(exchange);
			parts.devices().disable(product, sn);
			done(device(exchange), "disabled by " + who);
			ManageApi.reset(exchange);
		} else if (form.flag("enable") && form.value("oldsn").isPresent()) {
			var moved = parts.devices().find(product, form.demand("oldsn")).orElseThrow(SerialRoutes::none);
			if (!Devices.SN.matcher(sn).matches()) {
				throw new HttpError(400, "The new serial number is none: 1 to 128 printable characters of ASCII, without blanks, slashes, commas, quotes and & ? # % \\.");
			}
			if (parts.devices().find(product, sn).isPresent()) {
				throw new HttpError(409, "The new serial number has a device already.");
			}
			var renamed = parts.devices().rename(product, moved.sn(), sn).orElseThrow(() -> new HttpError(409, "The new serial number has a device already."));
			done(renamed, "moved from " + moved.sn() + " by " + who);
			ManageApi.reset(exchange);
		} else if (form.flag("enable")) {
			var device = device(exchange);
			parts.devices().enable(product, sn);
			done(device, "enabled by " + who);
			if (form.value("owner").isPresent()) {
				exchange.sendText(200, device.rid());
			} else {
				ManageApi.reset(exchange);
			}
		} else {
			throw new HttpError(400, "The form needs enable=true or disable=true.");
		}
	}

	/** Notes what was done. */
	private void done(Device device, String what) throws InterruptedException {
		long now = parts.clock().millis();
		parts.database().write(tx -> tx.update("INSERT INTO device_log (device, at, text) VALUES (?, ?, ?)", device.id(), now, what));
	}
}
