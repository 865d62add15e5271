package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts of which something breaks in the middle: the cloud is killed, or what was installed does not live. The gateways do what the test says. */
class RolloutFaultTest {

	private static final String SCRIPT = "#!/bin/sh\ntrue\n";

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private GatewayFleet fleet;
	private final List<ScriptedGateway> gateways = new ArrayList<>();

	@BeforeEach
	void begin() throws IOException {
		fleetdesk = new Fleetdesk(folder);
		fleet = new GatewayFleet(fleetdesk);
		fleetdesk.run("gateway", "add", "--product", GatewayFleet.PRODUCT, "gw-1", "gw-2").ok();
		for (String serial : List.of("gw-1", "gw-2")) {
			var gateway = new ScriptedGateway(fleet.url(), GatewayFleet.PRODUCT, serial);
			gateway.report("app", "1", "RUNNING");
			gateways.add(gateway);
		}
		for (String version : List.of("1", "2")) {
			fleetdesk.run("app", "upload", "--product", GatewayFleet.PRODUCT, fleet.build("app", version, Map.of("install.sh", SCRIPT)).toString()).ok();
		}
	}

	@AfterEach
	void end() throws IOException {
		ScriptedGateway.close(gateways);
		fleet.close();
		fleetdesk.close();
	}

	private Fleetdesk.Started rollout(String soak) {
		return fleetdesk.start("rollout", "start", "install", "--package", "app.v2.tar.gz", "--wave", "1", "--soak", soak, "gw-1", "gw-2");
	}

	private List<String> states(String serial) {
		return fleet.deployments(serial).stream().map(d -> d.path("packages").path(0).asText() + " " + d.path("state").asText()).toList();
	}

	@Test
	void aCloudThatIsKilledInEachWaveIsWaitedFor() throws Exception {
		var rollout = rollout("1s");
		gateways.get(0).awaitCommand("app.v2.tar.gz");
		gateways.get(0).pickUp();
		fleet.killCloud(); // the gateway works
		gateways.get(0).installed("app", "2");
		gateways.get(1).awaitCommand("app.v2.tar.gz");
		fleet.killCloud(); // it is in the queue
		gateways.get(1).installs("app", "2");
		fleetdesk.end(rollout).ok();
		for (String serial : List.of("gw-1", "gw-2")) {
			assertThat(states(serial)).as("once, and to its end").containsExactly("app.v2.tar.gz done");
			assertThat(fleet.version(serial, "app")).isEqualTo("2");
		}
		var log = new StringBuilder();
		fleetdesk.run("task", "list", "--json").ok().json().forEach(run -> log.append(fleetdesk.run("task", "log", run.path("id").asText()).ok().out()));
		assertThat(log).contains("The cloud cannot be reached, still waiting", "The cloud answers again");
	}

	@Test
	void gatewaysThatDoNotCheckInKeepNoOtherFromItsQueue() {
		var serials = List.of("gw-3", "gw-4", "gw-5", "gw-6", "gw-7", "gw-2");
		fleetdesk.run("gateway", "add", "--product", GatewayFleet.PRODUCT, "gw-3", "gw-4", "gw-5", "gw-6", "gw-7").ok();
		var words = new ArrayList<>(List.of("rollout", "start", "install", "--package", "app.v2.tar.gz", "--wave", "6", "--soak", "0", "--error", "100", "--success", "10", "--patience", "40"));
		words.addAll(serials);
		var rollout = fleetdesk.start(words.toArray(String[]::new));
		gateways.get(1).installs("app", "2"); // the last one, behind more silent ones than have a turn
		fleetdesk.end(rollout).ok();
		assertThat(states("gw-2")).containsExactly("app.v2.tar.gz done");
		assertThat(serials.subList(0, 5)).as("patience is over, and nothing stays in a queue").allMatch(s -> states(s).equals(List.of("app.v2.tar.gz cancelled")));
	}

	@Test
	void aProgramThatDiesWhileItIsWatchedIsRolledBackByTheConsole() {
		var rollout = rollout("10m");
		gateways.get(0).installs("app", "2");
		Fleetdesk.await("the first wave is installed", () -> states("gw-1").contains("app.v2.tar.gz done"));
		gateways.get(0).report("app", "2", "FATAL");
		gateways.get(0).installs("app", "1");
		var ended = fleetdesk.end(rollout);
		assertThat(ended.code()).as(ended.out() + ended.err()).isNotZero();
		assertThat(ended.out() + ended.err()).contains("app is FATAL");
		assertThat(states("gw-1")).containsExactly("app.v1.tar.gz done", "app.v2.tar.gz done");
		assertThat(fleet.gateway("gw-1").path("assigned").path("app").asText()).as("no drift").isEqualTo("1");
		assertThat(states("gw-2")).as("the second wave never started").isEmpty();
	}

	@Test
	void aScriptGoesOverTheGatewaysInWavesAndWhatIsPickedUpCanBeGivenUp() throws Exception {
		Path script = java.nio.file.Files.writeString(folder.resolve("once.sh"), "#!/bin/sh\nuname\n");
		var rollout = fleetdesk.start("rollout", "start", "script", "--script", script.toString(), "--wave", "1", "--soak", "0", "gw-1", "gw-2");
		gateways.get(0).awaitCommand("script-");
		gateways.get(0).pickUp();
		assertThat(states("gw-2")).as("not its turn").isEmpty();
		String id = fleet.deployments("gw-1").getFirst().path("id").asText();
		assertThat(fleetdesk.run("gateway", "cancel", "gw-1").code()).as("it is picked up").isNotZero();
		assertThat(fleetdesk.run("gateway", "giveup", "gw-1", "--deployment", id).ok().out()).contains("The cloud waits no more");
		var ended = fleetdesk.end(rollout);
		assertThat(ended.code()).isNotZero();
		assertThat(ended.out() + ended.err()).contains("Given up by");
		assertThat(states("gw-2")).as("the wave has failed").isEmpty();
	}
}
