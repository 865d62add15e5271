package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Registration;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.internal.cli.ContainerCommand;
import org.fleetdesk.so3.internal.cli.ImageCommand;
import org.fleetdesk.so3.internal.cli.LogsCommand;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.Artifacts;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine;

class CommandsTest {

	private final Setup setup = new Setup();
	private final List<TaskRequest> submitted = new ArrayList<>();
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@TempDir
	private Path folder;

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private int run(String... words) throws Exception {
		CommandContribution contribution = switch (words[0]) {
		case "container" -> new ContainerCommand(new Known(), setup, new Tasks());
		case "image" -> new ImageCommand(new Known(), setup, new Tasks(), artifacts());
		default -> new LogsCommand(new Known(), setup);
		};
		var command = contribution.newCommand();
		var line = command instanceof CommandLine l ? l : new CommandLine(command);
		var parsed = line.parseArgs(java.util.Arrays.copyOfRange(words, 1, words.length));
		while (parsed.hasSubcommand()) {
			parsed = parsed.subcommand();
		}
		var leaf = (FleetCommand) parsed.commandSpec().userObject();
		leaf.connect(new PrintStream(out, true), new PrintStream(err, true), folder);
		return leaf.call();
	}

	/** SO3 images only. */
	private Artifacts artifacts() {
		var handler = new So3ArtifactHandler(setup);
		return new Artifacts() {
			@Override
			public Optional<String> refusal(Path file) {
				return Files.exists(file) ? Optional.empty() : Optional.of(file.getFileName() + " is not there");
			}

			@Override
			public Artifact inspect(Path file) throws IOException, InterruptedException {
				return handler.inspect(file);
			}

			@Override
			public DeploymentPlan plan(List<Artifact> all, List<Connection> targets, DeploymentOptions options) throws InterruptedException {
				return handler.plan(all, targets, options);
			}
		};
	}

	@Test
	void listsContainersOfAllEnginesAndNotesADeadOne() throws Exception {
		setup.engine("lab", false).add("ticker\u001b[2J", "tick", "running");
		setup.connect("dead", URI.create("unix:///none/such.sock"));
		setup.engine("so", true).add("meter", "m", "created");
		assertThat(run("container", "list")).isEqualTo(3);
		assertThat(out.toString()).contains("ticker\\x1b[2J", "running (living)", "simulated", "meter", "created").doesNotContain("\u001b");
		assertThat(err.toString()).contains("dead: unix:///none/such.sock cannot be reached");
	}

	@Test
	void listsAsJson() throws Exception {
		setup.engine("lab", false).add("ticker", "tick", "running");
		assertThat(run("container", "list", "--json", "--on", "lab")).isZero();
		var node = new ObjectMapper().readTree(out.toByteArray()).get(0);
		assertThat(node.path("name").asText()).isEqualTo("ticker");
		assertThat(node.path("nativeState").asText()).isEqualTo("living");
		assertThat(node.path("slot").asInt()).isEqualTo(2);
	}

	@Test
	void actsOnNamedContainersAsATask() throws Exception {
		setup.engine("lab", false).add("a", "x", "running");
		setup.engine("lab2", false).add("b", "x", "running");
		assertThat(run("container", "stop", "a", "lab2/b")).isZero();
		assertThat(submitted).singleElement().satisfies(r -> {
			assertThat(r.verb()).isEqualTo(So3.STOP);
			assertThat(r.targets()).extracting(t -> t.label()).containsExactly("a on lab", "b on lab2");
		});
		run("container", "rm", "-f", "a");
		assertThat(submitted.getLast().parameters().path("force").asBoolean()).isTrue();
	}

	@Test
	void aNameThatIsThereTwiceMustBeToldApart() throws Exception {
		setup.engine("lab", false).add("a", "x", "running");
		setup.engine("lab2", false).add("a", "x", "running");
		assertThatThrownBy(() -> run("container", "stop", "a")).isInstanceOf(UsageException.class).hasMessageContaining("lab/a or lab2/a");
		assertThat(run("container", "stop", "--on", "lab2", "a")).isZero();
		assertThatThrownBy(() -> run("container", "stop", "none")).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_FOUND));
		assertThat(submitted).hasSize(1);
	}

	@Test
	void inspectsAFileOrAnImage() throws Exception {
		setup.engine("lab", false).images.put("tick", "sha256:0123456789");
		org.fleetdesk.so3.model.Samples.write("ticker", folder.resolve("ticker.itb"));
		assertThat(run("image", "inspect", "ticker.itb")).isZero();
		assertThat(out.toString()).contains("SO3 image, arm64", "sha256:", "Species id");
		out.reset();
		assertThat(run("image", "inspect", "tick", "--json")).isZero();
		assertThat(new ObjectMapper().readTree(out.toByteArray()).path("id").asText()).isEqualTo("sha256:0123456789");
		assertThat(run("image", "inspect", "none.itb")).isEqualTo(1);
		assertThat(err.toString()).contains("none.itb is not there");
	}

	@Test
	void printsTheEndOfALogHarmlessly() throws Exception {
		var engine = setup.engine("lab", false);
		engine.add("ticker", "x", "running");
		engine.log = FakeEmiso.frames("2026-01-01T12:00:00.000000001Z a\n", "2026-01-01T12:00:01.000000001Z b\u001b]0;x\u0007\n2026-01-01T12:00:02.000000001Z c");
		assertThat(run("logs", "ticker", "-n", "2")).isZero();
		assertThat(out.toString()).isEqualTo("b\\x1b]0;x\\x07\nc\n");
		out.reset();
		run("logs", "ticker", "-t");
		assertThat(out.toString()).startsWith("2026-01-01T12:00:00.000000001Z a\n");
		out.reset();
		run("logs", "ticker", "--json");
		assertThat(out.toString().lines()).hasSize(3).first().asString().contains("\"text\":\"a\"", "\"time\":\"2026-01-01T12:00:00.000000001Z\"");
	}

	private final class Known implements Connections {
		@Override
		public List<Connection> list() {
			return setup.connections;
		}

		@Override
		public Optional<String> problem() {
			return Optional.empty();
		}

		@Override
		public Optional<Connection> find(String idOrName) {
			return setup.connections.stream().filter(c -> c.name().equals(idOrName)).findFirst();
		}

		@Override
		public void add(Connection connection, Map<String, String> secrets) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void update(Connection connection, Map<String, String> secrets) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void remove(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Registration addListener(Runnable changed) {
			throw new UnsupportedOperationException();
		}
	}

	/** Takes tasks and says that they are done. */
	private final class Tasks implements TaskService {
		@Override
		public String submit(TaskRequest request) {
			submitted.add(request);
			return "t";
		}

		@Override
		public List<TaskRun> runs() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Optional<TaskRun> run(String id) {
			return Optional.of(await(id));
		}

		@Override
		public List<TaskLogLine> log(String id) {
			return List.of();
		}

		@Override
		public void cancel(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String retry(String id) throws IOException {
			throw new UnsupportedOperationException();
		}

		@Override
		public void discard(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public TaskRun await(String id) {
			return new TaskRun(id, submitted.getLast(), TaskState.SUCCEEDED, List.of(), "me", java.time.Instant.EPOCH, Optional.empty(), Optional.empty());
		}

		@Override
		public Registration addListener(Consumer<TaskRun> changed) {
			return () -> {
			};
		}
	}
}
