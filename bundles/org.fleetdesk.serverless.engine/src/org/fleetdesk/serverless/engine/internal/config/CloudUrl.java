package org.fleetdesk.serverless.engine.internal.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Addresses of OpenNebula and OneFlow, as users give them. */
public final class CloudUrl {

	private CloudUrl() {
	}

	/** An http or https address with a host, and without user and password, which {@code /server/config} would tell to everybody. */
	public static Optional<URI> parse(String text) {
		try {
			var url = new URI(text);
			boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
			return http && url.getHost() != null && url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null ? Optional.of(url) : Optional.empty();
		} catch (URISyntaxException e) {
			return Optional.empty();
		}
	}
}
