package org.fleetdesk.gateways.agent.internal.gmq;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.model.AliasForm;

/** A device cloud as spec/gateways.md 1.1 has it: activation, records with 409 for a second that has a value, reading. */
final class TestCloud implements AutoCloseable {

	final Map<String, TreeMap<Long, String>> series = new TreeMap<>();
	final List<String> activations = new ArrayList<>();
	final AtomicInteger requests = new AtomicInteger();
	private final EngineServer server;
	private String key = "0".repeat(40);
	private String given = "";
	private boolean activates = true;
	private String poison = "\0";
	private int status;
	private boolean silent;
	private String page = "";

	TestCloud() throws Exception {
		var router = new Router().add("POST", "/provision/activate", this::activate).add("POST", "/onep:v1/stack/record", this::record).add("GET", "/onep:v1/stack/alias", this::read)
				.add("POST", "/onep:v1/stack/alias", this::write);
		server = EngineServer.start(new EngineServer.Settings("cloud", new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, (s, m) -> Map.of("message", m), Map.of()), e -> {
			requests.incrementAndGet();
			String instead = page();
			if (!instead.isEmpty()) {
				e.send(200, "text/html", instead.getBytes(StandardCharsets.UTF_8));
				return;
			}
			router.dispatch(e, e.path());
		});
	}

	URI url() {
		return server.url();
	}

	/** As after a regeneration: the old one is answered with 401. */
	synchronized void key(String now) {
		key = now;
	}

	/** What activation answers with, though it may be another key than the one that counts. */
	synchronized void gives(String now) {
		given = now;
	}

	synchronized void activates(boolean now) {
		activates = now;
	}

	/** A value that is refused with 400, and all that are sent with it. */
	synchronized void poison(String value) {
		poison = value;
	}

	/** Conflicts are answered without saying which times they are. */
	synchronized void silent() {
		silent = true;
	}

	/** What all requests are answered with; 0: as it should be. */
	synchronized void status(int all) {
		status = all;
	}

	/** What all requests are answered with, 200 and a page of a network that wants a login first; empty: as it should be. */
	synchronized void page(String html) {
		page = html;
	}

	synchronized Map<Long, String> of(String alias) {
		return Map.copyOf(series.getOrDefault(alias, new TreeMap<>()));
	}

	private synchronized void activate(Exchange exchange) throws Exception {
		ask();
		var fields = AliasForm.values(body(exchange));
		if (!activates) {
			throw new HttpError(409, "not enabled");
		}
		activations.add(fields.toString());
		exchange.send(200, "text/plain", (given.isEmpty() ? key : given).getBytes(StandardCharsets.US_ASCII));
	}

	private synchronized void record(Exchange exchange) throws Exception {
		ask();
		known(exchange);
		var pairs = AliasForm.values(body(exchange));
		if (pairs.stream().anyMatch(p -> p.value().equals(poison))) {
			throw new HttpError(400, "bad value");
		}
		var refused = new ArrayList<AliasForm.Pair>();
		String alias = "";
		for (var pair : pairs) {
			if (pair.name().equals("alias")) {
				alias = pair.value();
			} else if (series.computeIfAbsent(alias, a -> new TreeMap<>()).putIfAbsent(Long.valueOf(pair.name()), pair.value()) != null) {
				refused.add(new AliasForm.Pair(alias, pair.name()));
			}
		}
		if (refused.isEmpty()) {
			exchange.send(204);
		} else if (silent) {
			exchange.send(409);
		} else {
			exchange.send(409, "application/x-www-form-urlencoded", AliasForm.encode(refused).getBytes(StandardCharsets.US_ASCII));
		}
	}

	/** At the second after the last one, so that tests need not wait. */
	private synchronized void write(Exchange exchange) throws Exception {
		ask();
		known(exchange);
		for (var pair : AliasForm.values(body(exchange))) {
			var points = series.computeIfAbsent(pair.name(), a -> new TreeMap<>());
			points.put(points.isEmpty() ? 1 : points.lastKey() + 1, pair.value());
		}
		exchange.send(204);
	}

	private synchronized void read(Exchange exchange) throws Exception {
		ask();
		known(exchange);
		var values = AliasForm.names(exchange.target().substring(exchange.target().indexOf('?') + 1)).stream().filter(series::containsKey)
				.map(a -> new AliasForm.Pair(a, series.get(a).lastEntry().getValue())).toList();
		exchange.send(values.isEmpty() ? 204 : 200, "application/x-www-form-urlencoded; charset=utf-8", AliasForm.encode(values).getBytes(StandardCharsets.US_ASCII));
	}

	private synchronized String page() {
		return page;
	}

	private void ask() {
		if (status != 0) {
			throw new HttpError(status, "told to");
		}
	}

	private void known(Exchange exchange) {
		if (!exchange.header("X-Exosite-CIK").orElse("").equals(key)) {
			throw new HttpError(401, "unknown key");
		}
	}

	private static String body(Exchange exchange) throws Exception {
		return new String(exchange.body().readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() {
		server.close();
	}
}
