package org.fleetdesk.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.cli.Answers;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.ServerCertificate.Problem;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureConnectionCommandTest {

	private static final String SHOWN = "ab".repeat(32);
	private static final String KEY = "SHA256:" + "k".repeat(43);

	@TempDir
	private Path folder;
	private final Kept kept = new Kept();
	private final CommandRunner runner = new CommandRunner();
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();
	private Answers answers = Answers.NONE;

	@BeforeEach
	void commands() {
		var command = new ConnectionCommand(kept, id -> {
			throw new EngineException(EngineException.Kind.UNREACHABLE, "not here");
		}, new Access());
		command.kinds = List.of(new WithSshServer());
		runner.add(command);
	}

	private int run(String... words) {
		out.reset();
		err.reset();
		return runner.run(List.of(words), new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), folder, answers);
	}

	private Connection lab() {
		return kept.find("lab").orElseThrow();
	}

	@Test
	void secretsComeFromFilesAndAreNeverShown() throws Exception {
		Files.writeString(folder.resolve("token"), "hidden-token\nsecond line\n");
		assertThat(run("connection", "add", "lab", "tcp://so-lab-1:2376", "--tls", "--trust", "SHA256:" + SHOWN.toUpperCase(), "--token-file", "token", "--json")).isZero();
		assertThat(kept.secrets).containsExactly(Map.entry(lab().credentials().orElseThrow(), "Bearer hidden-token"));
		assertThat(lab().encrypted()).isTrue();
		assertThat(lab().tls().fingerprint()).contains(SHOWN);
		assertThat(out.toString()).contains("\"encrypted\":true", "\"credentials\":true", "SHA256:" + SHOWN).doesNotContain("hidden");
		assertThat(run("connection", "list", "--json")).isZero();
		assertThat(out.toString()).contains("\"encrypted\":true").doesNotContain("hidden", lab().credentials().orElseThrow());
	}

	@Test
	void whatCannotBeReadIsToldBesideTheList() {
		kept.problem = Optional.of("2 connections cannot be read.");
		assertThat(run("connection", "list", "--json")).isZero();
		assertThat(out.toString().strip()).isEqualTo("[]");
		assertThat(err.toString().strip()).isEqualTo("2 connections cannot be read.");
	}

	@Test
	void aPasswordIsAskedForWithoutShowingIt() {
		var asked = new ArrayList<String>();
		answers = (prompt, hidden) -> {
			asked.add(prompt + hidden);
			return Optional.of("pass word");
		};
		assertThat(run("connection", "add", "lab", "https://so-lab-1:2376", "--user", "me")).isZero();
		assertThat(asked).containsExactly("Password of me: true");
		assertThat(kept.secrets.values()).containsExactly("Basic me:pass word");
		assertThat(run("connection", "edit", "lab", "--no-credentials", "--name", "renamed")).isZero();
		assertThat(kept.find("renamed").orElseThrow().credentials()).isEmpty();
		answers = Answers.NONE;
		assertThat(run("connection", "edit", "renamed", "--user", "me")).isEqualTo(CommandRunner.USAGE);
		assertThat(err.toString()).contains("Nothing was given for: Password of me");
	}

	@Test
	void optionsThatDoNotBelongTogetherAreRefused() throws Exception {
		assertThat(run("connection", "add", "lab", "https://a:1", "--tls")).isEqualTo(CommandRunner.USAGE);
		assertThat(run("connection", "add", "lab", "https://a:1", "--key", "k.pem")).isEqualTo(CommandRunner.USAGE);
		assertThat(run("connection", "add", "lab", "https://a:1", "--password-file", "p")).isEqualTo(CommandRunner.USAGE);
		assertThat(run("connection", "add", "lab", "https://a:1", "--ca", "none.pem")).isEqualTo(CommandRunner.FAILED);
		assertThat(err.toString()).contains("none.pem");
		Files.writeString(folder.resolve("no.pem"), "nothing");
		assertThat(run("connection", "add", "lab", "https://a:1", "--ca", "no.pem")).isEqualTo(CommandRunner.FAILED);
		assertThat(err.toString()).contains("no.pem cannot be used");
		assertThat(kept.list()).isEmpty();
	}

	@Test
	void trustShowsTheCertificateAndAsks() {
		run("connection", "add", "lab", "https://so-lab-1:2376");
		assertThat(run("connection", "trust", "lab")).as("nobody answers").isEqualTo(CommandRunner.FAILED);
		assertThat(out.toString()).contains("CN=so-lab-1", ServerCertificate.pairs(SHOWN), "nobody but itself", "Nothing is trusted.");
		assertThat(lab().tls().fingerprint()).isEmpty();
		answers = (prompt, hidden) -> Optional.of(prompt.contains("Trust") && !hidden ? "y" : "");
		assertThat(run("connection", "trust", "lab")).isZero();
		assertThat(lab().tls().fingerprint()).contains(SHOWN);
		answers = Answers.NONE;
		assertThat(run("connection", "trust", "lab")).as("trusted already").isZero();
	}

	@Test
	void trustByFingerprintFailsOnAnotherCertificate() {
		run("connection", "add", "lab", "https://so-lab-1:2376", "--trust", "cd".repeat(32));
		assertThat(run("connection", "trust", "lab", "--fingerprint", "SHA256:" + "ef".repeat(32))).isEqualTo(CommandRunner.FAILED);
		assertThat(lab().tls().fingerprint()).contains("cd".repeat(32));
		assertThat(run("connection", "trust", "lab", "--fingerprint", "12")).isNotZero();
		assertThat(run("connection", "trust", "lab", "--json")).isEqualTo(CommandRunner.FAILED);
		assertThat(out.toString()).contains("\"trusted\":false", "\"changedFrom\":\"" + "cd".repeat(32) + "\"", "\"problems\":[\"self_signed\"]");
		assertThat(run("connection", "trust", "lab", "--fingerprint", "SHA256:" + SHOWN)).isZero();
		assertThat(out.toString()).contains("IT HAS CHANGED");
		assertThat(lab().tls().fingerprint()).contains(SHOWN);
	}

	@Test
	void anotherUrlForgetsWhatWasTrusted() {
		run("connection", "add", "lab", "https://so-lab-1:2376", "--trust", SHOWN);
		assertThat(run("connection", "edit", "lab", "--url", "https://so-lab-1:2376/path")).isZero();
		assertThat(lab().tls().fingerprint()).isPresent();
		assertThat(run("connection", "edit", "lab", "--url", "https://so-lab-2:2376")).isZero();
		assertThat(lab().tls().fingerprint()).isEmpty();
	}

	@Test
	void theKeyOfAnSshServerIsTrustedTooAndOnItsOwnWithoutEncryption() {
		run("connection", "add", "lab", "https://so-lab-1:2376", "--option", "ssh=root@so-lab-1");
		var asked = new ArrayList<String>();
		answers = (prompt, hidden) -> {
			asked.add(prompt);
			return Optional.of("y");
		};
		assertThat(run("connection", "trust", "lab")).isZero();
		assertThat(asked).containsExactly("Trust this certificate? [y/N] ", "Trust this key? [y/N] ");
		assertThat(lab().tls().fingerprint()).contains(SHOWN);
		assertThat(lab().options()).containsEntry("ssh.key", KEY);
		assertThat(run("connection", "trust", "lab")).isZero();
		assertThat(out.toString()).contains("lab trusts this certificate already.", "lab trusts this key already.");
		assertThat(asked).as("nothing is asked twice").hasSize(2);

		answers = Answers.NONE;
		String old = "SHA256:" + "o".repeat(43);
		run("connection", "edit", "lab", "--url", "tcp://so-lab-1:2375", "--option", "ssh.key=" + old);
		assertThat(run("connection", "trust", "lab", "--json")).isEqualTo(CommandRunner.FAILED);
		assertThat(out.toString()).contains("\"trusted\":false", "\"fingerprint\":\"" + KEY + "\"", "\"changedFrom\":\"" + old + "\"").doesNotContain("subject");
		assertThat(run("connection", "trust", "lab", "--fingerprint", "SHA256:" + "p".repeat(43))).isEqualTo(CommandRunner.FAILED);
		assertThat(lab().options()).containsEntry("ssh.key", old);
		assertThat(run("connection", "trust", "lab", "--fingerprint", KEY)).isZero();
		assertThat(out.toString()).contains("IT HAS CHANGED", old);
		assertThat(lab().options()).containsEntry("ssh.key", KEY);
		run("connection", "edit", "lab", "--option", "ssh=");
		assertThat(run("connection", "trust", "lab", "--fingerprint", KEY)).as("there is no SSH server").isEqualTo(CommandRunner.USAGE);
	}

	@Test
	void aSecretOptionIsTheWholeFileAndOfUse() throws Exception {
		Files.writeString(folder.resolve("key"), "-----BEGIN KEY-----\nabc\n-----END KEY-----\n");
		assertThat(run("connection", "add", "lab", "tcp://so-lab-1:2375", "--option-file", "ssh.user=key", "--json")).isZero();
		assertThat(kept.secrets.values()).containsExactly("-----BEGIN KEY-----\nabc\n-----END KEY-----");
		assertThat(out.toString()).contains("\"secretOptions\":[\"ssh.user\"]").doesNotContain("abc");
		Files.writeString(folder.resolve("other"), "something else\n");
		assertThat(run("connection", "edit", "lab", "--option-file", "ssh.user=other")).isEqualTo(CommandRunner.USAGE);
		assertThat(err.toString()).contains("This is no key.").doesNotContain("something else");
		assertThat(run("connection", "edit", "lab", "--option-file", "ssh.none=key")).isEqualTo(CommandRunner.USAGE);
	}

	/** Engines beside which there is an SSH server. */
	private static final class WithSshServer implements EngineKind {

		@Override
		public String id() {
			return "so3";
		}

		@Override
		public String label() {
			return "SO3";
		}

		@Override
		public List<ResourceKind> resourceKinds() {
			return List.of();
		}

		@Override
		public Optional<String> refusal(URI url) {
			return Optional.empty();
		}

		@Override
		public String exampleUrl() {
			return "";
		}

		@Override
		public List<ConnectionOption> connectionOptions() {
			return List.of(new ConnectionOption("ssh.user", "Key", "", "", true, v -> v.startsWith("-----BEGIN") ? Optional.empty() : Optional.of("This is no key.")));
		}

		@Override
		public Optional<HostKey> hostKey(Connection connection) {
			return Optional.ofNullable(connection.options().get("ssh")).map(server -> new HostKey(server, "ssh-ed25519", KEY, "ssh.key"));
		}

		@Override
		public Session open(Connection connection) {
			throw new UnsupportedOperationException();
		}
	}

	/** Connections in memory. */
	private static final class Kept implements Connections {

		private final List<Connection> all = new ArrayList<>();
		private final Map<String, String> secrets = new HashMap<>();
		private Optional<String> problem = Optional.empty();

		@Override
		public List<Connection> list() {
			return List.copyOf(all);
		}

		@Override
		public Optional<String> problem() {
			return problem;
		}

		@Override
		public Optional<Connection> find(String idOrName) {
			return all.stream().filter(c -> c.name().equals(idOrName)).findFirst();
		}

		@Override
		public void add(Connection connection, Map<String, String> added) {
			all.add(connection);
			secrets.putAll(added);
		}

		@Override
		public void update(Connection connection, Map<String, String> added) {
			all.replaceAll(c -> c.id().equals(connection.id()) ? connection : c);
			secrets.putAll(added);
		}

		@Override
		public void remove(String id) {
			all.removeIf(c -> c.id().equals(id));
		}

		@Override
		public Registration addListener(Runnable changed) {
			throw new UnsupportedOperationException();
		}
	}

	/** An engine that shows one certificate. */
	private static final class Access implements EngineAccess {

		@Override
		public EndpointSettings secured(EndpointSettings settings, Connection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public UntrustedException untrusted(HttpException.Untrusted failure, Connection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ServerCertificate judged(List<X509Certificate> chain, Connection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ServerCertificate certificate(Connection connection) {
			return new ServerCertificate("CN=so-lab-1", "CN=so-lab-1", Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), List.of("so-lab-1"), SHOWN, "ab".repeat(20),
					Set.of(Problem.SELF_SIGNED));
		}

		@Override
		public Reached reach(EngineKind kind, ConnectionDraft draft) {
			throw new UnsupportedOperationException();
		}
	}
}
