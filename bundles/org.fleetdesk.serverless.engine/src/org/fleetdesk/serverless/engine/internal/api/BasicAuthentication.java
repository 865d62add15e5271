package org.fleetdesk.serverless.engine.internal.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import org.fleetdesk.serverless.engine.internal.provision.Caller;
import org.fleetdesk.serverless.engine.internal.provision.Refusal;

/**
 * Takes the user and password of OpenNebula from a request (RFC 7617). The first colon ends the user's name; all after it is the password, with all its
 * colons (the original cut it at the next one). Nothing of the header is ever repeated in an answer.
 */
final class BasicAuthentication {

	private static final Pattern BASIC = Pattern.compile("basic +(\\S+) *", Pattern.CASE_INSENSITIVE);

	private BasicAuthentication() {
	}

	/** @throws Refusal 401 */
	static Caller caller(Optional<String> header) throws Refusal {
		if (header.isEmpty()) {
			throw Refusal.of(401, "Authentication required");
		}
		var basic = BASIC.matcher(header.get());
		if (!basic.matches()) {
			throw Refusal.of(401, "Unsupported authentication scheme", "Send the user and password of OpenNebula by HTTP Basic authentication")
					.plain("Unsupported authentication scheme");
		}
		String session = decoded(basic.group(1));
		int colon = session.indexOf(':');
		if (colon < 1 || session.chars().anyMatch(Character::isISOControl)) {
			throw Refusal.of(401, "Authentication required", "The Basic credentials are no user:password in Base64").plain("Authentication required");
		}
		return new Caller(session.substring(0, colon), session.substring(colon + 1));
	}

	/** In UTF-8, or as Latin-1 where it is none; empty when it cannot be decoded. */
	private static String decoded(String credentials) {
		byte[] bytes;
		try {
			bytes = Base64.getDecoder().decode(credentials);
		} catch (IllegalArgumentException e) {
			return "";
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		} catch (CharacterCodingException e) {
			return new String(bytes, StandardCharsets.ISO_8859_1);
		}
	}
}
