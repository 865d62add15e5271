package org.fleetdesk.engine.web;

import java.net.URI;
import java.util.Optional;

import org.fleetdesk.engine.ListenAddress;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Keeps web pages out. A page in a browser can send requests to loopback, and by DNS rebinding read the answers; it cannot hide its {@code Origin}, nor
 * the foreign name in {@code Host}.
 */
final class OriginGuard {

	private final boolean loopback;
	private final String listenHost;

	OriginGuard(ListenAddress listen) {
		loopback = listen.isLoopback();
		listenHost = listen.host();
	}

	/** Why a request is refused, if it is. */
	Optional<String> refusal(Request request) {
		String host = request.getHeaders().get(HttpHeader.HOST);
		if (loopback && host != null && !isOurs(hostName(host))) {
			return Optional.of("The Host header names a foreign host; this engine answers on loopback only");
		}
		String origin = request.getHeaders().get(HttpHeader.ORIGIN);
		if (origin != null && !isSame(origin, host, request.isSecure())) {
			return Optional.of("Requests from web pages of another origin are refused");
		}
		if ("cross-site".equals(request.getHeaders().get("Sec-Fetch-Site"))) {
			return Optional.of("Requests from web pages of another site are refused");
		}
		return Optional.empty();
	}

	private boolean isOurs(String name) {
		return name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase(listenHost) || name.equals("::1") || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
	}

	private static boolean isSame(String origin, String host, boolean secure) {
		try {
			var uri = URI.create(origin);
			return host != null && (secure ? "https" : "http").equals(uri.getScheme()) && host.equalsIgnoreCase(uri.getRawAuthority());
		} catch (IllegalArgumentException e) {
			return false;
		}
	}

	private static String hostName(String host) {
		String name = host.strip();
		if (name.startsWith("[")) {
			int end = name.indexOf(']');
			return end < 0 ? name : name.substring(1, end);
		}
		int colon = name.indexOf(':');
		return colon < 0 ? name : name.substring(0, colon);
	}
}
