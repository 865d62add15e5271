package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.fleetdesk.product.tests.GatewayFleet.Agent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

/** Whoever is killed, and wherever an installation is: it ends, as what it is, and nothing is installed twice. */
@TestInstance(Lifecycle.PER_CLASS)
class GatewayKillTest {

	private static final String PROGRAM = "[supervisord]\ncommand = /bin/sh %(ENV_GWE_HOME)s-files/app.sh\nstartsecs = 1\nstdout_logfile = %(ENV_GWE_HOME)s-files/app.log\n";
	/** So much of the package is no text, so that its download can be met. */
	private static final int BYTES = 1 << 20;
	private static final int SLOW = 512 << 10;

	/** {@code FLEETDESK_GATEWAY_KILLS} in the environment asks for a kill in each phase; usually there are fewer. */
	private static final boolean ALL = System.getenv("FLEETDESK_GATEWAY_KILLS") != null;

	private static final Set<String> USUAL = Set.of("downloading", "installing");

	private Path folder;
	private Fleetdesk fleetdesk;
	private GatewayFleet fleet;
	private FaultProxy proxy;
	private Agent agent;
	private int version;
	/** What ran before the installation that is under way. */
	private int before;

	@BeforeAll
	void begin(@TempDir Path temporary) throws IOException {
		folder = temporary;
		fleetdesk = new Fleetdesk(folder);
		fleet = new GatewayFleet(fleetdesk);
		proxy = new FaultProxy(fleet.url());
		proxy.add(Direction.DOWNSTREAM, new Toxic.Bandwidth(SLOW));
		fleet.configured("gw-1", proxy.url());
		agent = fleet.start("gw-1");
		fleet.awaitListening(agent);
		install().ok();
		assertInstalled(1);
	}

	@AfterAll
	void end() throws IOException {
		fleet.close();
		fleetdesk.close();
		proxy.close();
	}

	private static Stream<String> phases(String... all) {
		return Stream.of(all).filter(phase -> ALL || USUAL.contains(phase));
	}

	/** The next version, uploaded; its script notes that it ran and takes a moment. */
	private String upload() throws IOException {
		before = version == 0 ? 0 : Integer.parseInt(fleet.version("gw-1", "app"));
		version++;
		var noise = new byte[BYTES];
		new Random(version).nextBytes(noise);
		Path source = Files.createDirectories(folder.resolve("app-" + version));
		Files.write(source.resolve("noise"), noise);
		Path file = fleet.build("app", Integer.toString(version), Map.of("app.sh", "#!/bin/sh\necho version " + version + "\nexec sleep 1000\n", "supervisor.conf", PROGRAM, "install.sh",
				GatewayFleet.install("echo " + version + " >> \"$TARGET/runs\"", "cp app.sh \"$TARGET/\"", "sleep 2")));
		fleetdesk.run("app", "upload", "--product", GatewayFleet.PRODUCT, file.toString()).ok();
		return file.getFileName().toString();
	}

	private Fleetdesk.Result install() throws IOException {
		return fleetdesk.run("app", "install", "--package", upload(), "gw-1");
	}

	private JsonNode deployment() {
		return fleet.deployments("gw-1").getFirst();
	}

	private void await(String phase, Fleetdesk.Started command) {
		Fleetdesk.await("it is " + phase, () -> deployment().path("packages").toString().contains(".v" + version + ".") && deployment().path("events").findValuesAsText("phase").contains(phase),
				() -> deployment() + Fleetdesk.read(command.err()) + agent.log());
	}

	private long runs(int of) throws IOException {
		return Files.readAllLines(agent.installed("runs")).stream().filter(Integer.toString(of)::equals).count();
	}

	private void assertInstalled(int expected) {
		Fleetdesk.await("version " + expected + " is reported", () -> fleet.version("gw-1", "app").equals(Integer.toString(expected)), () -> fleet.gateway("gw-1") + agent.log());
		assertThat(agent.installed("app.sh")).content().contains("version " + expected + "\n");
		Fleetdesk.await("it runs", () -> fleet.app("gw-1", "app").path("status").asText().equals("RUNNING"), () -> fleet.gateway("gw-1") + agent.log());
	}

	/** What was killed began again: the installation ends as whole or as taken back, and says so; a script that was running is not run again. */
	private void assertEnds(Fleetdesk.Started command, boolean whole) throws IOException {
		var ended = fleetdesk.end(command);
		String state = deployment().path("state").asText();
		assertThat(runs(version)).as("runs of install.sh").isLessThanOrEqualTo(1);
		if (whole) {
			assertThat(state).as("%s%n%s", deployment(), agent.log()).isEqualTo("done");
		}
		if (state.equals("done")) {
			assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
			assertInstalled(version);
		} else {
			assertThat(state).as("%s", deployment()).isEqualTo("rolled-back");
			assertThat(ended.code()).as(ended.out() + ended.err()).isNotZero();
			assertInstalled(before);
		}
	}

	private static Stream<String> ofTheAgent() {
		return phases("picked-up", "downloading", "checking", "installing", "starting");
	}

	@ParameterizedTest
	@MethodSource("ofTheAgent")
	void theAgentIsKilled(String phase) throws Exception {
		var command = fleetdesk.start("app", "install", "--package", upload(), "gw-1");
		await(phase, command);
		agent.started().process().destroyForcibly().waitFor();
		agent = fleet.start("gw-1");
		assertEnds(command, phase.equals("picked-up") || phase.equals("downloading"));
	}

	private static Stream<String> ofTheCloud() {
		return phases("picked-up", "downloading", "installing", "starting");
	}

	@ParameterizedTest
	@MethodSource("ofTheCloud")
	void theCloudIsKilled(String phase) throws Exception {
		var command = fleetdesk.start("app", "install", "--package", upload(), "gw-1");
		await(phase, command);
		fleet.killCloud();
		assertEnds(command, true);
	}

	private static Stream<String> ofWhoAsked() {
		return phases("picked-up", "installing", "installed");
	}

	@ParameterizedTest
	@MethodSource("ofWhoAsked")
	void whoAskedForItIsKilled(String phase) throws Exception {
		var command = fleetdesk.start("app", "install", "--package", upload(), "gw-1");
		await(phase, command);
		command.process().destroyForcibly().waitFor();
		var task = fleetdesk.run("task", "list", "--json").ok().json().path(0);
		if (task.path("state").asText().equals("interrupted")) {
			fleetdesk.run("task", "resume", task.path("id").asText()).ok();
		}
		assertThat(fleet.deployments("gw-1")).as("nothing is asked for twice").filteredOn(d -> d.path("packages").toString().contains(".v" + version + ".")).hasSize(1);
		assertThat(deployment().path("state").asText()).isEqualTo("done");
		assertThat(runs(version)).isEqualTo(1);
		assertInstalled(version);
	}
}
