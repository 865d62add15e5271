package org.fleetdesk.ui.internal.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.ServerCertificate.Problem;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** How certificates are told; what they say of themselves is untrusted text. */
public final class CertificateTexts {

	private CertificateTexts() {
	}

	/** All of it, for somebody who has to decide. */
	static List<Fact> facts(ServerCertificate certificate) {
		var facts = new ArrayList<Fact>();
		facts.add(Fact.of(Messages.Certificate_subject, Texts.plain(certificate.subject())));
		facts.add(Fact.of(Messages.Certificate_issuer, Texts.plain(certificate.issuer())));
		facts.add(Fact.of(Messages.Certificate_valid, Texts.format(Messages.Certificate_from_to, Texts.dateTime(certificate.begins()), Texts.dateTime(certificate.ends()))));
		facts.add(Fact.of(Messages.Certificate_names, certificate.names().isEmpty() ? Messages.Certificate_no_names : Texts.plain(String.join(", ", certificate.names()))));
		facts.add(fingerprint(Messages.Certificate_sha256, certificate.sha256()));
		facts.add(fingerprint(Messages.Certificate_sha1, certificate.sha1()));
		return facts;
	}

	/** In pairs of digits, two lines when it is long. */
	static Fact fingerprint(String label, String hex) {
		String pairs = ServerCertificate.pairs(hex);
		return new Fact(label, hex.length() <= 40 ? pairs : pairs.substring(0, pairs.length() / 2 + 1) + "\n" + pairs.substring(pairs.length() / 2 + 1), pairs, true);
	}

	/** Why it is not trusted by itself, a sentence each. */
	static List<String> problems(ServerCertificate certificate, String host) {
		return certificate.problems().stream().sorted().map(p -> switch (p) {
			case SELF_SIGNED -> Messages.Certificate_self_signed;
			case UNKNOWN_AUTHORITY -> Texts.format(Messages.Certificate_unknown, Texts.plain(certificate.issuer()));
			case OTHER_NAME -> Texts.format(Messages.Certificate_other_name, host);
			case EXPIRED -> Texts.format(Messages.Certificate_expired, Texts.dateTime(certificate.ends()));
			case NOT_YET_VALID -> Texts.format(Messages.Certificate_not_yet, Texts.dateTime(certificate.begins()));
		}).toList();
	}

	/** When one that ends soon ends, or that it has ended. */
	public static String end(ServerCertificate certificate) {
		var left = Duration.between(Instant.now(), certificate.ends());
		return left.isNegative() ? Messages.Fleet_certificate_ended : Texts.format(Messages.Fleet_certificate_ends, Texts.age(left));
	}

	/** One line for Details: how a connection is encrypted. */
	public static Fact encryption(Connection connection, Optional<ServerCertificate> certificate) {
		if (!connection.encrypted()) {
			boolean here = "unix".equals(String.valueOf(connection.url().getScheme()).toLowerCase(Locale.ROOT)) || loopback(connection.url().getHost());
			return Fact.of(Messages.Details_encryption, here ? Messages.Details_not_encrypted_here : Messages.Details_not_encrypted);
		}
		if (certificate.isEmpty()) {
			return Fact.of(Messages.Details_encryption, Messages.Details_encrypted);
		}
		var c = certificate.get();
		boolean expired = c.problems().contains(Problem.EXPIRED) || c.ends().isBefore(Instant.now());
		String until = Texts.format(expired ? Messages.Details_ended : c.endsSoon(Instant.now()) ? Messages.Details_ends_soon : Messages.Details_valid_until, Texts.dateTime(c.ends()));
		return new Fact(Messages.Details_encryption, Texts.format(Messages.Details_encrypted_by, "SHA256:" + c.sha256().substring(0, 12), until), ServerCertificate.pairs(c.sha256()), false);
	}

	/** Whether a host is this machine. */
	public static boolean loopback(String host) {
		return host != null && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
	}
}
