package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;

import org.fleetdesk.gateways.model.AliasForm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** A device cloud that does what a test says: activation, aliases of one device, content with ranges, and failures at chosen requests. */
final class ScriptedCloud implements AutoCloseable {

	private record Content(byte[] bytes, Optional<String> sha256, Optional<String> signature) {
	}

	private record Answer(int status, String type, String body) {
	}

	final Map<String, String> aliases = new LinkedHashMap<>();
	/** {@code METHOD path}, and what was written as {@code alias=value}. */
	final List<String> log = new ArrayList<>();
	final List<String> userAgents = new ArrayList<>();
	private final Map<String, Content> contents = new LinkedHashMap<>();
	private final HttpServer server;
	private String cik = "";
	private int activations;
	private int activateStatus = 200;
	private boolean clears = true;
	private Predicate<String> failing = request -> false;
	private Answer failure = new Answer(503, "", "");
	private int breakAt = -1;
	private long announced = -1;

	ScriptedCloud() throws IOException {
		this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
	}

	/** With TLS. */
	ScriptedCloud(SSLContext tls) throws IOException {
		this(secure(tls));
	}

	private static HttpServer secure(SSLContext tls) throws IOException {
		var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(tls));
		return server;
	}

	private ScriptedCloud(HttpServer server) {
		this.server = server;
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", this::handle);
		server.start();
	}

	URI url() {
		return URI.create((server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort());
	}

	synchronized void set(String alias, String value) {
		aliases.put(alias, value);
	}

	synchronized String get(String alias) {
		return aliases.getOrDefault(alias, "");
	}

	/** As the operator's "regenerate": the key that the device has counts no more. */
	synchronized void forgetKey() {
		cik = "other";
	}

	synchronized void refuseActivation(int status) {
		activateStatus = status;
	}

	/** As platforms where a device's write does not empty what the cloud has set. */
	synchronized void keepCommands() {
		clears = false;
	}

	/** Requests (see {@link #log}) that are answered with 503. */
	synchronized void fail(Predicate<String> requests) {
		answer(requests, 503, "", "");
	}

	synchronized void content(String name, byte[] bytes) {
		content(name, bytes, Optional.of(sha256(bytes)), Optional.empty());
	}

	synchronized void content(String name, byte[] bytes, Optional<String> sha256, Optional<String> signature) {
		contents.put(name, new Content(bytes, sha256, signature));
	}

	/** Requests (see {@link #log}, with their bodies) that are answered with this; with 200 and a page, as by a network that wants a login first. */
	synchronized void answer(Predicate<String> requests, int status, String type, String body) {
		failing = requests;
		failure = new Answer(status, type, body);
	}

	/** The next download breaks off behind so many bytes. */
	synchronized void breakDownloadAt(int bytes) {
		breakAt = bytes;
	}

	/** Downloads are announced with this length, and break off. */
	synchronized void announce(long length) {
		announced = length;
	}

	synchronized int activations() {
		return activations;
	}

	synchronized List<String> requests() {
		return List.copyOf(log);
	}

	synchronized List<String> written(String alias) {
		return log.stream().filter(l -> l.startsWith(alias + "=")).map(l -> l.substring(alias.length() + 1)).toList();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
			boolean failed;
			synchronized (this) {
				log.add(request);
				userAgents.add(exchange.getRequestHeaders().getFirst("User-Agent"));
				failed = failing.test(request + " " + new String(body, StandardCharsets.ISO_8859_1));
			}
			if (failed) {
				if (!failure.type().isEmpty()) {
					exchange.getResponseHeaders().set("Content-Type", failure.type());
				}
				answer(exchange, failure.status(), failure.body());
			} else if (request.startsWith("POST /provision/activate")) {
				activate(exchange);
			} else if (!current(exchange)) {
				answer(exchange, 401, "");
			} else if (request.startsWith("POST /onep:v1/stack/alias")) {
				write(new String(body, StandardCharsets.ISO_8859_1));
				answer(exchange, 204, "");
			} else if (request.startsWith("GET /onep:v1/stack/alias")) {
				String text = read(AliasForm.names(exchange.getRequestURI().getRawQuery()));
				answer(exchange, text.isEmpty() ? 204 : 200, text);
			} else if (request.startsWith("GET /provision/download")) {
				download(exchange, request.replaceAll(".*[?&]id=([^&]*).*", "$1"));
			} else {
				answer(exchange, 404, "");
			}
		}
	}

	private synchronized boolean current(HttpExchange exchange) {
		return !cik.isEmpty() && cik.equals(exchange.getRequestHeaders().getFirst("X-Exosite-CIK"));
	}

	private void activate(HttpExchange exchange) throws IOException {
		int status;
		synchronized (this) {
			status = activateStatus;
			if (status == 200) {
				activations++;
				cik = "%040x".formatted(0xabc0 + activations);
			}
		}
		answer(exchange, status, status == 200 ? cik : "");
	}

	private synchronized void write(String body) {
		for (var pair : AliasForm.values(body)) {
			log.add(pair.name() + "=" + pair.value());
			if (!pair.name().equals("engine_fetch") || clears) {
				aliases.put(pair.name(), pair.value());
			}
		}
	}

	private synchronized String read(List<String> names) {
		var values = new LinkedHashMap<String, String>();
		names.stream().filter(n -> !aliases.getOrDefault(n, "").isEmpty()).forEach(n -> values.put(n, aliases.get(n)));
		return AliasForm.encode(values);
	}

	private void download(HttpExchange exchange, String name) throws IOException {
		Content content;
		int end;
		synchronized (this) {
			content = contents.get(name);
			end = breakAt;
			breakAt = -1;
		}
		if (content == null) {
			answer(exchange, 404, "");
			return;
		}
		String range = exchange.getRequestHeaders().getFirst("Range");
		int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
		if (from > 0) {
			synchronized (this) {
				log.add("range " + from);
			}
		}
		if (range != null && from >= content.bytes().length) {
			answer(exchange, 416, "");
			return;
		}
		content.sha256().ifPresent(v -> exchange.getResponseHeaders().set("X-Content-SHA256", v));
		content.signature().ifPresent(v -> exchange.getResponseHeaders().set("X-Content-Signature", v));
		int length = content.bytes().length - from;
		if (range != null) {
			exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (content.bytes().length - 1) + "/" + content.bytes().length);
		}
		long told;
		synchronized (this) {
			told = announced < 0 ? length : announced;
		}
		exchange.sendResponseHeaders(range == null ? 200 : 206, told);
		int count = end < 0 ? length : Math.min(length, end - from);
		exchange.getResponseBody().write(content.bytes(), from, count);
		exchange.getResponseBody().flush();
	}

	private static void answer(HttpExchange exchange, int status, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		} catch (java.security.NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	@Override
	public void close() {
		server.stop(0);
	}
}
