package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.files.Severity;
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
		return begin("");
	}

	private Run begin(String name) {
		return Setup.run(session, Gateways.START_LOCAL, Setup.id(Gateways.PRODUCT, "lab"), Setup.object().put("interval", 5).put("name", name));
	}

	@Test
	void anAgentIsStartedListedAndStopped() throws Exception {
		var run = begin();
		List<Step> steps = run.steps(handler);
		handler.run(steps.get(0), run);
		setup.cloud.gateways.get("lab/local-1").put("state", "activated").put("lastSeen", Instant.now().toString()); // it checks in
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
	void theCheckInOfAnAgentBeforeIsNotThisOnes() throws Exception {
		String before = Instant.now().minus(Duration.ofDays(1)).toString();
		setup.cloud.gateway("lab", "mine").put("lastSeen", before);
		var run = begin("mine");
		var steps = run.steps(handler);
		handler.run(steps.get(0), run);
		var gateway = setup.cloud.gateways.get("lab/mine");
		assertThat(gateway.path("state").asText()).as("its key went with its folder").isEqualTo("notactivated");
		var seen = setup.checksInAtTheThirdReading(gateway);
		handler.run(steps.get(1), run);
		assertThat(seen).hasSizeGreaterThanOrEqualTo(3).startsWith(before, before, before);
		assertThat(run.result).endsWith("and has checked in");
	}

	@Test
	void whatRunsAlreadyHasCheckedInSinceItBegan() throws Exception {
		var first = begin("mine");
		handler.run(first.steps(handler).get(0), first);
		setup.cloud.gateways.get("lab/mine").put("state", "activated").put("lastSeen", Instant.now().toString());
		var again = begin("mine");
		assertThat(again.run(handler)).endsWith("and has checked in");
		handler.compensate(again.steps(handler).get(1), again);
		assertThat(agents.all().getFirst().process()).as("it was not this task that started it").isPresent();
	}

	@Test
	void theNumberOfAGatewayThatLivesElsewhereIsNotTaken() throws Exception {
		var gateway = setup.cloud.gateway("lab", "mine");
		var run = begin("mine");
		assertThatThrownBy(() -> run.run(handler)).hasMessageStartingWith("mine of lab is the number of a gateway that lives; it checked in at ").hasMessageEndingWith(". Give the local agent another name");
		assertThat(gateway.path("state").asText()).isEqualTo("activated");
		assertThat(agents.all()).isEmpty();
	}

	@Test
	void aNameThatIsNoneIsRefusedAndNothingIsRemovedForIt() throws Exception {
		Path other = Files.writeString(folder.resolve("of-the-user"), "precious");
		var run = begin("../of-the-user");
		var step = run.steps(handler).getFirst();
		assertThatThrownBy(() -> handler.run(step, run)).hasMessageContaining("../of-the-user");
		handler.compensate(step, run);
		assertThat(other).content().isEqualTo("precious");
	}

	@Test
	void agentsThatAreStartedAtOnceHaveNamesOfTheirOwn() throws Exception {
		setup.cloud.gateway("lab", "local-2"); // of another machine
		var runs = List.of(begin(), begin(), begin());
		var threads = new ArrayList<Thread>();
		for (Run run : runs) {
			threads.add(Thread.ofVirtual().start(() -> {
				try {
					handler.run(run.steps(handler).get(0), run);
				} catch (Exception e) {
					run.log(Severity.ERROR, e.toString());
				}
			}));
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(runs).allSatisfy(r -> assertThat(r.log).isEmpty());
		assertThat(agents.all()).extracting(Agent::serial).containsExactlyInAnyOrder("local-1", "local-3", "local-4");
		assertThat(setup.cloud.gateways.get("lab/local-2").path("state").asText()).as("it keeps its key").isEqualTo("activated");
		assertThat(agents.home("local-2")).doesNotExist();
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
