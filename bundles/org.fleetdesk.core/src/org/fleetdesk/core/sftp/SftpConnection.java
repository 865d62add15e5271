package org.fleetdesk.core.sftp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.UntrustedHostKeyException;

/** An open SFTP connection. Nothing of the user's own SSH set-up (keys, agents, configuration) is used. */
public final class SftpConnection implements AutoCloseable {

	/**
	 * @param connect until there is a connection
	 * @param login   for signing in
	 * @param silence how long the server may say nothing to a request, or take nothing of an upload
	 */
	public record Limits(Duration connect, Duration login, Duration silence) {
		public static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(30));
	}

	private static final Pattern KEY = Pattern.compile("\\s*(-----BEGIN [A-Z0-9 ]+-----)(.*?)(-----END [A-Z0-9 ]+-----)\\s*", Pattern.DOTALL);
	/** How long an interrupt may go unseen while a command runs, in milliseconds. */
	private static final long SLICE = 100;
	/** Of SSH's protocol: no more authentication methods available. */
	private static final int NO_MORE_METHODS = 14;

	/** Those first that processors do themselves. */
	private static final List<NamedFactory<Cipher>> CIPHERS = List.of(BuiltinCiphers.aes128gcm, BuiltinCiphers.aes256gcm, BuiltinCiphers.aes128ctr, BuiltinCiphers.aes192ctr,
			BuiltinCiphers.aes256ctr, BuiltinCiphers.cc20p1305_openssh);

	private final SshClient client;
	private ClientSession session;
	private SftpClient sftp;
	/** What the server showed and the user has not trusted. */
	private volatile PublicKey refused;

	private SftpConnection(SshClient client) {
		this.client = client;
	}

	/** With the usual limits. @throws UntrustedHostKeyException when the server's key is not the trusted one */
	public static SftpConnection open(SftpSettings settings) throws EngineException, InterruptedException {
		return open(settings, Limits.USUAL);
	}

	/** @throws UntrustedHostKeyException when the server's key is not the trusted one */
	public static SftpConnection open(SftpSettings settings, Limits limits) throws EngineException, InterruptedException {
		var connection = new SftpConnection(SshClient.setUpDefaultClient());
		try {
			connection.connect(settings, limits);
			return connection;
		} catch (IOException e) {
			connection.close();
			throw connection.failure(settings, e);
		} catch (EngineException | InterruptedException | RuntimeException e) {
			connection.close();
			throw e;
		}
	}

	/** What the server shows, trusted or not; the connection ends before anybody signs in. */
	public static HostKey shown(SftpSettings settings, Limits limits) throws EngineException, InterruptedException {
		try (var connection = open(settings.trustingNothing(), limits)) {
			throw new EngineException(Kind.PROTOCOL, "The SSH server %s showed no key".formatted(settings.server()));
		} catch (UntrustedHostKeyException e) {
			return e.key();
		}
	}

	private void connect(SftpSettings settings, Limits limits) throws IOException, EngineException, InterruptedException {
		var password = read(settings, settings.proof()::password);
		var key = read(settings, settings.proof()::key);
		client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
		client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
		client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
		client.setUserInteraction(UserInteraction.NONE);
		client.setAgentFactory(null);
		client.setCipherFactories(CIPHERS);
		client.setServerKeyVerifier((session, address, shown) -> trusted(settings, shown));
		CoreModuleProperties.IDLE_TIMEOUT.set(client, limits.silence());
		CoreModuleProperties.AUTH_TIMEOUT.set(client, limits.login());
		CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, limits.silence());
		CoreModuleProperties.CHANNEL_OPEN_TIMEOUT.set(client, limits.login());
		client.start();
		session = client.connect(settings.user(), settings.host(), settings.port()).verify(limits.connect()).getSession();
		for (KeyPair pair : keys(key, password)) {
			session.addPublicKeyIdentity(pair);
		}
		if (key.isEmpty()) {
			var offered = session;
			password.ifPresent(p -> offer(offered, p));
		}
		session.auth().verify(limits.login());
		sftp = SftpClientFactory.instance().createSftpClient(session);
	}

	private static void offer(ClientSession session, String password) {
		session.addPasswordIdentity(password);
		// many servers ask for the password in a dialog of their own
		session.setUserInteraction(new PasswordDialog(password));
	}

	private interface Secret {
		Optional<String> get() throws IOException;
	}

	private static Optional<String> read(SftpSettings settings, Secret secret) throws EngineException {
		try {
			return secret.get().filter(s -> !s.isEmpty());
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "The password or key for %s cannot be read: %s".formatted(settings.server(), e.getMessage()), e);
		}
	}

	private static List<KeyPair> keys(Optional<String> key, Optional<String> passphrase) throws EngineException {
		return key.isEmpty() ? List.of() : keys(key.get(), passphrase);
	}

	/** Reads a private key. */
	static List<KeyPair> keys(String key, Optional<String> passphrase) throws EngineException {
		try {
			var pairs = SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("key"), new ByteArrayInputStream(lines(key).getBytes(StandardCharsets.UTF_8)),
					passphrase.map(FilePasswordProvider::of).orElse(FilePasswordProvider.EMPTY));
			var list = new ArrayList<KeyPair>();
			if (pairs != null) {
				pairs.forEach(list::add);
			}
			if (list.isEmpty()) {
				throw new EngineException(Kind.REFUSED, "The private key cannot be read: it is no key in PEM or OpenSSH's form");
			}
			return list;
		} catch (IOException | GeneralSecurityException | RuntimeException e) {
			throw new EngineException(Kind.REFUSED, "The private key cannot be read: its passphrase is missing or wrong, or its form is not known", e);
		}
	}

	/** A key that was pasted into a single line has lost the ends of its lines. */
	private static String lines(String key) {
		var matcher = KEY.matcher(key);
		return key.strip().contains("\n") || !matcher.matches() ? key.strip() + "\n"
				: matcher.group(1) + "\n" + matcher.group(2).strip().replaceAll("\\s+", "\n") + "\n" + matcher.group(3) + "\n";
	}

	private boolean trusted(SftpSettings settings, PublicKey shown) {
		boolean trusted = settings.hostKey().filter(fingerprint(shown)::equals).isPresent();
		if (!trusted) {
			refused = shown;
		}
		return trusted;
	}

	private static String fingerprint(PublicKey key) {
		return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
	}

	/** For requests. */
	public SftpClient sftp() {
		return sftp;
	}

	/**
	 * Runs a command in the user's shell on the server, without a terminal.
	 *
	 * @param limit until it has ended; the channel is closed then, which most servers tell the command
	 * @param said  hears what it says on both outputs, as it comes, in pieces cut anywhere; on another thread
	 * @return its exit status
	 * @throws SocketTimeoutException when the limit passes
	 * @throws IOException            when the connection breaks, or the server does not tell how the command ended
	 */
	public int run(String command, Duration limit, OutputStream said) throws IOException, InterruptedException {
		try (var channel = session.createExecChannel(command)) {
			channel.setRedirectErrorStream(true);
			channel.setOut(said);
			channel.setIn(InputStream.nullInputStream());
			channel.open().verify(limit);
			long end = System.nanoTime() + limit.toNanos();
			while (!channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SLICE).contains(ClientChannelEvent.CLOSED)) {
				if (Thread.interrupted()) {
					throw new InterruptedException("The command was cancelled");
				}
				if (System.nanoTime() > end) {
					throw new SocketTimeoutException("The command did not end within %d s".formatted(limit.toSeconds()));
				}
			}
			var status = channel.getExitStatus();
			if (status == null) {
				throw new IOException(channel.getExitSignal() == null ? "the connection broke" : "the command was ended by the signal " + channel.getExitSignal());
			}
			return status;
		}
	}

	/** What went wrong on the way to the server, in the user's words; an interrupted wait is no failure. */
	private EngineException failure(SftpSettings settings, IOException e) throws InterruptedException {
		interrupted(e);
		var shown = refused;
		String server = settings.server();
		if (shown != null) {
			String fingerprint = fingerprint(shown);
			String algorithm = KeyUtils.getKeyType(shown);
			return new UntrustedHostKeyException(settings.hostKey().isEmpty()
					? "The SSH server %s shows a key that is not trusted yet: %s (%s). Compare it with the server's own (ssh-keygen -l); a test of the connection asks whether to trust it".formatted(
							server, fingerprint, algorithm)
					: "The SSH server %s shows another key than the trusted one: %s (%s) instead of %s. It was set up anew, or somebody stands in between".formatted(server,
							fingerprint, algorithm, settings.hostKey().get()),
					new HostKey(server, algorithm, fingerprint, settings.option()), e);
		}
		if (e instanceof SshException ssh && (ssh.getDisconnectCode() == NO_MORE_METHODS || String.valueOf(e.getMessage()).contains("No more authentication methods"))) {
			return new EngineException(Kind.REFUSED, "The SSH server %s does not accept the password or key".formatted(server), e);
		}
		if (timedOut(e)) {
			return new EngineException(Kind.TIMED_OUT, "The SSH server %s did not answer in time".formatted(server), e);
		}
		return new EngineException(Kind.UNREACHABLE, "The SSH server %s cannot be reached: %s".formatted(server, reason(e)), e);
	}

	/** Whether it failed because the server said nothing for too long. */
	public static boolean timedOut(IOException e) {
		return e instanceof SocketTimeoutException || e.getCause() instanceof TimeoutException || String.valueOf(e.getMessage()).toLowerCase().contains("timeout");
	}

	/** What happened to the connection, for the end of a sentence. */
	public static String reason(IOException e) {
		Throwable t = e;
		while (t.getCause() instanceof IOException cause && cause != t) {
			t = cause;
		}
		return Optional.ofNullable(t.getMessage()).orElse("the connection broke");
	}

	/** Throws when the failure is that this thread was interrupted. */
	public static void interrupted(IOException e) throws InterruptedException {
		for (Throwable t = e; t != null; t = t.getCause()) {
			if (t instanceof InterruptedException || t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException)
					|| t instanceof ClosedByInterruptException) {
				Thread.interrupted();
				throw new InterruptedException("The transfer was cancelled");
			}
		}
		if (Thread.interrupted()) {
			throw new InterruptedException("The transfer was cancelled");
		}
	}

	@Override
	public void close() {
		client.close(true);
		client.stop();
	}
}
