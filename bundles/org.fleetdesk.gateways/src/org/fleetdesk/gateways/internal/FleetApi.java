package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.HttpFailures;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The fleet API of a device cloud: calls, in JSON, and what its failures mean. Calls that wait for something have connections of their own, so that nobody waits for a wait. */
final class FleetApi implements AutoCloseable {

	static final String BASE = "/fleet/v1";
	private static final ObjectMapper JSON = new ObjectMapper();
	/** Beyond the time that the cloud waits itself. */
	private static final Duration MARGIN = Duration.ofSeconds(15);
	private static final int WAITS = 256;

	private final HttpEndpoint http;
	private final HttpEndpoint waits;
	private final HttpFailures failures;

	FleetApi(HttpClientFactory factory, EndpointSettings settings, EngineAccess access, Connection connection) {
		var told = settings.withRefusal(FleetApi::sentence).withMaxBody(64 << 20);
		http = factory.open(told);
		waits = factory.open(told.withMaxConnections(WAITS));
		failures = new HttpFailures(access, connection, FleetApi::kind);
	}

	/** By the fleet API's statuses: 504 of a gateway that does not answer, 429 of too much at a time, which passes. */
	private static Kind kind(HttpException.Refused failure) {
		return switch (failure.status()) {
		case 401 -> Kind.UNAUTHORIZED;
		case 404 -> failure.answer().mediaType().endsWith("json") ? Kind.NOT_FOUND : Kind.UNSUPPORTED;
		case 405, 501 -> Kind.UNSUPPORTED;
		case 409 -> Kind.CONFLICT;
		case 429 -> Kind.FAILED;
		case 504 -> Kind.TIMED_OUT;
		default -> failure.status() >= 500 ? Kind.FAILED : Kind.REFUSED;
		};
	}

	private static String sentence(HttpAnswer answer) {
		if (!answer.mediaType().endsWith("json")) {
			return "";
		}
		try {
			return JSON.readTree(answer.body()).path("message").asText("");
		} catch (IOException e) {
			return ""; // the status says enough
		}
	}

	/** A path below the API's own: segments, encoded. */
	static String path(String... segments) {
		return BASE + Stream.of(segments).map(s -> "/" + HttpCall.encode(s)).collect(Collectors.joining());
	}

	static HttpCall with(HttpCall call, JsonNode body) {
		return call.json(body.toString().getBytes(StandardCharsets.UTF_8));
	}

	JsonNode get(String path) throws EngineException, InterruptedException {
		return json(HttpCall.get(path));
	}

	JsonNode json(HttpCall call) throws EngineException, InterruptedException {
		return parsed(call, send(http, call));
	}

	/** One whose answer comes when something has happened, or the time is over. @param wait how long the cloud waits */
	JsonNode awaited(HttpCall call, Duration wait) throws EngineException, InterruptedException {
		return parsed(call, send(waits, call.deadline(wait.plus(MARGIN))));
	}

	/** One whose answer is of no interest. */
	void run(HttpCall call) throws EngineException, InterruptedException {
		send(http, call);
	}

	/** A body that is read as it comes; the caller closes it. */
	InputStream stream(HttpCall call) throws EngineException, InterruptedException {
		try {
			var stream = waits.open(call);
			return new java.io.FilterInputStream(stream.body()) {
				@Override
				public void close() {
					stream.close();
				}
			};
		} catch (HttpException e) {
			throw failures.of(e);
		}
	}

	private HttpAnswer send(HttpEndpoint endpoint, HttpCall call) throws EngineException, InterruptedException {
		try {
			return endpoint.send(call);
		} catch (HttpException e) {
			throw failures.of(e);
		}
	}

	private JsonNode parsed(HttpCall call, HttpAnswer answer) throws EngineException {
		try {
			var json = JSON.readTree(answer.body());
			if (json != null && json.isContainerNode()) {
				return json;
			}
		} catch (IOException e) {
			// said below
		}
		throw new EngineException(Kind.PROTOCOL, "%s answered %s %s with something that is no JSON; it is no device cloud of Fleetdesk, or something stands before it"
				.formatted(http.settings().base(), call.method(), call.path()));
	}

	/** Of what is read and written, not of what is waited for. */
	HttpEndpoint http() {
		return http;
	}

	void renew() {
		http.renew();
		waits.renew();
	}

	@Override
	public void close() {
		waits.close();
		http.close();
	}
}
