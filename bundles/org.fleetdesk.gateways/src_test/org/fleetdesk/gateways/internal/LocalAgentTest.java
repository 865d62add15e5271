package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.LocalAgents.Agent;
import org.fleetdesk.gateways.internal.Setup.Run;
import org.fleetdesk.tasks.Step;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents as processes of this machine; a script stands for the launcher. */
@Timeout(120)
class LocalAgentTest {

	@TempDir
	private Path folder;
	private Setup setup;
	private GatewaysSession session;
	private LocalAgents agents;
	private LocalAgentHandler handler;

	@BeforeEach
	void start() throws Exception {
		setup = new Setup();
		setup.cloud.product("lab");
		session = setup.session();
		agents("exec sleep 1000");
	}

	private void agents(String life) throws Exception {
		Path launcher = Files.writeString(folder.resolve("launcher"), """
				#!/bin/sh
				home=$3
				if [ $# -gt 3 ]; then echo "$@" >"$home/Gateway.cfg"; exit 0; fi
				%s
				""".formatted(life));
		Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
		agents = new LocalAgents(folder.resolve("gateways"), Optional.of(launcher.toString()));
		handler = new LocalAgentHandler(agents);
	}

	@AfterEach
	void stop() throws Exception {
		for (Agent agent : agents.all()) {
			agents.stop(agent);
		}
		setup.close();
	}

	private Run begin() {
		return Setup.run(session, Gateways.START_LOCAL, Setup.id(Gateways.PRODUCT, "lab"), Setup.object().put("interval", 5));
	}

	@Test
	void anAgentIsStartedListedAndStopped() throws Exception {
		var run = begin();
		List<Step> steps = run.steps(handler);
		handler.run(steps.get(0), run);
		setup.cloud.gateways.get("lab/local-1").put("state", "activated").put("lastSeen", "2026-11-22T16:00:00.000Z"); // it checks in
		setup.cloud.changed("lab/local-1");
		handler.run(steps.get(1), run);
		var agent = agents.all().getFirst();
		assertThat(run.result).isEqualTo("local-1 runs on this machine as process %d and has checked in".formatted(agent.pid()));
		assertThat(agent.process()).isPresent();
		assertThat(Files.readString(agents.home("local-1").resolve("Gateway.cfg"))).contains("--set-cloud " + setup.cloud.url()).contains("--set-uuid local-1").contains("--set-update-interval 5");
		assertThat(setup.cloud.gateways.get("lab/local-1").path("labels").path(Gateways.LOCAL_LABEL).asText()).isEqualTo("local-1");
		assertThat(Setup.resource(session.refresh(), Gateways.GATEWAY, "lab/local-1").refusals()).doesNotContainKey(Gateways.STOP_LOCAL);
		handler.run(steps.get(0), run); // once more, as after a kill
		assertThat(agents.all()).containsExactly(agent);
		var undo = new Run("r2", handler.undo(run.request, List.of(run.done())).orElseThrow(), session);
		assertThat(undo.run(handler)).isEqualTo("The agent of local-1 is stopped");
		assertThat(agent.process()).isEmpty();
		assertThat(agents.all()).isEmpty();
		assertThat(setup.cloud.gateways.get("lab/local-1").path("labels").isEmpty()).isTrue();
	}

	@Test
	void anAgentThatEndsTellsWhatItSaid() throws Exception {
		agents("echo no key for you; exit 3");
		assertThatThrownBy(() -> begin().run(handler)).hasMessageContaining("ended").hasMessageContaining("no key for you");
	}

	@Test
	void whatWasNotStartedHereIsNotStopped() throws Exception {
		setup.cloud.gateway("lab", "gw");
		var run = Setup.run(session, Gateways.STOP_LOCAL, Setup.id(Gateways.GATEWAY, "lab/gw"), Setup.object());
		assertThatThrownBy(() -> run.run(handler)).hasMessageContaining("was not started here");
	}
}
