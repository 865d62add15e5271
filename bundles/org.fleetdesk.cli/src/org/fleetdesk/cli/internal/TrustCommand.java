package org.fleetdesk.cli.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionTls;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.ServerCertificate.Problem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code connection trust NAME}: shows the certificate of an engine and the key of its SSH server, and remembers that they are trusted. */
@Command(name = "trust", description = {
		"Shows the certificate of an engine, and the key of the SSH server that its options name, and asks whether to trust them.",
		"It ends with 0 when all is trusted then, and with 1 when not." }, mixinStandardHelpOptions = true)
final class TrustCommand extends FleetCommand {

	/** As {@code ssh-keygen -l} writes it: 32 bytes in base64 without padding. */
	private static final Pattern HOST_KEY = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}=?");

	private final Connections connections;
	private final EngineAccess access;
	private final Function<String, Optional<EngineKind>> kinds;
	private final ObjectNode json = JsonNodeFactory.instance.objectNode();

	@Parameters(paramLabel = "NAME")
	String name;
	@Option(names = "--yes", description = "Trust what is shown without asking; only on a network that you trust.")
	boolean yes;
	@Option(names = "--fingerprint", paramLabel = "SHA256:…", description = "Trust the certificate or the SSH server's key, by the form of this fingerprint, when it has it, and fail otherwise.")
	String fingerprint;

	/** @param kinds by their ids */
	TrustCommand(Connections connections, EngineAccess access, Function<String, Optional<EngineKind>> kinds) {
		this.connections = connections;
		this.access = access;
		this.kinds = kinds;
	}

	@Override
	public boolean changes() {
		return true;
	}

	@Override
	public Integer call() throws Exception {
		var connection = ConnectionNames.existing(connections, name);
		var kind = kinds.apply(connection.kind());
		json.put("name", connection.name()).put("url", connection.url().toString());
		boolean keyOnly = fingerprint != null && HOST_KEY.matcher(fingerprint).matches();
		var key = kind.isEmpty() || fingerprint != null && !keyOnly ? Optional.<HostKey>empty() : kind.get().hostKey(connection);
		if (keyOnly && key.isEmpty()) {
			throw new UsageException("This is the fingerprint of an SSH server's key, but the options of " + connection.name() + " name no SSH server.");
		}
		boolean trusted = true;
		if (!keyOnly && (connection.encrypted() || key.isEmpty())) {
			trusted = certificate(connection);
		}
		if (key.isPresent()) {
			trusted &= hostKey(ConnectionNames.existing(connections, name), key.get());
		}
		if (out.json()) {
			out.json(json.put("trusted", trusted));
		}
		return trusted ? CommandRunner.DONE : CommandRunner.FAILED;
	}

	private boolean certificate(Connection connection) throws Exception {
		var wanted = fingerprint == null ? Optional.<String>empty() : ConnectionTls.NONE.withFingerprint(Optional.of(fingerprint)).fingerprint();
		var certificate = access.certificate(connection);
		boolean known = connection.tls().fingerprint().map(certificate.sha256()::equals).orElse(certificate.problems().isEmpty());
		if (out.json()) {
			describe(connection, certificate);
		} else {
			show(connection, certificate);
		}
		return decided(connection, "certificate", known, wanted.map(certificate.sha256()::equals), connection.withTls(connection.tls().withFingerprint(Optional.of(certificate.sha256()))));
	}

	private boolean hostKey(Connection connection, HostKey key) throws Exception {
		boolean known = key.trustedBy(connection);
		if (!out.json()) {
			show(connection, key);
		}
		boolean trusted = decided(connection, "key", known, Optional.ofNullable(fingerprint).map(f -> f.replaceAll("=$", "").equals(key.fingerprint())), key.trust(connection));
		var node = json.putObject("hostKey").put("server", key.server()).put("type", key.type()).put("fingerprint", key.fingerprint()).put("trusted", trusted);
		key.changedFrom(connection).ifPresent(f -> node.put("changedFrom", f));
		return trusted;
	}

	/**
	 * Decides, by asking if need be, and saves what was decided.
	 *
	 * @param what     such as "key"
	 * @param known    whether it is trusted already
	 * @param wanted   whether it has the fingerprint that the user gave; empty when none was given
	 * @param trusting the connection that trusts it
	 */
	private boolean decided(Connection connection, String what, boolean known, Optional<Boolean> wanted, Connection trusting) throws Exception {
		if (wanted.isPresent() && !wanted.get()) {
			out.note(connection.name() + " shows a " + what + " with another fingerprint; nothing is trusted.");
			return false;
		}
		boolean trusted = known || yes || wanted.isPresent() || !out.json() && agreed(what);
		if (trusted && (!known || wanted.isPresent())) {
			connections.update(trusting);
		}
		if (!out.json()) {
			out.line(known ? connection.name() + " trusts this " + what + " already." : trusted ? connection.name() + " trusts this " + what + " now." : "Nothing is trusted.");
		}
		return trusted;
	}

	private void show(Connection connection, HostKey key) {
		out.line("Key of the SSH server " + key.server());
		out.line("  Kind:        " + key.type());
		out.line("  Fingerprint: " + key.fingerprint());
		key.changedFrom(connection).ifPresent(old -> {
			out.line("  IT HAS CHANGED since it was trusted. Until now it had the fingerprint");
			out.line("               " + old);
			out.line("  The server was set up anew, or somebody is between you and it.");
		});
	}

	private boolean agreed(String what) throws Exception {
		return out.ask("Trust this " + what + "? [y/N] ", false).map(a -> a.strip().toLowerCase(Locale.ROOT)).filter(a -> a.equals("y") || a.equals("yes")).isPresent();
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

	private void describe(Connection connection, ServerCertificate certificate) {
		json.put("subject", certificate.subject()).put("issuer", certificate.issuer()).put("begins", certificate.begins().toString())
				.put("ends", certificate.ends().toString()).put("sha256", certificate.sha256()).put("sha1", certificate.sha1());
		certificate.names().forEach(json.putArray("names")::add);
		certificate.problems().stream().sorted().map(Problem::name).map(p -> p.toLowerCase(Locale.ROOT)).forEach(json.putArray("problems")::add);
		connection.tls().fingerprint().filter(f -> !f.equals(certificate.sha256())).ifPresent(f -> json.put("changedFrom", f));
	}
}
