package org.fleetdesk.gateways.agent.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.Hosting;
import org.fleetdesk.gateways.agent.internal.Logging;
import org.fleetdesk.gateways.agent.internal.install.InstallResult;
import org.fleetdesk.gateways.agent.internal.install.InstallSettings;
import org.fleetdesk.gateways.agent.internal.install.InstalledApp;
import org.fleetdesk.gateways.agent.internal.install.Installer;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorSettings;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageSignature;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GweCommandTest {

	@TempDir
	Path folder;
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();
	private String input = "";
	private List<ProcessInfo> processes = List.of();

	@AfterEach
	void endLogging() {
		Logging.quiet(); // installing begins a log in the folder
	}

	private int gwe(String... words) {
		out.reset();
		err.reset();
		var terminal = new Terminal(new BufferedReader(new StringReader(input)), new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), folder,
				Map.of("GWE_HOME", folder.resolve("home").toString()));
		return CommandLines.run(words, terminal, new Hosting() {
			@Override
			public Hosted host(AgentHome home, SupervisorSettings settings) {
				return () -> { };
			}

			@Override
			public Supervisor supervisor(AgentHome home, SupervisorSettings settings, HttpClientFactory http) {
				return (Supervisor) java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Supervisor.class }, (proxy, method, arguments) -> {
					if (processes.isEmpty()) {
						throw new SupervisorException(0, "unix:///tmp/supervisor.sock no such file", null);
					}
					return processes;
				});
			}

			@Override
			public Installing installing(AgentHome home, InstallSettings settings, Supervisor supervisor, Clock clock) {
				var installer = (Installer) java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Installer.class },
						(proxy, method, arguments) -> method.getName().equals("install")
								? new InstallResult((PackageName) arguments[1], InstallResult.Outcome.INSTALLED, Optional.of(0), "", "") : null);
				return new Installing(installer, () -> List.of(new InstalledApp("there", "1.10", "", Instant.EPOCH, Optional.empty())));
			}
		}, Clock.systemUTC());
	}

	private String out() {
		return out.toString(StandardCharsets.UTF_8);
	}

	private String err() {
		return err.toString(StandardCharsets.UTF_8);
	}

	@Test
	void theDocumentsConfigurationByInterface() {
		assertThat(gwe("--product-id", "asdfiuyhj567uj", "--set-iface", "en0")).isZero();
		assertThat(gwe("--gateway-cfg")).isZero();
		assertThat(out()).isEqualTo("""
				[device]
				cik = ''
				model = asdfiuyhj567uj
				vendor = asdfiuyhj567uj
				uuid = ''
				iface = en0
				""");
	}

	@Test
	void aFlagThatConfiguresEchoesTheConfiguration() {
		gwe("-P", "p1", "-u", "SN 1");
		assertThat(out()).contains("uuid = SN 1").contains("vendor = p1");
		gwe("-t", "30", "-l", "5", "-d", "DEBUG", "-a", "my agent");
		assertThat(out()).contains("update_interval = 30").contains("act_retry_interval = 5").contains("debug_level = DEBUG").contains("user_agent = my agent");
		gwe("--set-uuid", "''");
		assertThat(out()).contains("uuid = ''");
	}

	@Test
	void theKeyIsPrintedOnlyWhenItIsAskedForAndLiesInAPrivateFile() throws IOException {
		gwe("-C");
		assertThat(out()).isEqualTo("''\n");
		String cik = "7f091cf4b16de3fb3172c253eb35109a6992d76b";
		gwe("--set-cik", cik);
		gwe("--gateway-cik");
		assertThat(out()).isEqualTo(cik + "\n");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("home/Gateway.cfg")))).isEqualTo("rw-------");
	}

	@Test
	void commentsAndForeignOptionsStay() throws IOException {
		Files.createDirectories(folder.resolve("home"));
		Files.writeString(folder.resolve("home/Engine.config"), "# ours\n[engine]\ninstalled_apps = [{'counter': 1}]\nupdate_interval = 5 ; short\n\n[other]\nkey: value\n");
		gwe("-t", "60");
		assertThat(Files.readString(folder.resolve("home/Engine.config"))).startsWith("# ours\n[engine]\ninstalled_apps = [{'counter': 1}]\nupdate_interval = 60\n").contains("\n[other]\nkey: value\n");
	}

	@Test
	void aGatewayWithoutSerialNumberDoesNotRun() {
		gwe("-P", "p1");
		assertThat(gwe()).isEqualTo(255);
		assertThat(err()).contains("--set-uuid").contains("--set-iface");
		assertThat(gwe("--once", "--set-iface", "nosuch0")).isEqualTo(255);
		assertThat(err()).contains("nosuch0");
	}

	@Test
	void valuesThatAreNoneAreRefused() {
		assertThat(gwe("-t", "0")).isEqualTo(1);
		assertThat(err()).contains("-t/--set-update-interval");
		assertThat(gwe("-d", "LOUD")).isEqualTo(2);
		assertThat(gwe("--nonsense")).isEqualTo(2);
		assertThat(gwe("--set-cloud", "ftp://x")).isEqualTo(1);
		assertThat(folder.resolve("home/Engine.config")).doesNotExist();
	}

	@Test
	void aTrustedKeyIsCheckedAndKept() throws IOException {
		Files.writeString(folder.resolve("none.pem"), "no key");
		assertThat(gwe("--set-trusted-key", "none.pem")).isEqualTo(1);
		Files.writeString(folder.resolve("key.pem"), PackageSignature.makeKeyPair().publicKey());
		assertThat(gwe("--set-trusted-key", "key.pem")).isZero();
		assertThat(out()).contains("trusted_key = " + folder.resolve("home/trusted_key.pem"));
		assertThat(gwe("--set-trusted-key", "''")).isZero();
		assertThat(out()).contains("trusted_key = ''");
	}

	@Test
	void theTableIsTheDocuments() {
		var start = Instant.parse("2026-11-22T15:00:00Z");
		processes = List.of(new ProcessInfo("gmq", State.RUNNING, 579, Optional.of(start), Optional.empty(), start.plusSeconds(20), 0, "", "pid 579, uptime 0:00:20", "", 0),
				new ProcessInfo("gwe", State.RUNNING, 578, Optional.of(start), Optional.empty(), start.plusSeconds(20), 0, "", "pid 578, uptime 0:00:20", "", 0));
		assertThat(gwe("status")).isZero();
		assertThat(out()).isEqualTo("""
				gmq                              RUNNING    pid 579, uptime 0:00:20
				gwe                              RUNNING    pid 578, uptime 0:00:20
				""");
		assertThat(gwe("status", "gwe")).isZero();
		assertThat(out()).startsWith("gwe ").doesNotContain("gmq");
	}

	@Test
	void aSupervisorThatIsNotThereIsSaid() {
		assertThat(gwe("status")).isEqualTo(4);
		assertThat(err()).contains("unix:///tmp/supervisor.sock no such file");
	}

	@Test
	void anApplicationIsPackedAndItsPathPrinted() throws IOException {
		Path script = Files.writeString(folder.resolve("install.sh"), "#!/bin/sh\necho installed\n");
		Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
		assertThat(gwe("--build-app-tarball", "-n", "test_app", "-s", "1")).isZero();
		assertThat(out()).isEqualTo(folder.resolve("test_app.v1.tar.gz") + "\n");

		assertThat(gwe("--check-tarball", "test_app.v1.tar.gz")).isZero();
		assertThat(out()).contains("test_app, version 1").contains("[PASS]");
		assertThat(gwe("-z", "test_app.v1.tar.gz", "--json")).isZero();
		assertThat(out()).startsWith("{").contains("\"usable\":true");
	}

	@Test
	void aBuildfileIsAskedForCheckedAndBuilt() throws IOException {
		input = "my.json\nmy_app\n\n";
		assertThat(gwe("--create-buildfile")).isZero();
		assertThat(Files.readString(folder.resolve("my.json"))).contains("\"my_app\"").contains("install.sh");
		assertThat(gwe("-w", "my.json")).isEqualTo(1);
		assertThat(out()).contains("install.sh").contains("[FAIL]");

		Path script = Files.writeString(folder.resolve("install.sh"), "#!/bin/sh\necho installed\n");
		Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
		assertThat(gwe("--check-buildfile", "my.json")).isZero();
		assertThat(out()).isEqualTo("[PASS]\n");
		assertThat(gwe("--build-app", "my.json")).isZero();
		assertThat(out()).isEqualTo(folder.resolve("my_app.v1.tar.gz") + "\n");
	}

	@Test
	void aMissingPackageKeepsNoOtherFromBeingInstalled() throws IOException {
		Files.writeString(folder.resolve("b.v1.tar.gz"), "");
		assertThat(gwe("-I", "a.v1.tar.gz", "b.v1.tar.gz")).isEqualTo(1);
		assertThat(err()).contains("There is no " + folder.resolve("a.v1.tar.gz"));
		assertThat(out()).contains("b.v1.tar.gz: installed");
	}

	@Test
	void olderVersionsAreLeftOutWhereThatIsWanted() throws IOException {
		for (String version : List.of("1.9", "1.10", "1.11")) {
			Files.writeString(folder.resolve("there.v" + version + ".tar.gz"), "");
		}
		assertThat(gwe("--only-newer", "-I", "there.v1.9.tar.gz", "there.v1.10.tar.gz", "there.v1.11.tar.gz")).isZero();
		assertThat(out()).isEqualTo("""
				there.v1.9.tar.gz: not installed, as version 1.10 is there
				there.v1.10.tar.gz: not installed, as version 1.10 is there
				there.v1.11.tar.gz: installed
				""");
		assertThat(gwe("-I", "there.v1.9.tar.gz")).isZero();
		assertThat(out()).isEqualTo("there.v1.9.tar.gz: installed\n");
	}

	@Test
	void theLogIsItsUsersOnly() throws IOException {
		Files.writeString(folder.resolve("b.v1.tar.gz"), "");
		gwe("-I", "b.v1.tar.gz");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("home/logs/gwe.log")))).isEqualTo("rw-------");
	}

	@Test
	void theHelpHasEveryFlagOfTheDocument() {
		assertThat(gwe("-h")).isZero();
		assertThat(out()).contains("-v, --version", "-p, --path", "-e, --engine-conf", "-g, --gateway-cfg", "-C, --gateway-cik", "-o, --once", "-x, --create-buildfile", "-y, --build-app-tarball",
				"--install-apps", "--set-cik", "--set-model", "--set-vendor", "--set-product-id", "--set-uuid", "--set-iface", "--set-act-retry-interval", "--set-debug-level",
				"--set-update-interval", "--set-user-agent", "--app-name", "--app-version", "--download-latest", "--check-buildfile", "--check-tarball");
		assertThat(out().indexOf("additions of Fleetdesk")).isLessThan(out().lastIndexOf("--set-cloud=")).isGreaterThan(out().lastIndexOf("--check-tarball="));
	}
}
