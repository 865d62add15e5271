package org.fleetdesk.opennebula;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

import org.fleetdesk.http.xmlrpc.XmlRpc;

import com.sun.net.httpserver.HttpServer;

/** A server that answers as a test says, and keeps what it was asked. */
public final class ScriptedServer implements AutoCloseable {

	/** @param headers by name in lower case, the first value of each */
	public record Asked(String method, String path, Map<String, String> headers, byte[] body) {

		public String text() {
			return new String(body, StandardCharsets.UTF_8);
		}

		public XmlRpc.Call call() {
			try {
				return XmlRpc.readCall(body);
			} catch (IOException e) {
				throw new AssertionError(e);
			}
		}
	}

	public record Answer(int status, String type, byte[] body) {

		public static Answer of(int status, String type, String body) {
			return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8));
		}

		public static Answer of(XmlRpc.Reply reply) {
			return new Answer(200, XmlRpc.MEDIA_TYPE, XmlRpc.writeReply(reply));
		}
	}

	public final List<Asked> asked = new CopyOnWriteArrayList<>();
	private final HttpServer server;

	public ScriptedServer(Function<Asked, Answer> script) throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", exchange -> {
			try (exchange) {
				var headers = new java.util.TreeMap<String, String>();
				exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
				var request = new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, exchange.getRequestBody().readAllBytes());
				asked.add(request);
				var answer = script.apply(request);
				exchange.getResponseHeaders().set("Content-Type", answer.type());
				exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
				exchange.getResponseBody().write(answer.body());
			}
		});
		server.start();
	}

	public URI url(String path) {
		return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
	}

	public Asked last() {
		return asked.getLast();
	}

	@Override
	public void close() {
		server.stop(0);
	}
}
