package org.fleetdesk.serverless.engine.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.opennebula.wire.OneReplies;
import org.junit.jupiter.api.AfterEach;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A server that gives a real OpenNebula's recorded replies; refusals of strangers and unknown services, which are not recorded, in its documented words. */
class ReplayedOpenNebulaTest extends OpenNebulaConformance {

	private static final String SESSION = "oneadmin:recorded";

	private HttpServer server;

	@Override
	Target target() throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/RPC2", exchange -> answer(exchange, 200, XmlRpc.MEDIA_TYPE, reply(XmlRpc.readCall(exchange.getRequestBody(), 1 << 20))));
		server.createContext("/service", this::oneflow);
		server.start();
		String url = "http://127.0.0.1:" + server.getAddress().getPort();
		return new Target(URI.create(url + "/RPC2"), URI.create(url), SESSION);
	}

	@Override
	Predicate<String> exceptions() {
		return path -> false;
	}

	@AfterEach
	void stop() {
		server.stop(0);
	}

	private static byte[] reply(XmlRpc.Call call) throws IOException {
		var params = call.params();
		if (!params.isEmpty() && !params.getFirst().equals(SESSION)) {
			return XmlRpc.writeReply(OneReplies.failure(0x100, "[%s] User couldn't be authenticated, aborting call.".formatted(call.method()), -1));
		}
		return Recorded.xmlRpc(switch (call.method()) {
		case "one.system.version" -> "version";
		case "one.user.info" -> "user.info";
		case "one.documentpool.info" -> "documentpool.1337";
		case "one.document.info" -> "document.info";
		case "one.vm.info" -> params.get(1) instanceof Integer id ? id == 0 ? "vm.info" : "vm.info.notfound" : "vm.info.fault";
		case "one.vmpool.infoextended" -> "vmpool.infoextended";
		case "one.vm.monitoring" -> "vm.monitoring";
		case "one.hostpool.info" -> "hostpool";
		case "one.vm.action" -> params.equals(List.of(SESSION, "resume", 0)) ? "vm.action.wrongstate" : "nosuch";
		default -> "nosuch";
		});
	}

	private void oneflow(HttpExchange exchange) throws IOException {
		String given = exchange.getRequestHeaders().getFirst("Authorization");
		String path = exchange.getRequestURI().getPath();
		String basic = "Basic " + Base64.getEncoder().encodeToString(SESSION.getBytes(StandardCharsets.UTF_8));
		if (given == null) {
			answer(exchange, 401, "text/html;charset=utf-8", "A username and password must be provided".getBytes(StandardCharsets.UTF_8));
		} else if (!given.equals(basic)) {
			answer(exchange, 401, "text/html;charset=utf-8", "Invalid credentials".getBytes(StandardCharsets.UTF_8));
		} else {
			String name = switch (path) {
			case "/service" -> "service_pool";
			case "/service/3" -> "service";
			case "/service_template" -> "service_template_pool";
			default -> "";
			};
			if (name.isEmpty()) {
				answer(exchange, 404, "text/html;charset=utf-8", "[one.document.info] Error getting document [99999].".getBytes(StandardCharsets.UTF_8));
			} else {
				answer(exchange, 200, "text/html;charset=utf-8", Recorded.json(name));
			}
		}
	}

	private static void answer(HttpExchange exchange, int status, String type, byte[] body) {
		try (exchange) {
			exchange.getResponseHeaders().set("Content-Type", type);
			exchange.sendResponseHeaders(status, body.length);
			exchange.getResponseBody().write(body);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
