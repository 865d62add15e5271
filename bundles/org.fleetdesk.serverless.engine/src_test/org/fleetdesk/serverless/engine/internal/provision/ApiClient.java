package org.fleetdesk.serverless.engine.internal.provision;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the tests say to an engine, over real HTTP. */
final class ApiClient implements AutoCloseable {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final HttpClientFactory factory = new HttpClientFactory(HttpAudit.NONE);
	private final HttpEndpoint endpoint;

	ApiClient(URI url) {
		endpoint = factory.open(EndpointSettings.of(url).withDeadline(Duration.ofSeconds(60)).withMaxConnections(200));
	}

	/** Status, body and headers. */
	record Reply(int status, String text, HttpAnswer answer) {

		JsonNode json() {
			try {
				return MAPPER.readTree(text);
			} catch (IOException e) {
				throw new AssertionError("no JSON: " + text, e);
			}
		}

		/** The runtime of an answer of the newest API. */
		JsonNode runtime() {
			return json().path("SERVERLESS_RUNTIME");
		}

		int id() {
			return runtime().path("ID").asInt(-1);
		}
	}

	/** A user and a secret. */
	static String basic(String user, String secret) {
		return new HttpCredentials.Basic(user, secret).header();
	}

	Reply get(String path, String authorization) throws IOException {
		return send("GET", path, authorization, null);
	}

	Reply post(String path, String authorization, String body) throws IOException {
		return send("POST", path, authorization, body);
	}

	Reply put(String path, String authorization, String body) throws IOException {
		return send("PUT", path, authorization, body);
	}

	Reply delete(String path, String authorization) throws IOException {
		return send("DELETE", path, authorization, null);
	}

	/** @param authorization null: none; @param body null: none */
	Reply send(String method, String path, String authorization, String body) throws IOException {
		var call = HttpCall.of(method, path);
		for (String value : Optional.ofNullable(authorization).stream().toList()) {
			call = call.header("Authorization", value);
		}
		for (String content : Optional.ofNullable(body).stream().toList()) {
			call = call.json(content.getBytes(StandardCharsets.UTF_8));
		}
		try {
			return reply(endpoint.send(call));
		} catch (HttpException.Refused e) {
			return reply(e.answer());
		}
	}

	private static Reply reply(HttpAnswer answer) {
		return new Reply(answer.status(), answer.text(), answer);
	}

	@Override
	public void close() {
		endpoint.close();
		factory.close();
	}
}
