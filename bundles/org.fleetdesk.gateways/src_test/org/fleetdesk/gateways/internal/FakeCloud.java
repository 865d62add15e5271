package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A device cloud as far as a console sees one: products, gateways with revisions, content, deployments that a test leads to their end. */
final class FakeCloud implements AutoCloseable {

	static final ObjectMapper JSON = new ObjectMapper();

	record Asked(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
		String[] segments() {
			var parts = path.substring("/fleet/v1/".length()).split("/");
			for (int i = 0; i < parts.length; i++) {
				parts[i] = URLDecoder.decode(parts[i], StandardCharsets.UTF_8);
			}
			return parts;
		}

		JsonNode json() throws IOException {
			return JSON.readTree(body);
		}
	}

	private record Answer(int status, JsonNode body) {
	}

	private static final class Refusal extends Exception {
		private static final long serialVersionUID = 1L;
		final int status;

		Refusal(int status, String message) {
			super(message);
			this.status = status;
		}
	}

	final List<Asked> asked = new CopyOnWriteArrayList<>();
	final Map<String, ObjectNode> products = new LinkedHashMap<>();
	final TreeMap<String, ObjectNode> gateways = new TreeMap<>();
	private final Map<String, Long> revisions = new HashMap<>();
	private final Map<String, Long> removed = new HashMap<>();
	final Map<String, ObjectNode> content = new LinkedHashMap<>();
	final Map<String, byte[]> blobs = new HashMap<>();
	final Map<String, ObjectNode> deployments = new LinkedHashMap<>();
	final Map<String, List<ObjectNode>> aliases = new HashMap<>();
	/** What an agent answers to the console's requests: by the gateway's key. */
	BiFunction<String, JsonNode, ObjectNode> agent = (key, request) -> object().put("ok", true);
	/** What happens before one gateway is told. */
	Consumer<String> read = key -> {
	};
	/** How many times it fails to make a product. */
	int broken;
	String now = "";
	long revision = 1;
	private HttpServer server;

	FakeCloud() throws IOException {
		listen(0);
	}

	private void listen(int port) throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", this::exchange);
		server.start();
	}

	/** It is gone, with all connections, until it is back. */
	void down() {
		server.stop(0);
	}

	/** Its port may be somebody else's for a while, as the source of a connection. */
	void up() throws IOException, InterruptedException {
		int port = server.getAddress().getPort();
		long end = System.nanoTime() + 30_000_000_000L;
		while (true) {
			try {
				listen(port);
				return;
			} catch (BindException e) {
				if (System.nanoTime() > end) {
					throw e;
				}
				Thread.sleep(50);
			}
		}
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
	}

	synchronized void product(String id) {
		products.put(id, object().put("id", id).put("label", "").put("activationWindow", 86_400).put("whitelist", false));
		touch();
	}

	/** A gateway as it is listed; a test changes it and says {@link #changed}. */
	synchronized ObjectNode gateway(String product, String serial) {
		var g = object().put("product", product).put("sn", serial).put("state", "activated").put("locked", false).put("lastSeen", Instant.now().toString()).put("interval", 60)
				.put("listening", false).put("os", "Debian 13").put("kernel", "6.12");
		g.putObject("labels");
		g.putArray("apps");
		g.putObject("assigned");
		g.putArray("missing");
		gateways.put(product + "/" + serial, g);
		changed(product + "/" + serial);
		return g;
	}

	synchronized void changed(String key) {
		revisions.put(key, touch());
	}

	synchronized void remove(String key) {
		gateways.remove(key);
		revisions.remove(key);
		removed.put(key, touch());
	}

	private long touch() {
		revision++;
		notifyAll();
		return revision;
	}

	/** The next thing that happens to a deployment. */
	synchronized void event(String id, String state, String phase, long bytes, long total, String message) {
		var d = deployments.get(id);
		d.put("state", state);
		var events = d.withArrayProperty("events");
		events.addObject().put("seq", events.size()).put("at", Instant.now().toString()).put("phase", phase).put("app", "tick_app").put("version", "2").put("bytes", bytes).put("total", total)
				.put("message", message);
		if (List.of("done", "failed", "rolled-back", "cancelled").contains(state)) {
			d.put("ended", Instant.now().toString()).put("message", message);
		}
		touch();
	}

	String onlyDeployment() throws InterruptedException {
		return deployment(1);
	}

	/** Waits until there are so many; returns the last one's id. */
	synchronized String deployment(int number) throws InterruptedException {
		long end = System.nanoTime() + 20_000_000_000L;
		while (deployments.size() < number) {
			wait(100);
			if (System.nanoTime() > end) {
				throw new AssertionError(deployments.size() + " deployments instead of " + number);
			}
		}
		return "d" + number;
	}

	private void exchange(HttpExchange exchange) throws IOException {
		try (exchange) {
			var headers = new TreeMap<String, String>();
			exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
			var query = new HashMap<String, String>();
			if (exchange.getRequestURI().getRawQuery() != null) {
				for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
					query.put(pair.substring(0, pair.indexOf('=')), URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
				}
			}
			var request = new Asked(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), query, headers, exchange.getRequestBody().readAllBytes());
			asked.add(request);
			Answer answer;
			try {
				answer = new Answer(200, "Bearer secret".equals(headers.get("authorization")) ? answer(request) : refused(401, "Say the token"));
			} catch (Refusal e) {
				answer = new Answer(e.status, object().put("message", e.getMessage()));
			} catch (InterruptedException e) {
				return;
			}
			byte[] body = answer.body.toString().getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(answer.status, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	private static JsonNode refused(int status, String message) throws Refusal {
		throw new Refusal(status, message);
	}

	private synchronized JsonNode answer(Asked a) throws Refusal, IOException, InterruptedException {
		var path = a.segments();
		return switch (path[0]) {
		case "info" -> object().put("product", "Fleetdesk device cloud").put("version", "0.1.0").put("database", "H2").put("now", now.isEmpty() ? Instant.now().toString() : now)
				.put("gateways", gateways.size()).put("listening", 0);
		case "changes" -> {
			await(() -> revision > Long.parseLong(a.query.get("since")), a);
			yield object().put("revision", revision);
		}
		case "products" -> products(a, path);
		case "content" -> content(a, path);
		case "deployments" -> deployments(a, path);
		default -> gateways(a, path);
		};
	}

	private interface Condition {
		boolean holds();
	}

	private void await(Condition condition, Asked a) throws InterruptedException {
		long end = System.nanoTime() + Long.parseLong(a.query.getOrDefault("wait", "0")) * 1_000_000;
		while (!condition.holds() && System.nanoTime() < end) {
			wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
		}
	}

	private JsonNode products(Asked a, String[] path) throws Refusal, IOException {
		if (a.method.equals("POST")) {
			if (broken > 0) {
				broken--;
				throw new Refusal(500, "The database is gone");
			}
			String id = a.json().path("id").asText("p" + products.size());
			if (products.containsKey(id)) {
				throw new Refusal(409, "There is a product " + id + " already");
			}
			product(id);
			return products.get(id);
		}
		if (a.method.equals("DELETE")) {
			if (gateways.keySet().stream().anyMatch(k -> k.startsWith(path[1] + "/")) && !a.query.containsKey("force")) {
				throw new Refusal(409, "It has gateways");
			}
			products.remove(path[1]);
			touch();
			return object();
		}
		var all = JSON.createArrayNode();
		products.values().forEach(p -> all.add(p.deepCopy().put("gateways", gateways.keySet().stream().filter(k -> k.startsWith(p.path("id").asText() + "/")).count()).put("content",
				content.keySet().stream().filter(k -> k.startsWith(p.path("id").asText() + "/")).count())));
		return all;
	}

	private JsonNode content(Asked a, String[] path) throws Refusal {
		if (path.length == 2) {
			var all = JSON.createArrayNode();
			content.forEach((key, c) -> {
				if (key.startsWith(path[1] + "/")) {
					all.add(c);
				}
			});
			return all;
		}
		String key = path[1] + "/" + path[2];
		if (a.method.equals("DELETE")) {
			if (content.remove(key) == null) {
				throw new Refusal(404, "There is no " + key);
			}
		} else {
			var file = object().put("id", path[2]).put("size", a.body.length).put("sha256", a.headers.get("x-content-sha256")).put("uploaded", Instant.now().toString()).put("by", "ann")
					.put("signed", a.headers.containsKey("x-content-signature")).put("gateways", 0);
			if (a.headers.containsKey("x-content-signature")) {
				file.put("signature", a.headers.get("x-content-signature"));
			}
			content.put(key, file);
			blobs.put(key, a.body);
		}
		touch();
		return object();
	}

	private JsonNode deployments(Asked a, String[] path) throws Refusal, IOException, InterruptedException {
		if (a.method.equals("POST") && path.length == 1) {
			var d = (ObjectNode) a.json();
			for (JsonNode name : d.path("packages")) {
				if (!content.containsKey(d.path("product").asText() + "/" + name.asText())) {
					throw new Refusal(409, "%s has no %s".formatted(d.path("product").asText(), name.asText()));
				}
			}
			String id = "d" + (deployments.size() + 1);
			d.put("id", id).put("state", "queued").put("created", Instant.now().toString()).put("message", "").put("output", "");
			d.putArray("events").addObject().put("seq", 0).put("phase", "queued");
			deployments.put(id, d);
			touch();
			return d.deepCopy();
		}
		if (path.length == 1) {
			return list(d -> d.path("run").asText().equals(a.query.get("run")));
		}
		var d = deployments.get(path[1]);
		if (d == null) {
			throw new Refusal(404, "There is no deployment " + path[1]);
		}
		if (path.length == 3) {
			boolean queued = d.path("state").asText().equals("queued");
			if (d.has("ended") || !queued && !a.query.containsKey("force")) {
				throw new Refusal(409, "It is picked up");
			}
			event(path[1], queued ? "cancelled" : "failed", "cancelled", 0, 0, queued ? "" : "Given up by ann");
		} else {
			if (Long.parseLong(a.query.get("after")) < 0) {
				throw new Refusal(400, "\"after\" must be a whole number");
			}
			await(() -> d.path("events").size() - 1 > Long.parseLong(a.query.get("after")), a);
		}
		return d.deepCopy();
	}

	private JsonNode list(java.util.function.Predicate<JsonNode> which) {
		var all = new ArrayList<JsonNode>();
		deployments.values().stream().filter(which).forEach(d -> all.addFirst(d.deepCopy()));
		return JSON.createArrayNode().addAll(all);
	}

	private JsonNode gateways(Asked a, String[] path) throws Refusal, IOException {
		if (path.length == 1) {
			return page(a);
		}
		if (path.length == 2) {
			var answer = object();
			var added = answer.putArray("added");
			var existing = answer.putArray("existing");
			a.json().path("sn").forEach(sn -> {
				boolean there = gateways.containsKey(path[1] + "/" + sn.asText());
				if (!there) {
					gateway(path[1], sn.asText()).put("state", "notactivated").remove("lastSeen");
				}
				(there ? existing : added).add(sn.asText());
			});
			answer.putArray("refused");
			return answer;
		}
		String key = path[1] + "/" + path[2];
		if (path.length == 3 && a.method.equals("GET")) {
			read.accept(key);
		}
		var g = gateways.get(key);
		if (g == null) {
			throw new Refusal(404, "There is no gateway " + key);
		}
		if (path.length == 3) {
			if (a.method.equals("DELETE")) {
				remove(key);
			}
			return g.deepCopy();
		}
		switch (path[3]) {
		case "labels" -> g.set("labels", a.json());
		case "interval" -> g.put("interval", a.json().path("seconds").asLong());
		case "lock", "unlock" -> g.put("locked", path[3].equals("lock"));
		case "control" -> {
			if (!g.path("listening").asBoolean()) {
				throw new Refusal(409, "The gateway does not listen");
			}
			return agent.apply(key, a.json());
		}
		case "deployments" -> {
			return list(d -> d.path("product").asText().equals(path[1]) && d.path("sn").asText().equals(path[2]));
		}
		case "aliases" -> {
			return JSON.createArrayNode().addAll(aliases.getOrDefault(key, List.of()));
		}
		default -> g.put("state", path[3].equals("disable") ? "expired" : "notactivated");
		}
		changed(key);
		return g.deepCopy();
	}

	private JsonNode page(Asked a) {
		int limit = Integer.parseInt(a.query.get("limit"));
		long since = Long.parseLong(a.query.getOrDefault("since", "-1"));
		var answer = object().put("revision", revision);
		var list = answer.putArray("gateways");
		var gone = answer.putArray("removed");
		removed.forEach((key, at) -> {
			if (at > since && since >= 0) {
				gone.add(key);
			}
		});
		for (var g : gateways.tailMap(a.query.getOrDefault("after", ""), false).entrySet()) {
			if (revisions.get(g.getKey()) > since) {
				list.add(g.getValue().deepCopy());
			}
			if (list.size() == limit) {
				answer.put("next", g.getKey());
				break;
			}
		}
		return answer;
	}

	@Override
	public void close() {
		server.stop(0);
	}
}
