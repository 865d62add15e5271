package org.fleetdesk.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/** A server that answers what a test prepares, and remembers what it was asked. Unprepared paths are answered as EMISO does. */
final class FakeEngine implements AutoCloseable {

	final List<String> requests = new CopyOnWriteArrayList<>();
	final List<String> bodies = new CopyOnWriteArrayList<>();
	private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();
	private final HttpServer server;

	FakeEngine(String apiVersion) throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", this::handle);
		server.start();
		on("HEAD /_ping", exchange -> {
			if (!apiVersion.isEmpty()) {
				exchange.getResponseHeaders().set("Api-Version", apiVersion);
			}
			exchange.sendResponseHeaders(200, -1);
		});
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
			requests.add(request);
			bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			var answer = answers.get(request.split("\\?", 2)[0]);
			if (answer != null) {
				answer.handle(exchange);
			} else {
				send(exchange, 200, "text/plain", "Path '%s' not implemented\n".formatted(exchange.getRequestURI().getPath()));
			}
		}
	}

	void on(String request, HttpHandler answer) {
		answers.put(request, answer);
	}

	void on(String request, int status, String json) {
		on(request, exchange -> send(exchange, status, "application/json", json));
	}

	static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
		if (bytes.length > 0) {
			exchange.getResponseBody().write(bytes);
		}
	}

	URI url() {
		return URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
	}

	@Override
	public void close() {
		server.stop(0);
	}
}
