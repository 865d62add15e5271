package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.Activation;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.LastSeen;
import org.fleetdesk.gateways.engine.internal.store.Products;

/** Giving devices their token (spec/gateways.md 1.1: activate), in the forms of both generations. */
final class ActivationRoutes {

	/** Failures of one address: many gateways behind one router may wait for their operator. */
	private static final int BURST = 120;
	private static final double PER_SECOND = 1;
	private static final int RETRY_SECONDS = 30;

	private final Devices devices;
	private final Products products;
	private final LastSeen lastSeen;
	private final RateLimit<String> failures;

	ActivationRoutes(DeviceApi.Parts parts) {
		devices = parts.devices();
		products = parts.products();
		lastSeen = parts.lastSeen();
		failures = new RateLimit<>(BURST, PER_SECOND, parts.nanos());
	}

	void addTo(Router router) {
		router.add("POST", "/provision/activate", this::activate);
	}

	private void activate(Exchange exchange) throws IOException, InterruptedException {
		if (failures.isExhausted(exchange.peer())) {
			throw Requests.tooMany(exchange, RETRY_SECONDS, "Too many devices of this address could not be activated");
		}
		var form = new HashMap<String, String>();
		Requests.form(exchange).forEach(p -> form.put(p.name(), p.value()));
		switch (activate(exchange, form)) {
			case Activation.Activated(var device, var token) -> {
				lastSeen.note(device.id(), exchange.peer());
				exchange.sendText(200, token); // 40 characters and no line end: clients count them
			}
			case Activation.Unknown() -> throw failed(exchange, 404, "There is no such device");
			case Activation.NotEnabled() -> throw failed(exchange, 409, "This device is not enabled for activation: it is activated already, or its time was over");
			case Activation.Locked() -> throw failed(exchange, 403, "This device is locked");
		}
	}

	private Activation activate(Exchange exchange, Map<String, String> form) throws InterruptedException {
		String sn = form.getOrDefault("sn", form.getOrDefault("id", ""));
		if (sn.isEmpty()) {
			throw failed(exchange, 400, "The form has neither vendor, model and sn nor id");
		}
		var product = form.containsKey("model") ? Optional.of(form.get("model")) : product(exchange, sn);
		boolean foreign = form.containsKey("model") && form.containsKey("vendor") && !form.get("vendor").equals(form.get("model"));
		return product.isEmpty() || foreign ? new Activation.Unknown() : devices.activate(product.get(), sn);
	}

	/** A device that does not say its product: the name by which it reached us does, or there is one product only that can be meant. */
	private Optional<String> product(Exchange exchange, String sn) {
		var named = exchange.header("Host").map(h -> h.split("[.:]", 2)[0]).filter(p -> products.find(p).isPresent());
		if (named.isPresent()) {
			return named;
		}
		var holders = devices.productsOf(sn);
		if (holders.size() == 1) {
			return Optional.of(holders.getFirst());
		}
		return products.all().size() == 1 ? products.all().keySet().stream().findFirst() : Optional.empty();
	}

	private HttpError failed(Exchange exchange, int status, String message) {
		failures.take(exchange.peer());
		return new HttpError(status, message);
	}
}
