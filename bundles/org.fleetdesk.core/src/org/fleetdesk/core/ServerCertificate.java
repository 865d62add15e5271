package org.fleetdesk.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a server shows of itself when an encrypted connection begins. Subject, issuer and names are the server's own words: untrusted text.
 *
 * @param subject  whom it names, such as {@code CN=so-lab-1}
 * @param issuer   who made it
 * @param begins   when it begins to be valid
 * @param ends     when it ends to be valid
 * @param names    the hosts that it is for, as names or addresses; may be empty
 * @param sha256   its fingerprint: 64 hex digits in lower case
 * @param sha1     its older fingerprint: 40 hex digits in lower case
 * @param problems why it is not trusted by itself; empty when it is
 */
public record ServerCertificate(String subject, String issuer, Instant begins, Instant ends, List<String> names, String sha256, String sha1, Set<Problem> problems) {

	/** How long before its end a certificate is warned of. */
	public static final Duration WARNING = Duration.ofDays(14);

	/** Why a certificate is not trusted. */
	public enum Problem {
		/** Nobody but itself stands for it. */
		SELF_SIGNED,
		/** It was made by an authority that is not known here. */
		UNKNOWN_AUTHORITY,
		/** It is for another host. */
		OTHER_NAME, EXPIRED, NOT_YET_VALID
	}

	public ServerCertificate {
		names = List.copyOf(names);
		problems = Set.copyOf(problems);
	}

	/** Whether it ends soon, or has ended. */
	public boolean endsSoon(Instant now) {
		return ends.isBefore(now.plus(WARNING));
	}

	/** A fingerprint as people compare it: pairs of digits in upper case with colons. */
	public static String pairs(String fingerprint) {
		return fingerprint.toUpperCase(java.util.Locale.ROOT).replaceAll("..(?!$)", "$0:");
	}
}
