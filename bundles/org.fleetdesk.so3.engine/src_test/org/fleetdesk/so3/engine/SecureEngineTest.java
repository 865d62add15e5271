package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.engine.EngineLauncher;
import org.fleetdesk.engine.TokenFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS, client certificates, tokens and the socket, with the docker command line and openssl as clients. */
@Timeout(300)
class SecureEngineTest {

	private static final String SIMULATED = "--runtime=simulated";

	@TempDir
	Path folder;

	private Path data;

	private record Result(int code, String out) {
	}

	private static EngineLauncher launcher(OutputStream out, OutputStream err) {
		return new EngineLauncher(List.of(new EmisoEngineFactory("0.0.0-test")), new PrintStream(out, true), new PrintStream(err, true), Map.of());
	}

	/** An engine that was launched with options, in this process. */
	private record Served(URI url, CountDownLatch stop, Thread thread) implements AutoCloseable {

		@Override
		public void close() throws InterruptedException {
			stop.countDown();
			thread.join();
		}
	}

	private static Served serve(String... options) throws IOException {
		var arguments = new ArrayList<>(List.of("emiso", "--listen=127.0.0.1:0"));
		arguments.addAll(List.of(options));
		var stop = new CountDownLatch(1);
		var said = new PipedOutputStream();
		var out = new BufferedReader(new InputStreamReader(new PipedInputStream(said)));
		var err = new ByteArrayOutputStream();
		var thread = Thread.ofVirtual().start(() -> {
			launcher(said, err).run(arguments, stop);
			close(said); // a launcher that failed says no more
		});
		String line = out.readLine();
		assertThat(line).as(err::toString).startsWith("ready: ");
		return new Served(URI.create(line.substring(7)), stop, thread);
	}

	private static void close(OutputStream stream) {
		try {
			stream.close();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@BeforeEach
	void needsClients() throws IOException {
		data = folder.resolve("data");
		assumeTrue(installed("docker"), "The docker command line is not installed");
		assumeTrue(installed("openssl"), "openssl is not installed");
		Files.createDirectories(folder.resolve("docker"));
	}

	private static boolean installed(String program) {
		return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
	}

	private Result run(String... command) throws IOException, InterruptedException {
		Path out = Files.createTempFile(folder, "out", "");
		var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(out.toFile())
				.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
		builder.environment().put("DOCKER_CONFIG", folder.resolve("docker").toString());
		builder.environment().keySet().removeAll(List.of("DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"));
		var process = builder.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(String.join(" ", command)).isTrue();
		return new Result(process.exitValue(), Files.readString(out));
	}

	private Result docker(Served engine, String... options) throws IOException, InterruptedException {
		var command = new ArrayList<>(List.of("docker", "-H", "tcp://" + engine.url().getAuthority()));
		command.addAll(List.of(options));
		return run(command.toArray(String[]::new));
	}

	private void openssl(String... arguments) throws IOException, InterruptedException {
		var command = new ArrayList<>(List.of("openssl"));
		command.addAll(List.of(arguments));
		var result = run(command.toArray(String[]::new));
		assertThat(result.code).as(result.out).isZero();
	}

	/** An authority {@code NAME-ca.pem}, and what it certifies: {@code NAME-cert.pem} with {@code NAME-key.pem}, for 127.0.0.1. */
	private void certify(String name) throws IOException, InterruptedException {
		Files.writeString(folder.resolve("extensions"), "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n");
		String[] key = { "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes" };
		openssl(join(new String[] { "req", "-x509" }, key, "-subj", "/CN=" + name + " authority", "-days", "2", "-keyout", name + "-ca-key.pem", "-out", name + "-ca.pem"));
		openssl(join(new String[] { "req" }, key, "-subj", "/CN=" + name, "-keyout", name + "-key.pem", "-out", name + ".csr"));
		openssl("x509", "-req", "-in", name + ".csr", "-CA", name + "-ca.pem", "-CAkey", name + "-ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile", "extensions", "-out",
				name + "-cert.pem");
	}

	private static String[] join(String[] first, String[] second, String... third) {
		return Stream.of(first, second, third).flatMap(Stream::of).toArray(String[]::new);
	}

	@Test
	void aCertificateOfItsOwnMakingIsTrustedByItsFile() throws Exception {
		try (var engine = serve("--data=" + data, SIMULATED, "-s")) {
			assertThat(engine.url().getScheme()).isEqualTo("https");
			String certificate = data + "/self-made-cert.pem";
			assertThat(docker(engine, "--tlsverify", "--tlscacert", certificate, "version").out).contains("Fleetdesk EMISO Engine");
			assertThat(docker(engine, "version").code).as("without TLS").isNotZero();
			var client = run("openssl", "s_client", "-connect", engine.url().getAuthority(), "-CAfile", certificate, "-verify_return_error", "-verify_ip", "127.0.0.1");
			assertThat(client.out).contains("Verify return code: 0 (ok)").contains("TLSv1.3");
			assertThat(run("openssl", "s_client", "-connect", engine.url().getAuthority(), "-tls1_2").out).contains("TLSv1.2");
			assertThat(run("openssl", "s_client", "-connect", engine.url().getAuthority(), "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0").code).isNotZero();
			assertThat(run("openssl", "s_client", "-connect", engine.url().getAuthority(), "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256").code).as("a CBC suite").isNotZero();
			String before = Files.readString(Path.of(certificate));
			engine.close();
			try (var again = serve("--data=" + data, SIMULATED, "--tls")) {
				assertThat(docker(again, "--tlsverify", "--tlscacert", certificate, "version").out).contains("Fleetdesk EMISO Engine");
				assertThat(Files.readString(Path.of(certificate))).isEqualTo(before);
			}
		}
	}

	@Test
	void clientsNeedACertificateOfTheAuthority() throws Exception {
		certify("good");
		certify("other");
		Files.createDirectories(data);
		Files.copy(folder.resolve("good-cert.pem"), data.resolve("cert.pem"));
		Files.copy(folder.resolve("good-key.pem"), data.resolve("key.pem"));
		try (var engine = serve("--data=" + data, SIMULATED, "--tlscacert", folder + "/good-ca.pem")) {
			String[] trust = { "--tlsverify", "--tlscacert", "good-ca.pem" };
			var good = docker(engine, join(trust, new String[] { "--tlscert", "good-cert.pem", "--tlskey", "good-key.pem" }, "version"));
			assertThat(good.out).contains("Fleetdesk EMISO Engine");
			assertThat(good.code).isZero();
			var wrong = docker(engine, join(trust, new String[] { "--tlscert", "other-cert.pem", "--tlskey", "other-key.pem" }, "version"));
			assertThat(wrong.code).isNotZero();
			assertThat(wrong.out).doesNotContain("Fleetdesk");
			var none = docker(engine, join(trust, new String[0], "version"));
			assertThat(none.code).isNotZero();
			assertThat(none.out).doesNotContain("Fleetdesk");
			assertThat(docker(engine, "--tlsverify", "--tlscacert", "other-ca.pem", "--tlscert", "good-cert.pem", "--tlskey", "good-key.pem", "version").code)
					.as("the client does not trust the engine").isNotZero();
		}
	}

	@Test
	void aTokenIsAskedForOnLoopbackAndOverTlsButNotAtTheSocket() throws Exception {
		Path tokens = folder.resolve("tokens");
		String token = TokenFile.issue(tokens, "ann");
		try (var engine = serve("--data=" + data, SIMULATED, "--token-file", tokens.toString())) {
			assertThat(docker(engine, "version").out).contains("needs a token");
			assertThat(run("docker", "-H", "unix://" + data + "/emiso.sock", "version").out).contains("Fleetdesk EMISO Engine");
			Files.writeString(folder.resolve("docker/config.json"), "{\"HttpHeaders\":{\"Authorization\":\"Bearer " + token + "\"}}");
			assertThat(docker(engine, "version").out).contains("Fleetdesk EMISO Engine");
			engine.close();
		}
		try (var engine = serve("--data=" + data, SIMULATED, "--token-file", tokens.toString(), "--tls")) {
			String[] trust = { "--tlsverify", "--tlscacert", data + "/self-made-cert.pem" };
			assertThat(docker(engine, join(trust, new String[0], "version")).out).contains("Fleetdesk EMISO Engine");
			Files.writeString(folder.resolve("docker/config.json"), "{\"HttpHeaders\":{\"Authorization\":\"Bearer wrong\"}}");
			assertThat(docker(engine, join(trust, new String[0], "version")).out).contains("needs a token");
		}
	}

	@Test
	void otherMachinesAreLetInWithTlsAndATokenOnly() throws Exception {
		Path tokens = folder.resolve("tokens");
		TokenFile.issue(tokens, "ann");
		var needs = Map.of("--name=x", "needs TLS (add --tls", "--token-file=" + tokens, "needs TLS (add --tls", "--tls",
				"needs a token or client certificates (add --token-file FILE or --tlscacert FILE)");
		for (var wanted : needs.entrySet()) {
			var said = new ByteArrayOutputStream();
			int code = launcher(OutputStream.nullOutputStream(), said).run(List.of("emiso", "--data=" + data, SIMULATED, "--listen=0.0.0.0:0", wanted.getKey()), new CountDownLatch(1));
			assertThat(code).isEqualTo(EngineLauncher.FAILED);
			assertThat(said.toString()).contains(wanted.getValue()).contains("or listen on 127.0.0.1").doesNotContain("\tat ");
		}
	}
}
