package org.fleetdesk.so3.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Registration;
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

import picocli.CommandLine;

/** Runs commands with the connections of a {@link Setup}; tasks are taken and said to be done. */
final class Shell {

	final List<TaskRequest> submitted = new ArrayList<>();
	final ByteArrayOutputStream out = new ByteArrayOutputStream();
	final ByteArrayOutputStream err = new ByteArrayOutputStream();
	private final Setup setup;
	private final Path folder;

	Shell(Setup setup, Path folder) {
		this.setup = setup;
		this.folder = folder;
	}

	/** The command of this name, with its own commands below. */
	CommandLine command(String name) {
		CommandContribution contribution = switch (name) {
		case "container" -> new ContainerCommand(new Known(), setup, new Tasks());
		case "image" -> new ImageCommand(new Known(), setup, new Tasks(), artifacts());
		default -> new LogsCommand(new Known(), setup);
		};
		return contribution.newCommand() instanceof CommandLine l ? l : new CommandLine(contribution.newCommand());
	}

	int run(String... words) throws Exception {
		var line = command(words[0]);
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
		public List<String> problems() {
			return List.of();
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
		public void resume(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean undoable(String id) {
			return false;
		}

		@Override
		public String undo(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void discard(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public TaskRun await(String id) {
			return new TaskRun(id, submitted.getLast(), TaskState.SUCCEEDED, List.of(), "me", java.time.Instant.EPOCH, Optional.empty(), TaskRun.Links.NONE);
		}

		@Override
		public Registration addListener(Consumer<TaskRun> changed) {
			return () -> {
			};
		}
	}
}
