package org.fleetdesk.cli.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionTls;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.ServerCertificate.Problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code connection trust NAME}: shows the certificate of an engine, and remembers that it is trusted. */
@Command(name = "trust", description = "Shows the certificate of an engine and asks whether to trust it.%nIt ends with 0 when the certificate is trusted then, and with 1 when not.",
		mixinStandardHelpOptions = true)
final class TrustCommand extends FleetCommand {

	private final Connections connections;
	private final EngineAccess access;

	@Parameters(paramLabel = "NAME")
	String name;
	@Option(names = "--yes", description = "Trust what the engine shows without asking; only on a network that you trust.")
	boolean yes;
	@Option(names = "--fingerprint", paramLabel = "SHA256:…", description = "Trust it when it has this fingerprint, and fail otherwise.")
	String fingerprint;

	TrustCommand(Connections connections, EngineAccess access) {
		this.connections = connections;
		this.access = access;
	}

	@Override
	public boolean changes() {
		return true;
	}

	@Override
	public Integer call() throws Exception {
		var wanted = fingerprint == null ? Optional.<String>empty() : ConnectionTls.NONE.withFingerprint(Optional.of(fingerprint)).fingerprint();
		var connection = ConnectionNames.existing(connections, name);
		var certificate = access.certificate(connection);
		boolean known = connection.tls().fingerprint().map(certificate.sha256()::equals).orElse(certificate.problems().isEmpty());
		if (!out.json()) {
			show(connection, certificate);
		}
		if (wanted.isPresent() && !wanted.get().equals(certificate.sha256())) {
			out.note(connection.name() + " shows a certificate with another fingerprint; nothing is trusted.");
			return CommandRunner.FAILED;
		}
		boolean trusted = known || yes || wanted.isPresent() || !out.json() && agreed();
		if (trusted && (!known || wanted.isPresent())) {
			connections.update(connection.withTls(connection.tls().withFingerprint(Optional.of(certificate.sha256()))));
		}
		if (out.json()) {
			out.json(json(connection, certificate, trusted));
		} else {
			out.line(known ? connection.name() + " trusts this certificate already." : trusted ? connection.name() + " trusts this certificate now." : "Nothing is trusted.");
		}
		return trusted ? CommandRunner.DONE : CommandRunner.FAILED;
	}

	private boolean agreed() throws Exception {
		return out.ask("Trust this certificate? [y/N] ", false).map(a -> a.strip().toLowerCase(Locale.ROOT)).filter(a -> a.equals("y") || a.equals("yes")).isPresent();
	}

	private void show(Connection connection, ServerCertificate certificate) {
		out.line("Certificate of " + connection.url());
		out.line("  Subject:   " + certificate.subject());
		out.line("  Issued by: " + certificate.issuer());
		out.line("  Valid:     " + certificate.begins() + " to " + certificate.ends());
		out.line("  Names:     " + String.join(", ", certificate.names()));
		out.line("  SHA-256:   " + ServerCertificate.pairs(certificate.sha256()));
		out.line("  SHA-1:     " + ServerCertificate.pairs(certificate.sha1()));
		connection.tls().fingerprint().filter(f -> !f.equals(certificate.sha256())).ifPresent(old -> {
			out.line("  IT HAS CHANGED since it was trusted. Until now it had the SHA-256");
			out.line("             " + ServerCertificate.pairs(old));
			out.line("  The engine has a new certificate, or somebody is between you and it.");
		});
		problems(certificate).forEach(p -> out.line("  Problem:   " + p));
	}

	private static List<String> problems(ServerCertificate certificate) {
		return certificate.problems().stream().sorted().map(p -> switch (p) {
			case SELF_SIGNED -> "nobody but itself stands for it";
			case UNKNOWN_AUTHORITY -> "its authority is not known here";
			case OTHER_NAME -> "it is made for other hosts";
			case EXPIRED -> "it has ended";
			case NOT_YET_VALID -> "it is not valid yet";
		}).toList();
	}

	private static JsonNode json(Connection connection, ServerCertificate certificate, boolean trusted) {
		var node = JsonNodeFactory.instance.objectNode().put("name", connection.name()).put("url", connection.url().toString()).put("trusted", trusted)
				.put("subject", certificate.subject()).put("issuer", certificate.issuer()).put("begins", certificate.begins().toString())
				.put("ends", certificate.ends().toString()).put("sha256", certificate.sha256()).put("sha1", certificate.sha1());
		certificate.names().forEach(node.putArray("names")::add);
		certificate.problems().stream().sorted().map(Problem::name).map(p -> p.toLowerCase(Locale.ROOT)).forEach(node.putArray("problems")::add);
		connection.tls().fingerprint().filter(f -> !f.equals(certificate.sha256())).ifPresent(f -> node.put("changedFrom", f));
		return node;
	}
}
