package org.fleetdesk.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What proves who asks. Never printed: {@code toString} hides the secret. */
public sealed interface HttpCredentials {

	/** The value of the {@code Authorization} header. */
	String header();

	/** A token (RFC 6750). */
	record Bearer(String token) implements HttpCredentials {
		@Override
		public String header() {
			return "Bearer " + token;
		}

		@Override
		public String toString() {
			return "Bearer ***";
		}
	}

	/** A user with a password (RFC 7617, UTF-8). */
	record Basic(String user, String password) implements HttpCredentials {
		@Override
		public String header() {
			return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
		}

		@Override
		public String toString() {
			return "Basic " + user + ":***";
		}
	}
}
