package org.fleetdesk.gateways.engine.internal.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests byte for byte, as devices send them. */
final class RawHttp {

	/** @param headers with names in lower case */
	record Answer(int status, Map<String, String> headers, byte[] body) {

		String text() {
			return new String(body, StandardCharsets.UTF_8);
		}

		String header(String name) {
			return headers.get(name);
		}
	}

	private final URI server;

	RawHttp(URI server) {
		this.server = server;
	}

	/** @param headers lines that end with CR LF */
	Answer get(String target, String headers) throws IOException {
		return send(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n").getBytes(StandardCharsets.UTF_8));
	}

	Answer post(String target, String headers, String body) throws IOException {
		return post(target, headers, body.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8).length);
	}

	/** @param announced the value of Content-Length */
	Answer post(String target, String headers, byte[] body, int announced) throws IOException {
		return send(joined(("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: " + announced + "\r\n" + headers
				+ "\r\n").getBytes(StandardCharsets.UTF_8), body));
	}

	Answer send(byte[] request) throws IOException {
		try (var socket = new Socket(server.getHost(), server.getPort())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream().write(request);
			return read(socket.getInputStream(), new String(request, 0, 5, StandardCharsets.US_ASCII).startsWith("HEAD"));
		}
	}

	private static Answer read(InputStream in, boolean head) throws IOException {
		int status = Integer.parseInt(line(in).split(" ")[1]);
		var headers = new TreeMap<String, String>();
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		}
		int length = head || status == 204 || status == 304 ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "-1"));
		byte[] body = length < 0 ? in.readAllBytes() : in.readNBytes(length);
		if (length >= 0 && body.length < length) {
			throw new IOException("The answer was cut off after " + Arrays.toString(body));
		}
		return new Answer(status, headers, body);
	}

	private static String line(InputStream in) throws IOException {
		var line = new ByteArrayOutputStream();
		for (int b = in.read(); b != '\n'; b = in.read()) {
			if (b < 0) {
				throw new IOException("The connection ended: " + line);
			}
			line.write(b);
		}
		return line.toString(StandardCharsets.UTF_8).stripTrailing();
	}

	private static byte[] joined(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}
}
