package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust and secrets on the command line, with the libraries as the product loads them. */
class SecureConnectionTest {

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;

	@BeforeEach
	void prepare() {
		fleetdesk = new Fleetdesk(folder);
	}

	@AfterEach
	void endAll() {
		fleetdesk.close();
	}

	@Test
	void trustsAnEngineByItsCertificateAndSignsInWithAToken() throws Exception {
		String tokens = folder.resolve("tokens").toString();
		String token = fleetdesk.run("engine", "token", "ann", "--token-file", tokens).ok().out().strip();
		Files.writeString(folder.resolve("token"), token + "\n");
		var engine = fleetdesk.serving(fleetdesk.start("engine", "emiso", "--tls", "--token-file", tokens, "--listen", "127.0.0.1:0", "--data", folder.resolve("engine").toString(),
				"--runtime", "simulated"));
		fleetdesk.run("connection", "add", "lab", engine.tcp(), "--tls", "--token-file", "token").ok();

		var untrusted = fleetdesk.run("connection", "test", "lab");
		assertThat(untrusted.code()).isEqualTo(1);
		assertThat(untrusted.err()).contains("is not trusted", "connection trust lab").doesNotContain("\tat ");
		var shown = fleetdesk.run("connection", "trust", "lab", "--json");
		assertThat(shown.code()).as("nobody said that it is trusted").isEqualTo(1);
		assertThat(shown.json().path("problems").toString()).contains("self_signed");
		fleetdesk.run("connection", "trust", "lab", "--fingerprint", "SHA256:" + shown.json().path("sha256").asText()).ok();
		assertThat(fleetdesk.run("connection", "test", "lab", "--json").ok().json().path("product").asText()).contains("EMISO");

		Files.writeString(folder.resolve("wrong"), token.substring(1) + "\n");
		fleetdesk.run("connection", "edit", "lab", "--token-file", "wrong").ok();
		var refused = fleetdesk.run("connection", "test", "lab");
		assertThat(refused.code()).isEqualTo(1);
		assertThat(refused.err()).doesNotContain("\tat ");
		assertThat(Files.readString(folder.resolve("data/connections.json")) + Files.readString(folder.resolve("data/secrets"))).doesNotContain(token.substring(1));
	}

	@Test
	void trustsTheKeyOfAnSshServer() throws Exception {
		assumeTrue(Files.isExecutable(SshServer.PROGRAM), "openssh-server is not installed");
		Path key = folder.resolve("host");
		fleetdesk.exec("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).ok();
		String fingerprint = fleetdesk.exec("ssh-keygen", "-l", "-f", key + ".pub").ok().out().split(" ")[1];
		try (var server = new SshServer(folder, key)) {
			fleetdesk.run("connection", "add", "so", "tcp://127.0.0.1:1", "--option", "sftp=root@127.0.0.1:" + server.port(), "--option-file", "sftp.key=host").ok();
			var shown = fleetdesk.run("connection", "trust", "so", "--json");
			assertThat(shown.code()).as("nobody said that it is trusted; %s", shown.err()).isEqualTo(1);
			assertThat(shown.json().path("hostKey").path("type").asText()).isEqualTo("ssh-ed25519");
			assertThat(shown.json().path("hostKey").path("fingerprint").asText()).isEqualTo(fingerprint);
			fleetdesk.run("connection", "trust", "so", "--fingerprint", fingerprint).ok();
			assertThat(fleetdesk.run("connection", "trust", "so").ok().out()).contains("so trusts this key already.");
		}
	}
}
