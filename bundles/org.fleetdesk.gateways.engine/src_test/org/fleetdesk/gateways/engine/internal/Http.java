package org.fleetdesk.gateways.engine.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Requests as tools and consoles send them, each on a connection of its own. */
public final class Http {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	/** @param headers with names in lower case */
	public record Answer(int status, Map<String, String> headers, byte[] body) {

		public String text() {
			return new String(body, StandardCharsets.UTF_8);
		}

		public JsonNode json() {
			try {
				return MAPPER.readTree(body);
			} catch (IOException e) {
				throw new AssertionError("no JSON: " + status + " " + text(), e);
			}
		}

		/** What an error says. */
		public String message() {
			return json().path("message").asText();
		}
	}

	private final URI server;
	private final Map<String, String> headers;

	/** @param headers that every request has */
	public Http(URI server, Map<String, String> headers) {
		this.server = server;
		this.headers = headers;
	}

	/** The same with other headers of its own. */
	public Http with(Map<String, String> others) {
		return new Http(server, others);
	}

	public Http bearer(String token) {
		return with(Map.of("Authorization", "Bearer " + token));
	}

	public Answer get(String path) throws IOException {
		return send("GET", path, Map.of(), null);
	}

	public Answer post(String path, String json) throws IOException {
		return send("POST", path, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
	}

	public Answer form(String path, String form) throws IOException {
		return send("POST", path, Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), form.getBytes(StandardCharsets.UTF_8));
	}

	public Answer put(String path, String body) throws IOException {
		return send("PUT", path, Map.of(), body.getBytes(StandardCharsets.UTF_8));
	}

	public Answer delete(String path) throws IOException {
		return send("DELETE", path, Map.of(), null);
	}

	/** @param body null: none */
	public Answer send(String method, String path, Map<String, String> further, byte[] body) throws IOException {
		try (var socket = new Socket(server.getHost(), server.getPort())) {
			socket.setSoTimeout(60_000);
			var head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
			headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
			further.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
			if (body != null) {
				head.append("Content-Length: ").append(body.length).append("\r\n");
			}
			var out = socket.getOutputStream();
			out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
			if (body != null) {
				out.write(body);
			}
			return read(socket.getInputStream());
		}
	}

	private static Answer read(InputStream in) throws IOException {
		String first = line(in);
		if (!first.startsWith("HTTP/1.1 ")) {
			throw new IOException("no answer: " + first);
		}
		var found = new TreeMap<String, String>();
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			found.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		}
		var body = new ByteArrayOutputStream();
		if ("chunked".equals(found.get("transfer-encoding"))) {
			for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
				body.write(in.readNBytes(size));
				line(in);
			}
		} else {
			in.transferTo(body);
		}
		return new Answer(Integer.parseInt(first.split(" ")[1]), found, body.toByteArray());
	}

	private static String line(InputStream in) throws IOException {
		var line = new ByteArrayOutputStream();
		for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
			if (c != '\r') {
				line.write(c);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}
}
