package org.fleetdesk.cli.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.http.ClientIdentity;

import picocli.CommandLine.Option;

/** How a connection is encrypted and who asks. Secrets come from files or standard input, never from the words of a command, which everybody on the machine can read. */
final class SecurityOptions {

	/** Larger files hold something else. */
	private static final long LARGEST = 1 << 20;

	@Option(names = "--tls", negatable = true, description = "Encrypt a tcp:// connection; https:// is always encrypted.")
	Boolean tls;
	@Option(names = "--trust", paramLabel = "SHA256:…", description = "Trust exactly the certificate with this fingerprint.")
	String trust;
	@Option(names = "--ca", paramLabel = "FILE", description = "Trust the authorities in this PEM file too.")
	String authorities;
	@Option(names = "--cert", paramLabel = "FILE", description = "The client certificate: PEM, or PKCS#12 with its key. The file is imported.")
	String certificate;
	@Option(names = "--key", paramLabel = "FILE", description = "The key of the client certificate, when it has a file of its own.")
	String key;
	@Option(names = "--passphrase-file", paramLabel = "FILE", description = "Holds the passphrase of the key; without it you are asked.")
	String passphraseFile;
	@Option(names = "--token-file", paramLabel = "FILE", description = "Holds the token to sign in with; - asks or reads standard input.")
	String tokenFile;
	@Option(names = "--user", description = "The user to sign in as.")
	String user;
	@Option(names = "--password-file", paramLabel = "FILE", description = "Holds the user's password; without it you are asked, or standard input is read.")
	String passwordFile;
	@Option(names = "--option", paramLabel = "ID=VALUE", description = "An option of the kind; an empty value removes it. May be given more than once.")
	Map<String, String> options = new LinkedHashMap<>();
	@Option(names = "--option-file", paramLabel = "ID=FILE", description = "A secret option of the kind, in a file; - asks or reads standard input.")
	Map<String, String> optionFiles = new LinkedHashMap<>();

	/** What {@code edit} can take away. */
	static final class Removals {
		@Option(names = "--no-trust", description = "Forget the trusted fingerprint.")
		boolean trust;
		@Option(names = "--no-ca", description = "Forget the added authorities.")
		boolean authorities;
		@Option(names = "--no-cert", description = "Forget the client certificate.")
		boolean certificate;
		@Option(names = "--no-credentials", description = "Forget token or user and password.")
		boolean credentials;

		ConnectionDraft apply(ConnectionDraft draft) {
			var tls = draft.connection().tls();
			tls = trust ? tls.withFingerprint(Optional.empty()) : tls;
			tls = authorities ? tls.withAuthorities(Optional.empty()) : tls;
			var applied = draft.with(draft.connection().withTls(tls));
			applied = certificate ? applied.withIdentity(Optional.empty()) : applied;
			return credentials ? applied.withCredentials(Optional.empty()) : applied;
		}
	}

	/** @param kind empty when it is not installed */
	ConnectionDraft apply(ConnectionDraft draft, Optional<EngineKind> kind, FleetCommand command) throws IOException, UsageException, InterruptedException {
		check(draft.connection().url());
		var connection = draft.connection();
		var settings = connection.tls();
		settings = tls == null ? settings : settings.withOn(tls);
		settings = trust == null ? settings : settings.withFingerprint(Optional.of(trust));
		var applied = draft.with(connection.withTls(settings));
		if (authorities != null) {
			byte[] file = read(authorities, command);
			try {
				applied = applied.withAuthorities(file);
			} catch (IOException e) {
				throw new IOException(authorities + " cannot be used: " + e.getMessage(), e);
			}
		}
		if (certificate != null) {
			applied = applied.withIdentity(Optional.of(identity(command)));
		}
		if (tokenFile != null) {
			applied = applied.withCredentials(Optional.of(new Credentials.Token(secret(tokenFile, "Token: ", command))));
		} else if (user != null) {
			applied = applied.withCredentials(Optional.of(new Credentials.Password(user, secret(passwordFile == null ? "-" : passwordFile, "Password of " + user + ": ", command))));
		}
		return withOptions(applied, kind, command);
	}

	private void check(URI url) throws UsageException {
		if (tls != null && !"tcp".equalsIgnoreCase(url.getScheme())) {
			throw new UsageException("--tls is for tcp:// only; https:// is encrypted, and http:// and unix:// are not.");
		}
		if (key != null && certificate == null) {
			throw new UsageException("--key needs the certificate that belongs to it: --cert FILE.");
		}
		if (tokenFile != null && user != null) {
			throw new UsageException("Give either --token-file or --user, not both.");
		}
		if (passwordFile != null && user == null) {
			throw new UsageException("--password-file needs --user.");
		}
	}

	private ConnectionDraft withOptions(ConnectionDraft draft, Optional<EngineKind> kind, FleetCommand command) throws IOException, UsageException, InterruptedException {
		var plain = new HashMap<>(draft.connection().options());
		for (String id : options.keySet()) {
			if (kind.stream().flatMap(k -> k.connectionOptions().stream()).anyMatch(o -> o.id().equals(id) && o.secret()) && !options.get(id).isEmpty()) {
				throw new UsageException("The option " + id + " is a secret: give it with --option-file " + id + "=FILE.");
			}
			plain.put(id, options.get(id));
		}
		plain.values().removeIf(String::isEmpty);
		var applied = draft.with(draft.connection().withOptions(plain, draft.connection().secretOptions()));
		for (String id : options.keySet()) {
			applied = options.get(id).isEmpty() ? applied.withSecretOption(id, Optional.empty()) : applied;
		}
		for (var entry : optionFiles.entrySet()) {
			String id = entry.getKey();
			var option = kind.stream().flatMap(k -> k.connectionOptions().stream()).filter(ConnectionOption::secret).filter(o -> o.id().equals(id)).findFirst()
					.orElseThrow(() -> new UsageException("There is no secret option " + id + " for this kind of engine."));
			String value = whole(entry.getValue(), id + ": ", command);
			var problem = option.problem().apply(value);
			if (problem.isPresent()) {
				throw new UsageException(problem.get());
			}
			applied = applied.withSecretOption(id, Optional.of(value));
		}
		return applied;
	}

	private ClientIdentity identity(FleetCommand command) throws IOException, UsageException, InterruptedException {
		var files = new ArrayList<>(List.of(read(certificate, command)));
		if (key != null) {
			files.add(read(key, command));
		}
		try {
			Optional<char[]> given = passphraseFile == null ? Optional.empty() : Optional.of(secret(passphraseFile, "", command).toCharArray());
			try {
				return ClientIdentity.read(files, given);
			} catch (ClientIdentity.PassphraseNeeded e) {
				if (given.isPresent()) {
					throw e;
				}
				return ClientIdentity.read(files, Optional.of(secret("-", "Passphrase of " + (key == null ? certificate : key) + ": ", command).toCharArray()));
			}
		} catch (IOException e) {
			throw new IOException((key == null ? certificate : certificate + " with " + key) + " cannot be used: " + e.getMessage(), e);
		}
	}

	private static byte[] read(String name, FleetCommand command) throws IOException {
		Path file = command.output().directory().resolve(name);
		try {
			if (Files.size(file) > LARGEST) {
				throw new IOException(file + " is too long to hold a certificate, key or secret");
			}
			return Files.readAllBytes(file);
		} catch (IOException e) {
			throw new IOException(FileProblem.reason(e), e);
		}
	}

	/** The first line of a file, or of what is typed for {@code -}. */
	private static String secret(String file, String prompt, FleetCommand command) throws IOException, UsageException, InterruptedException {
		return given(whole(file, prompt, command).lines().findFirst().orElse(""), file, prompt);
	}

	/** A file, such as a private key, without the ends of lines after it; or what is typed for {@code -}. */
	private static String whole(String file, String prompt, FleetCommand command) throws IOException, UsageException, InterruptedException {
		String text = file.equals("-") ? command.output().ask(prompt, true).orElse("") : new String(read(file, command), StandardCharsets.UTF_8);
		return given(text.replaceAll("[\\r\\n]+$", ""), file, prompt);
	}

	private static String given(String value, String file, String prompt) throws UsageException {
		if (value.isEmpty()) {
			throw new UsageException(file.equals("-") ? "Nothing was given for: " + prompt.replaceAll(": $", "") : file + " is empty.");
		}
		return value;
	}
}
