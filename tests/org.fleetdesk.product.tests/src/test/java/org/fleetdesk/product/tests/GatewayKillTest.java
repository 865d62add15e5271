package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is killed, and wherever an installation is: it ends, as what it is, and nothing is installed twice. */
class GatewayKillTest extends GatewayKills {

	GatewayKillTest() {
		super("downloading", "installing");
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

	private Stream<String> ofTheAgent() {
		return phases("picked-up", "downloading", "checking", "installing", "starting");
	}

	@ParameterizedTest
	@MethodSource("ofTheAgent")
	void theAgentIsKilled(String phase) throws Exception {
		var command = fleetdesk.start("app", "install", "--package", upload(), "gw-1");
		await(phase, command);
		agent.started().process().destroyForcibly().waitFor();
		boolean begun = deployment().path("events").findValuesAsText("phase").contains("installing"); // on a busy machine it may have come further than awaited
		agent = fleet.start("gw-1");
		assertEnds(command, !begun && (phase.equals("picked-up") || phase.equals("downloading")));
	}

	private Stream<String> ofTheCloud() {
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

	private Stream<String> ofWhoAsked() {
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
