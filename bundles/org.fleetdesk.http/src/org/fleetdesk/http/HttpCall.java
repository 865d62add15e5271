package org.fleetdesk.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request.
 *
 * @param path     under the endpoint's base, beginning with a slash, with its query; already encoded ({@link #encode}); empty: the base itself
 * @param deadline for the whole exchange ({@link HttpEndpoint#send}) or until the header of the answer is there
 *                 ({@link HttpEndpoint#open}); empty: the endpoint's, or none while a file is sent (its idle deadline holds); zero: none
 * @param idle     the longest time in which no byte may move in either direction; empty: the endpoint's; zero: no limit
 * @param changing whether it changes anything at the server, which is then audited; empty: as its method says
 */
public record HttpCall(String method, String path, Map<String, String> headers, Optional<HttpBody> body, Optional<Duration> deadline, Optional<Duration> idle,
		Optional<Boolean> changing) {

	private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	public HttpCall {
		if (!path.isEmpty() && !path.startsWith("/")) {
			throw new IllegalArgumentException("A path begins with a slash: " + path);
		}
		headers = Map.copyOf(headers);
	}

	/** One that changes what its method says. */
	public HttpCall(String method, String path, Map<String, String> headers, Optional<HttpBody> body, Optional<Duration> deadline, Optional<Duration> idle) {
		this(method, path, headers, body, deadline, idle, Optional.empty());
	}

	/** Whether it changes anything at the server. */
	public boolean isChanging() {
		return changing.orElseGet(() -> !READING.contains(method));
	}

	/** For protocols that ask by POST, too. */
	public HttpCall changing(boolean value) {
		return new HttpCall(method, path, headers, body, deadline, idle, Optional.of(value));
	}

	public static HttpCall of(String method, String path) {
		return new HttpCall(method, path, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
	}

	public static HttpCall get(String path) {
		return of("GET", path);
	}

	public static HttpCall post(String path) {
		return of("POST", path);
	}

	public static HttpCall delete(String path) {
		return of("DELETE", path);
	}

	public HttpCall header(String name, String value) {
		var all = new LinkedHashMap<>(headers);
		all.put(name, value);
		return new HttpCall(method, path, all, body, deadline, idle, changing);
	}

	public HttpCall body(HttpBody content) {
		return new HttpCall(method, path, headers, Optional.of(content), deadline, idle, changing);
	}

	public HttpCall json(byte[] content) {
		return body(new HttpBody.Bytes("application/json", content));
	}

	public HttpCall deadline(Duration limit) {
		return new HttpCall(method, path, headers, body, Optional.of(limit), idle, changing);
	}

	/** Without a limit for the whole, as long as the server is never silent for so long: for answers whose length nobody knows. */
	public HttpCall patient(Duration silence) {
		return deadline(Duration.ZERO).idle(silence);
	}

	public HttpCall idle(Duration limit) {
		return new HttpCall(method, path, headers, body, deadline, Optional.of(limit), changing);
	}

	/** Text as a path segment or a query value. */
	public static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}
}
