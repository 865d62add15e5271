package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.Setup.Run;
import org.fleetdesk.http.SecretNames;
import org.fleetdesk.so3.original.engine.OpenSshServer;
import org.fleetdesk.tasks.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine becomes a gateway, on a real OpenSSH server; its agent only notes how it was called. */
@Timeout(120)
class SshTest {

	@TempDir
	private Path folder;
	private Setup setup;
	private GatewaysSession session;
	private OpenSshServer server;
	private Path prefix;
	/** The package's name there is made of it, and this machine may run the test more than once at a time. */
	private final String id = "r" + UUID.randomUUID();

	@BeforeEach
	void start() throws Exception {
		assumeTrue(OpenSshServer.installed(), "OpenSSH's server is not installed");
		setup = new Setup();
		setup.cloud.product("lab");
		session = setup.session();
		server = new OpenSshServer(Files.createDirectories(folder.resolve("sshd")), "ed25519", "");
		prefix = folder.resolve("it's here");
	}

	@AfterEach
	void stop() throws Exception {
		if (server != null) {
			server.close();
			setup.close();
		}
	}

	private Path release(String end) throws Exception {
		Path release = Files.createDirectories(folder.resolve("release/gateway-engine"));
		Files.writeString(release.resolve("install.sh"), """
				set -e
				mkdir -p "$PREFIX/bin"
				printf '#!/bin/sh\\necho "$@" >>"%s/calls"\\necho "cik = 1c97156ab744c1c1"\\n' "$PREFIX" >"$PREFIX/bin/gwe"
				printf '#!/bin/sh\\necho restarted >>"%s/calls"\\n' "$PREFIX" >"$PREFIX/bin/gwe-restart"
				chmod 755 "$PREFIX"/bin/*
				echo "installed to $PREFIX"
				""" + end + "\n");
		Path file = folder.resolve("release.tar.gz");
		var tar = new ProcessBuilder("tar", "-czf", file.toString(), "-C", folder.resolve("release").toString(), "gateway-engine").inheritIO().start();
		assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
		return file;
	}

	private Run run(Path release, String hostKey) {
		return run(release, hostKey, folder.resolve("sshd/user"));
	}

	private Run run(Path release, String hostKey, Path key) {
		return Setup.run(id, session, Gateways.ADD_BY_SSH, Setup.id(Gateways.PRODUCT, "lab"), Setup.object().put("host", "127.0.0.1").put("port", server.port).put("user", OpenSshServer.user())
				.put("identity", key.toString()).put("package", release.toString()).put("uuid", "gw 7").put("prefix", prefix.toString()).put("fingerprint", hostKey));
	}

	@Test
	void aMachineBecomesAGateway() throws Exception {
		var run = run(release(""), server.fingerprint());
		var handler = new SshHandler();
		for (Step step : run.steps(handler)) {
			if (step.id().equals("wait")) {
				setup.cloud.gateway("lab", "gw 7"); // it checks in
			}
			handler.run(step, run);
		}
		assertThat(run.result).isEqualTo("gw 7 is a gateway of lab and has checked in");
		assertThat(Files.readAllLines(prefix.resolve("calls"))).containsExactly("--set-cloud " + setup.cloud.url() + " --set-product-id lab --set-uuid gw 7", "restarted");
		assertThat(run.log).contains("| installed to " + prefix, "| cik = ***").noneMatch(l -> l.contains("1c97156ab744c1c1"));
		assertThat(setup.cloud.asked).anyMatch(a -> a.method().equals("POST") && a.path().equals("/fleet/v1/gateways/lab"));
		assertThat(Path.of("/tmp/fleetdesk-gwe-" + id + ".tar.gz")).doesNotExist();
	}

	@Test
	void aServerThatIsNotTrustedGetsNothing() throws Exception {
		var run = run(release(""), "");
		assertThatThrownBy(() -> run.run(new SshHandler())).hasMessageContaining("shows a key that is not trusted yet").hasMessageContaining(server.fingerprint());
		assertThat(prefix).doesNotExist();
	}

	@Test
	void aMachineThatWasAGatewayBeforeBecomesOneAgain() throws Exception {
		String before = Instant.now().minusSeconds(5).toString();
		var gateway = setup.cloud.gateway("lab", "gw 7").put("lastSeen", before);
		Path gwe = Files.createDirectories(prefix.resolve("bin")).resolve("gwe");
		Files.writeString(gwe, "#!/bin/sh\n[ \"$1\" = -g ] && printf '[device]\\ncik = 1c97156ab744c1c1\\nuuid = gw 7\\n'\n");
		assertThat(gwe.toFile().setExecutable(true)).isTrue();
		var run = run(release(""), server.fingerprint());
		var handler = new SshHandler();
		var steps = run.steps(handler);
		for (Step step : steps.subList(0, 3)) {
			handler.run(step, run);
		}
		assertThat(gateway.path("state").asText()).as("it may activate for a new key").isEqualTo("notactivated");
		handler.run(steps.get(3), run);
		var seen = setup.checksInAtTheThirdReading(gateway);
		handler.run(steps.get(4), run);
		assertThat(seen).hasSizeGreaterThanOrEqualTo(3).startsWith(before, before, before);
		assertThat(run.result).isEqualTo("gw 7 is a gateway of lab and has checked in");
	}

	@Test
	void aNumberUnderWhichAnotherMachineLivesIsTakenOverOnlyOnDemand() throws Exception {
		var gateway = setup.cloud.gateway("lab", "gw 7");
		var refused = run(release(""), server.fingerprint());
		assertThatThrownBy(() -> refused.run(new SshHandler())).hasMessageContaining("gw 7 of lab is the number of a gateway that lives; it checked in at ").hasMessageContaining("is not that machine");
		assertThat(prefix).as("nothing is sent there").doesNotExist();
		assertThat(gateway.path("state").asText()).as("its key counts still").isEqualTo("activated");

		var wanted = run(release(""), server.fingerprint());
		wanted.request.parameters().put("takeOver", true);
		for (Step step : wanted.steps(new SshHandler()).subList(0, 3)) {
			new SshHandler().run(step, wanted);
		}
		assertThat(gateway.path("state").asText()).isEqualTo("notactivated");
	}

	@Test
	void oneThatListensOrIsInTheMidstOfAnInstallationLivesAlsoWhenItIsOverdue() throws Exception {
		var gateway = setup.cloud.gateway("lab", "gw 7").put("lastSeen", Instant.now().minus(Duration.ofMinutes(10)).toString()).put("listening", true);
		assertThatThrownBy(() -> run(release(""), server.fingerprint()).run(new SshHandler())).hasMessageContaining("is the number of a gateway that lives");
		gateway.put("listening", false).putObject("installing").put("app", "a").put("version", "1").put("phase", "installing");
		assertThatThrownBy(() -> run(release(""), server.fingerprint()).run(new SshHandler())).hasMessageContaining("is the number of a gateway that lives");
	}

	@Test
	void theNumberOfAGatewayThatIsSilentIsFree() throws Exception {
		var gateway = setup.cloud.gateway("lab", "gw 7").put("lastSeen", Instant.now().minus(Duration.ofDays(2)).toString());
		var run = run(release(""), server.fingerprint());
		for (Step step : run.steps(new SshHandler()).subList(0, 3)) {
			new SshHandler().run(step, run);
		}
		assertThat(gateway.path("state").asText()).isEqualTo("notactivated");
	}

	@Test
	void aDisabledNumberIsEnabledAndALockedOneIsNot() throws Exception {
		var gateway = setup.cloud.gateway("lab", "gw 7").put("state", "expired");
		var run = run(release(""), server.fingerprint());
		var handler = new SshHandler();
		handler.run(run.steps(handler).get(0), run);
		handler.run(run.steps(handler).get(2), run);
		assertThat(gateway.path("state").asText()).isEqualTo("notactivated");
		gateway.put("locked", true);
		assertThatThrownBy(() -> handler.run(run.steps(handler).get(2), run)).hasMessage("gw 7 of lab is locked; unlock it first");
	}

	@Test
	void aWrongKeyIsNotLetIn() throws Exception {
		var other = new OpenSshServer(Files.createDirectories(folder.resolve("other")), "ed25519", "");
		other.close();
		var run = run(release(""), server.fingerprint(), folder.resolve("other/user"));
		assertThatThrownBy(() -> run.run(new SshHandler())).hasMessageContaining("does not accept the password or key");
		assertThat(prefix).doesNotExist();
		assertThat(setup.cloud.gateways).isEmpty();
	}

	@Test
	void aServerWithAnotherKeyThanTheTrustedOneGetsNothing() throws Exception {
		var other = new OpenSshServer(Files.createDirectories(folder.resolve("other")), "ed25519", "");
		String trusted = other.fingerprint();
		other.close();
		var run = run(release(""), trusted);
		assertThatThrownBy(() -> run.run(new SshHandler())).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED))
				.hasMessageContaining(server.fingerprint());
		assertThat(prefix).doesNotExist();
		assertThat(run.request().parameters().properties()).as("named as secrets, which a task's messages leave out").noneMatch(p -> SecretNames.isSecret(p.getKey()));
	}

	@Test
	void anotherMachineIsNotToldToLookForTheCloudInItself() throws Exception {
		var run = run(release(""), server.fingerprint());
		run.request.parameters().put("host", "192.0.2.1");
		assertThatThrownBy(() -> run.run(new SshHandler())).hasMessage("127.0.0.1 is the gateway itself there; give the address at which it reaches the cloud");
	}

	@Test
	void anInstallationThatIsRepeatedHasItsPackageStill() throws Exception {
		var run = run(release(""), server.fingerprint());
		var handler = new SshHandler();
		var steps = run.steps(handler);
		handler.run(steps.get(0), run);
		handler.run(steps.get(1), run);
		Files.delete(prefix.resolve("bin/gwe"));
		handler.run(steps.get(1), run); // the answer to the first one got lost
		assertThat(prefix.resolve("bin/gwe")).exists();
		assertThat(Path.of("/tmp/fleetdesk-gwe-" + id + ".tar.gz")).doesNotExist();
	}

	@Test
	void aFailedInstallationTellsWhatItSaidLast() throws Exception {
		var run = run(release("echo no space left; exit 2"), server.fingerprint());
		assertThatThrownBy(() -> run.run(new SshHandler())).hasMessageContaining("exit code 2").hasMessageContaining("no space left");
		assertThat(setup.cloud.gateways).isEmpty();
	}

	@Test
	void anApplicationThatIsNotInstalledIsNoFailureOfTheGateway() throws Exception {
		var run = run(release("exit 3"), server.fingerprint());
		var handler = new SshHandler();
		handler.run(run.steps(handler).get(0), run);
		handler.run(run.steps(handler).get(1), run);
		assertThat(run.log).anyMatch(l -> l.contains("an application that came with it is not"));
	}
}
