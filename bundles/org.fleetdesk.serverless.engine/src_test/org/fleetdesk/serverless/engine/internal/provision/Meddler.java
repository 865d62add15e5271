package org.fleetdesk.serverless.engine.internal.provision;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;

/** Stands between the engine and a cloud, passes requests on, and lets one of them go wrong. */
final class Meddler implements AutoCloseable {

	/** When it goes wrong. */
	enum Moment {
		/** Nothing reaches the cloud. */
		BEFORE,
		/** The cloud does it, and its answer is lost. */
		AFTER
	}

	private record Fault(Predicate<String> request, Moment moment) {
	}

	private final HttpClientFactory factory = new HttpClientFactory(HttpAudit.NONE);
	private final HttpEndpoint target;
	private final EngineServer server;
	private final AtomicReference<Fault> fault = new AtomicReference<>();

	Meddler(URI url) throws Exception {
		target = factory.open(EndpointSettings.of(url.resolve("/")));
		server = EngineServer.start(new EngineServer.Settings("meddler", new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, (status, message) -> message, Map.of()), this::pass);
	}

	URI url(String path) {
		return server.url().resolve(path);
	}

	/** @param request method, path and body in one text; the first one that fits goes wrong */
	void fail(Predicate<String> request, Moment moment) {
		fault.set(new Fault(request, moment));
	}

	boolean hasFailed() {
		return fault.get() == null;
	}

	private void pass(Exchange exchange) throws Exception {
		byte[] body = exchange.body().readAllBytes();
		String request = exchange.method() + " " + exchange.path() + " " + new String(body, StandardCharsets.UTF_8);
		var wrong = fault.get();
		boolean fails = wrong != null && wrong.request().test(request) && fault.compareAndSet(wrong, null);
		if (fails && wrong.moment() == Moment.BEFORE) {
			exchange.sendText(500, "It went wrong");
			return;
		}
		var call = HttpCall.of(exchange.method(), exchange.target());
		var authorization = exchange.header("Authorization");
		if (authorization.isPresent()) {
			call = call.header("Authorization", authorization.get());
		}
		if (body.length > 0) {
			call = call.body(new HttpBody.Bytes(exchange.header("Content-Type").orElse("application/json"), body));
		}
		HttpAnswer answer;
		try {
			answer = target.send(call);
		} catch (HttpException.Refused e) {
			answer = e.answer();
		}
		if (fails) {
			exchange.sendText(500, "It went wrong");
		} else if (answer.status() == 204) {
			exchange.send(204);
		} else {
			exchange.send(answer.status(), answer.header("Content-Type").orElse("text/plain"), answer.body());
		}
	}

	@Override
	public void close() {
		server.close();
		target.close();
		factory.close();
	}
}
