package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Speaks to a client as an EMISO engine does, with containers that are only words: ours, or the original of a Smart Object, which
 * confirms everything, answers unknown paths with a text and gives its containers other ids after a stop.
 */
final class FakeEmiso implements AutoCloseable {

	static final class Entry {
		String id;
		String name;
		String image;
		String state = "created";
		String nativeState = "booting";
		int slot;
		int exitCode;
		boolean tty;
		Map<String, String> labels = Map.of();
		final List<String> checkpoints = new CopyOnWriteArrayList<>();
		/** When its last run began, in seconds. */
		int started = 1_767_225_600;
	}

	private static final ObjectMapper MAPPER = new ObjectMapper();

	final boolean original;
	final List<Entry> containers = new CopyOnWriteArrayList<>();
	/** Ids by name. */
	final Map<String, String> images = Collections.synchronizedMap(new LinkedHashMap<>());
	final Map<String, Long> sizes = Collections.synchronizedMap(new LinkedHashMap<>());
	final List<String> requests = new CopyOnWriteArrayList<>();
	/** The number of bytes that have come of the upload that {@link #stall} stopped. */
	final CountDownLatch uploading = new CountDownLatch(1);
	/** Takes some of an upload and then nothing more. */
	volatile boolean stall;
	/** Verbs that are confirmed and not done. */
	final List<String> lies = new CopyOnWriteArrayList<>();
	volatile String runtime = "simulated";
	volatile byte[] log = {};
	volatile BiConsumer<String, HttpExchange> before = (request, exchange) -> {
	};
	private final HttpServer server;
	private int next = 1;

	FakeEmiso(boolean original) throws IOException {
		this.original = original;
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", this::handle);
		server.start();
	}

	URI url() {
		return URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
	}

	Entry add(String name, String image, String state) {
		var entry = new Entry();
		entry.slot = freeSlot();
		entry.id = original ? Integer.toString(entry.slot) : "%064x".formatted(next++);
		entry.name = name;
		entry.image = image;
		entry.state = state;
		entry.nativeState = state.equals("running") ? "living" : state.equals("paused") ? "suspended" : "booting";
		images.putIfAbsent(image, original ? "md5:" + image.hashCode() : "sha256:" + "%064x".formatted(image.hashCode()));
		containers.add(entry);
		return entry;
	}

	private int freeSlot() {
		for (int slot = 2; slot <= 6; slot++) {
			int s = slot;
			if (containers.stream().noneMatch(c -> c.slot == s)) {
				return slot;
			}
		}
		return -1;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath().replaceFirst("^/v1\\.\\d+", "");
			String request = exchange.getRequestMethod() + " " + path;
			requests.add(request + (exchange.getRequestURI().getQuery() == null ? "" : "?" + exchange.getRequestURI().getQuery()));
			before.accept(request, exchange);
			String[] parts = path.split("/");
			switch (request) {
			case "HEAD /_ping" -> {
				exchange.getResponseHeaders().set("Api-Version", original ? "1.43" : "1.47");
				exchange.sendResponseHeaders(200, -1);
			}
			case "GET /version" -> json(exchange, 200, original ? "{\"Platform\":{\"name\":\"emiso\"},\"Version\":\"1.0\",\"ApiVersion\":\"1.43\"}"
					: "{\"Platform\":{\"Name\":\"Fleetdesk EMISO Engine\"},\"Version\":\"0.1\",\"ApiVersion\":\"1.47\"}");
			case "GET /info" -> json(exchange, 200, original ? "{\"Name\":\"agency\",\"Isolation\":\"VT\"}"
					: "{\"Name\":\"lab\",\"SO3\":{\"Runtime\":\"" + runtime + "\",\"Slots\":{\"Low\":2,\"High\":6,\"Used\":0}}}");
			case "GET /containers/json" -> list(exchange);
			case "GET /images/json" -> images(exchange);
			case "POST /containers/create" -> create(exchange);
			case "POST /containers/prune" -> {
				if (!lies.contains("prune")) {
					containers.removeIf(c -> c.state.equals("exited") || c.state.equals("created"));
				}
				json(exchange, 200, "{\"ContainersDeleted\":[],\"SpaceReclaimed\":0}");
			}
			case "POST /images/load" -> load(exchange);
			default -> {
				if (parts.length >= 3 && parts[1].equals("containers")) {
					container(exchange, exchange.getRequestMethod(), parts);
				} else if (!original && ofImages(exchange, request, parts)) {
					break;
				} else if (!original && request.startsWith("DELETE /images/")) {
					images.remove(path.substring("/images/".length()));
					json(exchange, 200, "[]");
				} else {
					unknown(exchange);
				}
			}
			}
		}
	}

	private boolean ofImages(HttpExchange exchange, String request, String[] parts) throws IOException {
		String query = exchange.getRequestURI().getQuery();
		if (request.endsWith("/tag")) {
			images.put(query.replaceFirst(".*repo=([^&]*).*", "$1") + ":" + query.replaceFirst(".*tag=([^&]*).*", "$1"), images.get(parts[2]));
			exchange.sendResponseHeaders(201, -1);
		} else if (request.startsWith("GET") && request.endsWith("/json")) {
			json(exchange, 200, "{\"Id\":\"" + images.get(parts[2]) + "\",\"Os\":\"so3\"}");
		} else if (request.endsWith("/history")) {
			json(exchange, 200, "[{\"Id\":\"" + images.get(parts[2]) + "\",\"CreatedBy\":\"load\"}]");
		} else if (request.equals("POST /images/prune")) {
			images.keySet().removeIf(name -> containers.stream().noneMatch(c -> c.image.equals(name)));
			json(exchange, 200, "{\"ImagesDeleted\":[],\"SpaceReclaimed\":2048}");
		} else {
			return false;
		}
		return true;
	}

	private void container(HttpExchange exchange, String method, String[] parts) throws IOException {
		var found = containers.stream().filter(c -> c.id.equals(parts[2])).findFirst();
		if (found.isEmpty()) {
			json(exchange, 404, "{\"message\":\"No such container: " + parts[2] + "\"}");
			return;
		}
		var entry = found.get();
		String verb = method.equals("DELETE") ? "remove" : parts[3];
		if (verb.equals("json")) {
			json(exchange, 200, "{\"Id\":\"" + entry.id + "\",\"Config\":{\"Tty\":" + entry.tty + "}}");
			return;
		}
		if (verb.equals("logs")) {
			exchange.getResponseHeaders().set("Content-Type", original ? "application/json" : "application/vnd.docker.multiplexed-stream");
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write(log);
			return;
		}
		if (original && verb.equals("kill")) {
			unknown(exchange);
			return;
		}
		if (!original && extended(exchange, entry, method, parts)) {
			return;
		}
		if (!lies.contains(verb)) {
			act(entry, verb);
		}
		exchange.sendResponseHeaders(204, -1);
	}

	/** What the original does not know. */
	private boolean extended(HttpExchange exchange, Entry entry, String method, String[] parts) throws IOException {
		String query = exchange.getRequestURI().getQuery() == null ? "" : exchange.getRequestURI().getQuery();
		var body = MAPPER.readTree(exchange.getRequestBody());
		switch (method + " " + (parts.length > 3 ? parts[3] : "")) {
		case "POST rename" -> {
			if (!lies.contains("rename")) {
				entry.name = query.replaceFirst(".*name=", "");
			}
			exchange.sendResponseHeaders(204, -1);
		}
		case "POST update" -> update(exchange, entry, body);
		case "GET checkpoints" -> json(exchange, 200, MAPPER.valueToTree(entry.checkpoints.stream().map(c -> Map.of("Name", c, "Size", 7)).toList()).toString());
		case "POST checkpoints" -> {
			entry.checkpoints.add(body.path("CheckpointID").asText());
			if (body.path("Exit").asBoolean()) {
				set(entry, "exited", "booting");
			}
			exchange.sendResponseHeaders(201, -1);
		}
		case "DELETE checkpoints" -> {
			entry.checkpoints.remove(parts[4]);
			exchange.sendResponseHeaders(204, -1);
		}
		case "GET stats" -> json(exchange, 200, """
				{"read":"2026-01-01T00:00:01.5Z","cpu_stats":{"cpu_usage":{"total_usage":2000000000}},"memory_stats":{"usage":4096,"limit":8192}}
				{"read":"0001-01-01T00:00:00Z"}
				{"read":"2026-01-01T00:00:09Z"}""");
		case "GET top" -> json(exchange, 200, "{\"Titles\":[\"PID\",\"CMD\"],\"Processes\":[[\"7\",\"qemu\\u001b[2J\"]]}");
		default -> {
			return false;
		}
		}
		return true;
	}

	private void update(HttpExchange exchange, Entry entry, com.fasterxml.jackson.databind.JsonNode body) throws IOException {
		if (body.path("Image").asText().equals("crash")) {
			json(exchange, 409, "{\"message\":\"crash ended with exit code 1 after 1 s; ticker runs again with " + entry.image + "\"}");
			return;
		}
		if (body.has("Labels")) {
			var labels = new LinkedHashMap<String, String>();
			body.path("Labels").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
			entry.labels = labels;
		} else if (!lies.contains("update")) {
			entry.image = body.path("Image").asText();
		}
		json(exchange, 200, "{\"Warnings\":[]}");
	}

	private void act(Entry entry, String verb) {
		switch (verb) {
		case "start", "restart" -> {
			set(entry, "running", "living");
			entry.started++;
		}
		case "unpause" -> set(entry, "running", "living");
		case "pause" -> set(entry, "paused", "suspended");
		case "stop", "kill" -> {
			set(entry, original ? "created" : "exited", "booting");
			entry.exitCode = 137;
			if (original) {
				entry.id = Integer.toString(Integer.parseInt(entry.id) + 10);
			}
		}
		case "remove" -> containers.remove(entry);
		default -> throw new IllegalArgumentException(verb);
		}
	}

	private static void set(Entry entry, String state, String nativeState) {
		entry.state = state;
		entry.nativeState = nativeState;
	}

	private void list(HttpExchange exchange) throws IOException {
		var array = MAPPER.createArrayNode();
		for (var entry : containers) {
			ObjectNode node = array.addObject().put("Id", entry.id).put("Image", entry.image + ":latest").put("ImageID", images.getOrDefault(entry.image, ""))
					.put("Created", 1_700_000_000).put("State", entry.state).put("Status", entry.state.equals("exited") ? "Exited (" + entry.exitCode + ") 2 s ago" : "Up");
			node.putArray("Names").add("/" + entry.name);
			var labels = node.putObject("Labels");
			if (!original) {
				entry.labels.forEach(labels::put);
				node.putObject("SO3").put("Slot", entry.slot).put("State", entry.nativeState).put("Runtime", runtime).put("Spid", "abc")
						.put("StartedAt", java.time.Instant.ofEpochSecond(entry.started, 1).toString());
			}
		}
		json(exchange, 200, array.isEmpty() && original ? "null" : array.toString());
	}

	private void images(HttpExchange exchange) throws IOException {
		var array = MAPPER.createArrayNode();
		new LinkedHashMap<>(images).forEach((name, id) -> {
			var node = array.addObject().put("Id", id).put("Size", sizes.getOrDefault(name, 100L)).put("Created", 1_700_000_000);
			node.putArray("RepoTags").add(original ? name + ".itb:latest" : name + ":latest");
			if (!original) {
				node.putObject("SO3").put("Capsule", false).put("Arch", "arm64");
			}
		});
		json(exchange, 200, array.toString());
	}

	private void create(HttpExchange exchange) throws IOException {
		var body = MAPPER.readTree(exchange.getRequestBody());
		// the original of 2024, as which this one is recognised, wants the file
		String image = original ? body.path("Image").asText().replaceFirst("^/mnt/ME/(.*)\\.itb$", "$1") : body.path("Image").asText();
		if (!images.containsKey(image)) {
			json(exchange, 404, "{\"message\":\"No such image: " + image + "\"}");
			return;
		}
		String name = exchange.getRequestURI().getQuery().replaceFirst(".*name=", "");
		var entry = add(name, image, "created");
		var labels = new LinkedHashMap<String, String>();
		body.path("Labels").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
		entry.labels = labels;
		json(exchange, 201, "{\"Id\":\"" + entry.id + "\",\"Warnings\":[]}");
	}

	private void load(HttpExchange exchange) throws IOException {
		if (original) {
			unknown(exchange);
			return;
		}
		var in = exchange.getRequestBody();
		if (stall) {
			in.readNBytes(1000);
			uploading.countDown();
			try {
				new CountDownLatch(1).await(30, java.util.concurrent.TimeUnit.SECONDS);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
			return;
		}
		byte[] bytes = in.readAllBytes();
		String name = exchange.getRequestURI().getQuery().replaceFirst(".*name=", "");
		images.put(name, digest(bytes));
		json(exchange, 200, "{\"stream\":\"Loaded image: " + name + ":latest\\n\"}");
	}

	static String digest(byte[] bytes) {
		try {
			return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		} catch (java.security.NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	static byte[] frames(String... texts) {
		var parts = new ArrayList<byte[]>();
		for (String text : texts) {
			byte[] payload = text.getBytes(StandardCharsets.UTF_8);
			parts.add(ByteBuffer.allocate(8 + payload.length).put((byte) 1).put(new byte[3]).putInt(payload.length).put(payload).array());
		}
		var all = ByteBuffer.allocate(parts.stream().mapToInt(p -> p.length).sum());
		parts.forEach(all::put);
		return all.array();
	}

	private static void unknown(HttpExchange exchange) throws IOException {
		send(exchange, 200, "text/plain", "Path '" + exchange.getRequestURI().getPath() + "' not implemented\n");
	}

	static void json(HttpExchange exchange, int status, String text) throws IOException {
		send(exchange, status, "application/json", text);
	}

	private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		server.stop(0);
	}
}
