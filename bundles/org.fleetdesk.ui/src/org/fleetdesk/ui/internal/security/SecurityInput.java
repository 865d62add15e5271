package org.fleetdesk.ui.internal.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.http.ClientIdentity;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** What the user has put into a {@link SecuritySection}: files by their paths, empty for none. Not printed. */
public record SecurityInput(boolean encrypt, boolean forget, boolean systemOnly, String authorities, boolean noCertificate, String certificate, String key,
		boolean keepCredentials, Optional<Credentials> credentials) {

	/** Larger files hold something else. */
	private static final long LARGEST = 1 << 20;

	/** Gives the passphrase of a key when it is asked for; empty: the user gave up. */
	public interface Passphrase {
		Optional<char[]> ask(String file, String problem) throws InterruptedException;
	}

	/**
	 * Reads the files and applies everything; not on the UI thread.
	 *
	 * @throws IOException when a file cannot be used, or its passphrase was not given; the message is for the user
	 */
	public ConnectionDraft apply(ConnectionDraft draft, Passphrase passphrase) throws IOException, InterruptedException {
		var connection = draft.connection();
		var tls = connection.tls().withOn(encrypt);
		tls = forget ? tls.withFingerprint(Optional.empty()) : tls;
		tls = systemOnly ? tls.withAuthorities(Optional.empty()) : tls;
		tls = noCertificate ? tls.withIdentity(Optional.empty()) : tls;
		var applied = draft.with(connection.withTls(tls));
		if (!systemOnly && !authorities.isEmpty()) {
			byte[] file = read(authorities);
			try {
				applied = applied.withAuthorities(file);
			} catch (IOException e) {
				throw new IOException(Texts.format(Messages.Security_unusable, authorities, e.getMessage()), e);
			}
		}
		if (!noCertificate && !certificate.isEmpty()) {
			applied = applied.withIdentity(Optional.of(identity(passphrase)));
		}
		return keepCredentials ? applied : applied.withCredentials(credentials);
	}

	private ClientIdentity identity(Passphrase passphrase) throws IOException, InterruptedException {
		var files = new ArrayList<>(List.of(read(certificate)));
		if (!key.isEmpty()) {
			files.add(read(key));
		}
		String named = key.isEmpty() ? certificate : key;
		Optional<char[]> given = Optional.empty();
		while (true) {
			try {
				return ClientIdentity.read(files, given);
			} catch (ClientIdentity.PassphraseNeeded e) {
				given = passphrase.ask(named, e.getMessage());
				if (given.isEmpty()) {
					throw new IOException(Texts.format(Messages.Security_unusable, named, e.getMessage()), e);
				}
			} catch (IOException e) {
				throw new IOException(Texts.format(Messages.Security_unusable, certificate, e.getMessage()), e);
			}
		}
	}

	private static byte[] read(String name) throws IOException {
		try {
			Path file = Path.of(name);
			if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
				throw new IOException(Texts.format(Messages.Security_no_file, name));
			}
			return Files.readAllBytes(file);
		} catch (InvalidPathException e) {
			throw new IOException(Texts.format(Messages.Security_no_file, name), e);
		}
	}

	@Override
	public String toString() {
		return "Security of a connection";
	}
}
