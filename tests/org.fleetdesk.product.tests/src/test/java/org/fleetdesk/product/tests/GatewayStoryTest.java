package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.fleetdesk.product.tests.GatewayFleet.Agent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story on the command line: an application goes to three gateways in two waves, and a version that does not live is taken back. */
class GatewayStoryTest {

	private static final List<String> GATEWAYS = List.of("gw-1", "gw-2", "gw-3");
	private static final String PROGRAM = "[supervisord]\ncommand = /bin/sh %(ENV_GWE_HOME)s-files/test_app.sh\nstartsecs = 1\nstdout_logfile = %(ENV_GWE_HOME)s-files/test_app.log\n";
	private static final String LIVES = "#!/bin/sh\necho test_app 1 is here\nwhile true; do sleep 1; echo tick; done\n";
	private static final String DIES = "#!/bin/sh\necho test_app 2 gives up\nexit 3\n";

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private GatewayFleet fleet;
	private List<Agent> agents;

	@BeforeEach
	void begin() throws IOException {
		fleetdesk = new Fleetdesk(folder);
		fleet = new GatewayFleet(fleetdesk);
		for (String serial : GATEWAYS) {
			fleet.configured(serial, fleet.url());
		}
		agents = GATEWAYS.stream().map(this::start).toList();
		agents.forEach(fleet::awaitListening);
	}

	private Agent start(String serial) {
		try {
			return fleet.start(serial);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	@AfterEach
	void end() throws IOException {
		fleet.close();
		fleetdesk.close();
	}

	@Test
	void aVersionThatDoesNotLiveIsTakenBackAndGoesNoFurther() throws IOException {
		Path first = fleet.build("test_app", "1", Map.of("test_app.sh", LIVES, "supervisor.conf", PROGRAM, "install.sh", GatewayFleet.install("cp test_app.sh \"$TARGET/\"")));
		fleetdesk.run("rollout", "start", "install", "--file", first.toString(), "--wave", "1,2", "--soak", "2s", "gw-1", "gw-2", "gw-3").ok();
		for (Agent agent : agents) {
			assertThat(fleet.version(agent.serial(), "test_app")).as(agent.log()).isEqualTo("1");
			assertThat(fleet.app(agent.serial(), "test_app").path("status").asText()).isEqualTo("RUNNING");
			assertThat(agent.installed("test_app.sh")).hasContent(LIVES);
			assertThat(fleet.deployments(agent.serial())).singleElement().satisfies(d -> assertThat(d.path("output").asText()).contains("Installing test_app 1...", "Installation complete."));
		}
		assertThat(fleetdesk.run("gateway", "logs", "gw-2/test_app").ok().out()).contains("test_app 1 is here", "tick");
		assertThat(fleetdesk.run("gateway", "ps", "--filter", "test_app", "--json").ok().json()).hasSize(3);

		Path second = fleet.build("test_app", "2",
				Map.of("test_app.sh", DIES, "supervisor.conf", PROGRAM, "install.sh", GatewayFleet.install("cp test_app.sh \"$TARGET/\"", "echo new > \"$TARGET/only-of-2\"")));
		var rollout = fleetdesk.run("rollout", "start", "install", "--file", second.toString(), "--wave", "1,2", "--soak", "2s", "gw-1", "gw-2", "gw-3");
		assertThat(rollout.code()).as(rollout.out() + rollout.err()).isNotZero();

		var hit = agents.getFirst();
		assertThat(fleet.version("gw-1", "test_app")).isEqualTo("1");
		assertThat(hit.installed("test_app.sh")).as("the bytes of 1").hasContent(LIVES);
		assertThat(hit.installed("only-of-2")).doesNotExist();
		Fleetdesk.await("version 1 runs again", () -> fleet.control("gw-1", "{\"do\": \"status\"}").path("processes").findValuesAsText("state").contains("RUNNING"), hit::log);
		assertThat(fleetdesk.run("gateway", "logs", "gw-1/test_app").ok().out()).contains("test_app 2 gives up").endsWith("tick\n");
		var failed = fleet.deployments("gw-1").getFirst();
		assertThat(failed.path("state").asText()).as("%s", failed).isEqualTo("rolled-back");
		assertThat(failed.path("packages").toString()).contains("test_app.v2.tar.gz");
		for (Agent spared : agents.subList(1, 3)) {
			assertThat(fleet.deployments(spared.serial())).as("the second wave never started").hasSize(1);
			assertThat(spared.installed("test_app.sh")).hasContent(LIVES);
		}
		String id = fleetdesk.run("rollout", "list", "--json").ok().json().get(0).path("id").asText();
		assertThat(fleetdesk.run("rollout", "show", id, "--json").ok().json().path("needsAttention").asBoolean()).as("it went back by itself").isTrue();
		fleetdesk.run("rollout", "acknowledge", id).ok();
		assertThat(fleetdesk.run("rollout", "show", id, "--json").ok().json().path("needsAttention").asBoolean()).isFalse();
	}
}
