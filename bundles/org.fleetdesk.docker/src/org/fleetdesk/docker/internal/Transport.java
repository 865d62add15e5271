package org.fleetdesk.docker.internal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;

import com.github.dockerjava.transport.DockerHttpClient;

/** Carries docker-java's typed commands over our own HTTP set-up; failures come out as {@link UncheckedIOException}s around ours. */
final class Transport implements DockerHttpClient {

	private final HttpEndpoint http;
	private final Duration deadline;

	Transport(HttpEndpoint http, Duration deadline) {
		this.http = http;
		this.deadline = deadline;
	}

	@Override
	public Response execute(Request request) {
		if (request.bodyBytes() == null && request.body() != null || request.hijackedInput() != null) {
			throw new UnsupportedOperationException("Streams do not go through docker-java");
		}
		var call = HttpCall.of(request.method(), request.path()).deadline(deadline);
		for (var header : request.headers().entrySet()) {
			if (!header.getKey().equalsIgnoreCase("content-type")) {
				call = call.header(header.getKey(), header.getValue());
			}
		}
		if (request.bodyBytes() != null) {
			call = call.json(request.bodyBytes());
		}
		try {
			return new Whole(checked(call, http.send(call)));
		} catch (HttpException e) {
			throw new UncheckedIOException(e);
		}
	}

	/**
	 * An answer as a Docker engine gives it. Some engines answer requests that they do not know with status 200 and a text: that must not look as if
	 * something had been done. Podman calls some of its JSON a text, and adds an empty line to what it has created.
	 */
	static HttpAnswer checked(HttpCall call, HttpAnswer answer) {
		if (!call.path().endsWith("/_ping") && answer.status() == 200 && answer.body().length > 0 && !answer.mediaType().endsWith("json") && !isJson(answer.body()[0])) {
			throw new UnknownRequest(call);
		}
		return answer;
	}

	private static boolean isJson(byte first) {
		return first == '{' || first == '[';
	}

	@Override
	public void close() {
		// the endpoint is not ours
	}

	private record Whole(HttpAnswer answer) implements Response {
		@Override
		public int getStatusCode() {
			return answer.status();
		}

		@Override
		public Map<String, List<String>> getHeaders() {
			return answer.headers();
		}

		@Override
		public InputStream getBody() {
			return new ByteArrayInputStream(answer.body());
		}

		@Override
		public void close() {
			// nothing is held open
		}
	}
}
