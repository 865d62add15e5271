package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.Setup.Run;
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
				printf '#!/bin/sh\\necho "$@" >>"%s/calls"\\n' "$PREFIX" >"$PREFIX/bin/gwe"
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
		var key = folder.resolve("sshd/user");
		return Setup.run(session, Gateways.ADD_BY_SSH, Setup.id(Gateways.PRODUCT, "lab"), Setup.object().put("host", "127.0.0.1").put("port", server.port).put("user", OpenSshServer.user())
				.put("key", key.toString()).put("package", release.toString()).put("uuid", "gw 7").put("prefix", prefix.toString()).put("hostKey", hostKey));
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
		assertThat(run.log).contains("| installed to " + prefix);
		assertThat(setup.cloud.asked).anyMatch(a -> a.method().equals("POST") && a.path().equals("/fleet/v1/gateways/lab"));
		assertThat(Path.of("/tmp/fleetdesk-gwe-r1.tar.gz")).doesNotExist();
	}

	@Test
	void aServerThatIsNotTrustedGetsNothing() throws Exception {
		var run = run(release(""), "");
		assertThatThrownBy(() -> run.run(new SshHandler())).hasMessageContaining("shows a key that is not trusted yet").hasMessageContaining(server.fingerprint());
		assertThat(prefix).doesNotExist();
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
