package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.Toxic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

/** The console is killed, wherever an installation that it carries out is: the gateway goes on, and the next console tells what came of it, when it is told to resume. */
class GatewayConsoleKillTest extends GatewayKills {

	/** In kilobytes a second: a package takes ten seconds. */
	private static final int SLOW = 100;

	private Screen screen;
	private ConsoleProcess consoles;
	private Process process;

	GatewayConsoleKillTest() {
		super("uploading", "installing", "soaking");
	}

	@BeforeAll
	void startConsole() throws IOException {
		fleetdesk.withoutLocalFleet();
		screen = new Screen();
		consoles = new ConsoleProcess(fleetdesk, screen);
		process = consoles.start();
	}

	@AfterAll
	void endScreen() throws InterruptedException {
		if (process != null) {
			process.destroy();
			if (!process.waitFor(20, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
		if (screen != null) {
			screen.close();
		}
	}

	@AfterEach
	void wake() {
		signal("CONT");
	}

	/** The newest task. */
	private JsonNode task() {
		return fleetdesk.run("task", "list", "--json").ok().json().path(0);
	}

	private JsonNode rollout() {
		return fleetdesk.run("rollout", "list", "--json").ok().json().path(0);
	}

	private List<JsonNode> asked() {
		return fleet.deployments("gw-1").stream().filter(d -> d.path("packages").toString().contains(".v" + version + ".")).toList();
	}

	/** Kills the console and starts it again; who had handed it the command is told, and in words. */
	private void kill(Fleetdesk.Started command) throws Exception {
		assertThat(consoles.owns(process)).as("the console executes it").isTrue();
		process.destroyForcibly().waitFor();
		var said = fleetdesk.end(command);
		if (said.code() == 0) { // it was quicker
			assertThat(task().path("state").asText()).as("what the command line says is so").isEqualTo("done");
		} else {
			assertThat(said.err()).isNotBlank().doesNotContain("\tat ");
		}
		console.heal();
		signal("CONT");
		process = consoles.start();
	}

	private void signal(String name) {
		fleetdesk.exec("kill", "-" + name, Long.toString(agent.started().process().pid()));
	}

	private void assertInstalledOnce() throws IOException {
		assertThat(asked()).as("it is asked for once").singleElement().satisfies(d -> assertThat(d.path("state").asText()).isEqualTo("done"));
		assertThat(runs(version)).as("runs of install.sh").isEqualTo(1);
		assertInstalled(version);
	}

	private Stream<String> ofTheConsole() {
		return phases("uploading", "queued", "picked-up", "downloading", "checking", "installing", "starting", "installed");
	}

	@ParameterizedTest
	@MethodSource("ofTheConsole")
	void theConsoleIsKilled(String phase) throws Exception {
		kill(until(phase));
		String left = task().path("state").asText();
		if (phase.equals("installed")) { // it may have been quicker
			assertThat(left).isIn("interrupted", "done");
		} else {
			assertThat(left).isEqualTo("interrupted");
		}
		if (left.equals("interrupted")) {
			screen.keys("alt+t", "i"); // Task, Resume all interrupted
		}
		Fleetdesk.await("it is told to be done", () -> task().path("state").asText().equals("done"), () -> task() + agent.log());
		assertThat(task().toString()).contains("gw-1 has app " + version + " now");
		assertInstalledOnce();
	}

	/** The console installs the next version, and is in this phase of it. */
	private Fleetdesk.Started until(String phase) throws IOException {
		if (phase.equals("uploading")) {
			Path file = next();
			console.add(Direction.UPSTREAM, new Toxic.Bandwidth(SLOW));
			long before = console.bytes(Direction.UPSTREAM);
			var command = fleetdesk.start("app", "install", "--file", file.toString(), "gw-1");
			Fleetdesk.await("a part is uploaded", () -> console.bytes(Direction.UPSTREAM) > before + (100 << 10), () -> Fleetdesk.read(command.err()));
			return command;
		}
		String file = upload();
		if (phase.equals("queued")) {
			signal("STOP");
		}
		var command = fleetdesk.start("app", "install", "--package", file, "gw-1");
		if (phase.equals("queued")) {
			Fleetdesk.await("it is queued", () -> asked().stream().anyMatch(d -> d.path("state").asText().equals("queued")), () -> Fleetdesk.read(command.err()));
		} else {
			await(phase, command);
		}
		return command;
	}

	private Stream<String> ofARollout() {
		return phases("wave", "soaking");
	}

	@ParameterizedTest
	@MethodSource("ofARollout")
	void theConsoleIsKilledInARollout(String phase) throws Exception {
		String file = upload();
		var command = fleetdesk.start("rollout", "start", "install", "--package", file, "--wave", "1", "--soak", phase.equals("soaking") ? "15s" : "1s", "gw-1");
		if (phase.equals("soaking")) {
			Fleetdesk.await("it soaks", () -> rollout().path("state").asText().equals("soaking"), () -> rollout() + Fleetdesk.read(command.err()) + agent.log());
		} else {
			await("installing", command);
		}
		kill(command);
		assertThat(rollout().path("state").asText()).isEqualTo("interrupted");
		var resumed = fleetdesk.run("rollout", "resume", rollout().path("id").asText()).ok();
		assertThat(rollout().path("state").asText()).as(resumed.out()).isEqualTo("done");
		assertInstalledOnce();
	}
}
