package org.fleetdesk.engine.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.HostName;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Security.TlsFiles;
import org.fleetdesk.engine.TokenFile;
import org.fleetdesk.engine.internal.tls.SelfMadeCertificate;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of every engine that say who may use it. TLS is spelled as dockerd spells it. */
public final class SecurityOptions {

	/** The option for tokens, which the command that issues them has too. */
	public static final String TOKEN_FILE = "--token-file";
	private static final String TLS = "--tls";
	private static final String VERIFY = "--tlsverify";
	private static final String CERTIFICATE = "--tlscert";
	private static final String KEY = "--tlskey";
	private static final String AUTHORITIES = "--tlscacert";

	private SecurityOptions() {
	}

	public static void addTo(CommandSpec command) {
		command.addOption(file(TOKEN_FILE, "Users and the hashes of their tokens, on any address; \"engine token\" writes it."));
		command.addOption(flag("Serve with TLS, on the same port. The certificate is the one of --tlscert, else cert.pem with key.pem in the data folder, "
				+ "else one that the engine makes for itself; its fingerprint is said at start.", "-s", TLS));
		command.addOption(file(CERTIFICATE, "Certificate chain in PEM; implies --tls."));
		command.addOption(file(KEY, "Its private key in PEM, not encrypted."));
		command.addOption(file(AUTHORITIES, "Demand client certificates that these authorities (PEM) stand for; implies --tls."));
		command.addOption(flag("The same with ca.pem in the data folder, unless --tlscacert is given.", VERIFY));
	}

	private static OptionSpec file(String name, String description) {
		return OptionSpec.builder(name).paramLabel("FILE").arity("1").type(String.class).description(description).build();
	}

	private static OptionSpec flag(String description, String... names) {
		return OptionSpec.builder(names).arity("0").type(boolean.class).description(description).build();
	}

	/** Whether any of the options for TLS is given. */
	public static boolean wantsTls(ParseResult command) {
		return command.hasMatchedOption(TLS) || command.hasMatchedOption(VERIFY) || command.hasMatchedOption(CERTIFICATE) || command.hasMatchedOption(KEY)
				|| command.hasMatchedOption(AUTHORITIES);
	}

	/**
	 * What was given, and what the data folder holds.
	 *
	 * @param data   locked by this process: a certificate may be made there
	 * @param listen where the engine will listen
	 * @param err    gets the fingerprint of a certificate that the engine made
	 * @throws IllegalArgumentException when options do not belong together
	 */
	public static Security read(ParseResult command, Path data, ListenAddress listen, PrintStream err) throws EngineException {
		try {
			Optional<Path> tokens = path(command, TOKEN_FILE);
			return new Security(tokens.isPresent() ? Optional.of(TokenFile.read(tokens.get())) : Optional.empty(),
					wantsTls(command) ? Optional.of(files(command, data, listen, err)) : Optional.empty());
		} catch (IOException e) {
			throw new EngineException("The engine cannot be secured: " + EngineException.reason(e), e);
		} catch (GeneralSecurityException e) {
			throw new EngineException("The engine cannot make a certificate for TLS: " + e.getMessage() + "; give one with " + CERTIFICATE + " and " + KEY, e);
		}
	}

	private static TlsFiles files(ParseResult command, Path data, ListenAddress listen, PrintStream err) throws IOException, GeneralSecurityException, EngineException {
		Optional<Path> certificate = path(command, CERTIFICATE);
		Optional<Path> key = path(command, KEY);
		if (certificate.isPresent() != key.isPresent()) {
			throw new IllegalArgumentException(CERTIFICATE + " and " + KEY + " belong together: give both or none");
		}
		Optional<Path> authorities = path(command, AUTHORITIES).or(() -> command.hasMatchedOption(VERIFY) ? Optional.of(data.resolve("ca.pem")) : Optional.empty());
		if (certificate.isPresent()) {
			return new TlsFiles(certificate.get(), key.get(), authorities);
		}
		Path ownCertificate = data.resolve("cert.pem");
		Path ownKey = data.resolve("key.pem");
		if (Files.exists(ownCertificate) != Files.exists(ownKey)) {
			throw new EngineException("The data folder " + data + " has only one of cert.pem and key.pem, which belong together; add the other or move this one away");
		}
		if (Files.exists(ownCertificate)) {
			return new TlsFiles(ownCertificate, ownKey, authorities);
		}
		var made = SelfMadeCertificate.of(data, listen, HostName.read(), Instant.now());
		err.println("TLS certificate made by the engine: " + made.certificate() + ", valid until " + made.end().atZone(ZoneOffset.UTC).toLocalDate() + ", SHA-256 fingerprint "
				+ made.fingerprint());
		return new TlsFiles(made.certificate(), made.key(), authorities);
	}

	private static Optional<Path> path(ParseResult command, String option) {
		String value = command.commandSpec().findOption(option).getValue();
		return Optional.ofNullable(value).map(Path::of);
	}
}
