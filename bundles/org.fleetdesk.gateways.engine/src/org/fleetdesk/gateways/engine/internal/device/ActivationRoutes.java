package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.Activation;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.LastSeen;
import org.fleetdesk.gateways.engine.internal.store.Products;

/** Giving devices their token (spec/gateways.md 1.1: activate), in the forms of both generations. */
final class ActivationRoutes {

	/** Failures of one address: many gateways behind one router may wait for their operator. */
	private static final int BURST = 120;
	private static final double PER_SECOND = 1;
	/** Failures that are no news: who guesses serial numbers learns nothing by them, and those who wait say nothing else. */
	private static final int REPEATED_BURST = 500;
	private static final double REPEATED_PER_SECOND = 20;
	private static final int REMEMBERED = 10_000;
	private static final int RETRY_SECONDS = 30;

	private final Devices devices;
	private final Products products;
	private final LastSeen lastSeen;
	private final RateLimit<String> failures;
	private final RateLimit<String> repeated;
	/** Devices that nobody added and that a product lets in, by address. */
	private final RateLimit<String> newcomers;
	/** Which serial numbers of which addresses were not activated when they asked last. */
	private final Set<String> refused = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > REMEMBERED;
		}
	}));

	ActivationRoutes(DeviceApi.Parts parts) {
		devices = parts.devices();
		products = parts.products();
		lastSeen = parts.lastSeen();
		failures = new RateLimit<>(BURST, PER_SECOND, parts.nanos());
		repeated = new RateLimit<>(REPEATED_BURST, REPEATED_PER_SECOND, parts.nanos());
		newcomers = new RateLimit<>(parts.newcomers(), PER_SECOND, parts.nanos());
	}

	void addTo(Router router) {
		router.add("POST", "/provision/activate", this::activate);
	}

	private void activate(Exchange exchange) throws IOException, InterruptedException {
		var form = new HashMap<String, String>();
		Requests.form(exchange).forEach(p -> form.put(p.name(), p.value()));
		String asking = exchange.peer() + " " + sn(form);
		var limit = refused.contains(asking) ? repeated : failures;
		if (limit.isExhausted(exchange.peer()) && !(limit == repeated && isEnabled(exchange, form))) {
			throw Requests.tooMany(exchange, RETRY_SECONDS, "Too many devices of this address could not be activated");
		}
		try {
			answer(exchange, form);
			refused.remove(asking);
		} catch (HttpError e) {
			if (e.status() != 429) {
				limit.take(exchange.peer());
				if (Devices.SN.matcher(sn(form)).matches()) {
					refused.add(asking);
				}
			}
			throw e;
		}
	}

	/** Whether the device that asks may be activated: one for which its operator has come need not queue behind those that still wait for theirs. */
	private boolean isEnabled(Exchange exchange, Map<String, String> form) {
		String sn = sn(form);
		return product(exchange, form).flatMap(p -> devices.find(p, sn)).filter(d -> d.state() == Device.State.NOTACTIVATED && !d.locked()).isPresent();
	}

	private void answer(Exchange exchange, Map<String, String> form) throws IOException, InterruptedException {
		switch (activate(exchange, form)) {
			case Activation.Activated(var device, var token) -> {
				lastSeen.note(device.id(), exchange.peer());
				exchange.sendText(200, token); // 40 characters and no line end: clients count them
			}
			case Activation.Unknown() -> throw new HttpError(404, "There is no such device");
			case Activation.NotEnabled() -> throw new HttpError(409, "This device is not enabled for activation: it is activated already, or its time was over");
			case Activation.Locked() -> throw new HttpError(403, "This device is locked");
		}
	}

	private Activation activate(Exchange exchange, Map<String, String> form) throws InterruptedException {
		String sn = sn(form);
		if (sn.isEmpty()) {
			throw new HttpError(400, "The form has neither vendor, model and sn nor id");
		}
		var product = product(exchange, form);
		boolean foreign = form.containsKey("model") && form.containsKey("vendor") && !form.get("vendor").equals(form.get("model"));
		if (product.isEmpty() || foreign) {
			return new Activation.Unknown();
		}
		if (products.find(product.get()).filter(p -> !p.whitelist()).isPresent() && devices.find(product.get(), sn).isEmpty() && !newcomers.take(exchange.peer())) {
			throw Requests.tooMany(exchange, RETRY_SECONDS, "Too many new devices came from this address");
		}
		return devices.activate(product.get(), sn);
	}

	private static String sn(Map<String, String> form) {
		return form.getOrDefault("sn", form.getOrDefault("id", ""));
	}

	private Optional<String> product(Exchange exchange, Map<String, String> form) {
		return form.containsKey("model") ? Optional.of(form.get("model")) : product(exchange, sn(form));
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
}
