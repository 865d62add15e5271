package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.EngineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine;

/** The commands that ask for more than names, and those that look at what a container does. */
class ChangeCommandsTest {

	private final Setup setup = new Setup();

	@TempDir
	private Path folder;
	private Shell shell;
	private FakeEmiso engine;

	@BeforeEach
	void open() throws Exception {
		shell = new Shell(setup, folder);
		engine = setup.engine("lab", false);
		engine.add("ticker", "tick", "running");
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private JsonNode json(String... words) throws Exception {
		shell.out.reset();
		assertThat(shell.run(words)).isZero();
		return new ObjectMapper().readTree(shell.out.toByteArray());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"container rename ticker clock%d | so3.container.rename | Rename ticker on lab to clock%d | {\"name\":\"clock%d\"}",
			"container update --image tick-v2 ticker | so3.container.update | Update ticker on lab to tick-v2 | {\"image\":\"tick-v2\"}",
			"container label ticker --set a=b --remove c | so3.container.label | Label ticker on lab | {\"set\":{\"a\":\"b\"},\"remove\":[\"c\"]}",
			"container checkpoint create ticker noon --stop | so3.container.checkpoint | Keep ticker on lab as checkpoint noon | {\"name\":\"noon\",\"stop\":true}",
			"container checkpoint remove ticker noon | so3.container.checkpoint.remove | Remove checkpoint noon of ticker on lab | {\"name\":\"noon\"}",
			"container restore lab/ticker noon | so3.container.restore | Restore ticker on lab from checkpoint noon | {\"name\":\"noon\"}",
			"container prune --on lab | so3.container.prune | Remove stopped containers of lab | {}",
			"image prune --on lab | so3.image.prune | Remove unused images of lab | {}",
			"image tag tick clock:v2 | so3.image.tag | Tag image tick on lab as clock:v2 | {\"tag\":\"clock:v2\"}" })
	void becomesATask(String words, String verb, String title, String parameters) throws Exception {
		assertThat(shell.run(words.split(" "))).isZero();
		assertThat(shell.submitted).singleElement().satisfies(r -> {
			assertThat(r.verb()).isEqualTo(verb);
			assertThat(r.title()).isEqualTo(title);
			assertThat(r.parameters()).isEqualTo(new ObjectMapper().readTree(parameters));
		});
	}

	private void assertExplained(CommandLine command, String words) {
		assertThat(command.getCommandSpec().optionsMap()).as(words).containsKey("--help");
		assertThat(command.getCommandSpec().usageMessage().description()).as(words).singleElement().asString().matches("(?s)[A-Z].*\\.");
		command.getSubcommands().forEach((name, one) -> assertExplained(one, words + " " + name));
	}

	@Test
	void everyCommandHasItsHelp() {
		assertExplained(shell.command("container"), "container");
		assertExplained(shell.command("image"), "image");
		assertThat(shell.command("container").getSubcommands()).containsKeys("rename", "update", "label", "checkpoint", "restore", "stats", "top", "wait", "prune", "rm");
	}

	@Test
	void labelsMustBeNamed() {
		assertThatThrownBy(() -> shell.run("container", "label", "ticker")).isInstanceOf(UsageException.class).hasMessageContaining("--set KEY=VALUE");
	}

	@Test
	void listsCheckpoints() throws Exception {
		engine.containers.getFirst().checkpoints.add("noon");
		assertThat(shell.run("container", "checkpoint", "list", "ticker")).isZero();
		assertThat(shell.out.toString()).contains("CHECKPOINT", "noon", "7 B");
		assertThat(json("container", "checkpoint", "list", "ticker", "--json").get(0)).isEqualTo(new ObjectMapper().readTree("{\"name\":\"noon\",\"size\":7}"));
	}

	@Test
	void tellsWhatAContainerUses() throws Exception {
		var usage = json("container", "stats", "ticker", "-n", "1", "--json");
		assertThat(usage.path("cpuNanos").asLong()).isEqualTo(2_000_000_000L);
		assertThat(usage.path("memory").asLong()).isEqualTo(4096);
		engine.containers.getFirst().state = "exited";
		assertThatThrownBy(() -> shell.run("container", "stats", "ticker")).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.CONFLICT)).hasMessageContaining("it is exited");
	}

	@Test
	void showsProcessesHarmlessly() throws Exception {
		assertThat(shell.run("container", "top", "ticker")).isZero();
		assertThat(shell.out.toString()).isEqualTo("PID  CMD\n7    qemu\\x1b[2J\n");
		assertThat(json("container", "top", "ticker", "--json").path("Titles")).hasSize(2);
	}

	@Test
	void waitsForTheEnd() throws Exception {
		var entry = engine.containers.getFirst();
		engine.before = (request, exchange) -> {
			if (engine.requests.stream().filter(r -> r.startsWith("GET /containers/json")).count() == 3) {
				entry.state = "exited";
				entry.exitCode = 7;
			}
		};
		assertThat(json("container", "wait", "ticker", "--json")).isEqualTo(new ObjectMapper().readTree("""
				{"on":"lab","name":"ticker","state":"exited","exitCode":7}"""));
	}

	@Test
	void showsWhereAnImageComesFrom() throws Exception {
		assertThat(shell.run("image", "history", "tick")).isZero();
		assertThat(shell.out.toString()).contains("CREATED BY", "load");
		assertThat(json("image", "history", "tick", "--json").get(0).path("CreatedBy").asText()).isEqualTo("load");
	}

	@Test
	void whatAnEngineLacksIsSaid() throws Exception {
		setup.engine("so", true).add("old", "x", "running");
		for (String words : new String[] { "container stats so/old", "container top so/old", "container checkpoint list so/old", "image history so/x" }) {
			assertThatThrownBy(() -> shell.run(words.split(" "))).isInstanceOfSatisfying(EngineException.class,
					e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.UNSUPPORTED));
		}
	}
}
