package org.fleetdesk.cli.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.cli.Answers;
import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.tasks.DuplicateTaskException;
import org.fleetdesk.text.Text;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Builds the command line from its contributions, runs one command, and turns every failure into one sentence and an exit code. */
@Component(service = CommandRunner.class)
public final class CommandRunner {

	private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

	static final int DONE = ExitCode.DONE;
	static final int FAILED = ExitCode.FAILED;
	static final int USAGE = ExitCode.USAGE;
	static final int UNREACHABLE = ExitCode.UNREACHABLE;
	static final int CANCELLED = ExitCode.CANCELLED;

	/** Whether this process goes on when a command has ended. */
	private volatile boolean lasting;

	@Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
	private volatile AuditLog audit;

	private final List<CommandContribution> contributions = new java.util.concurrent.CopyOnWriteArrayList<>();

	@Command(name = "fleetdesk", description = "Operates edge fleets: SO3 containers, serverless runtimes, gateways and user clouds.%n"
			+ "Without a command it opens the console; 'fleetdesk engine' starts an engine.", synopsisSubcommandLabel = "COMMAND", mixinStandardHelpOptions = true)
	static final class Root {
	}

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	public void add(CommandContribution contribution) {
		contributions.add(contribution);
	}

	public void remove(CommandContribution contribution) {
		contributions.remove(contribution);
	}

	/** Says whether this process goes on when a command has ended, as the console does. */
	void lasting(boolean goesOn) {
		lasting = goesOn;
	}

	/** Whether the words name a command that needs the data folder for itself; wrong words do not. */
	boolean changes(List<String> words) {
		try {
			return command(commandLine().parseArgs(words.toArray(String[]::new))).map(FleetCommand::changes).orElse(false);
		} catch (ParameterException e) {
			return false;
		}
	}

	/** @return one of {@link ExitCode} */
	int run(List<String> words, PrintStream out, PrintStream err, Path directory, Answers answers) {
		var line = commandLine();
		line.setOut(new java.io.PrintWriter(out, true));
		line.setErr(new java.io.PrintWriter(err, true));
		try {
			var parsed = line.parseArgs(words.toArray(String[]::new));
			Integer help = CommandLine.executeHelpRequest(parsed);
			if (help != null) {
				return help;
			}
			var command = command(parsed);
			if (command.isEmpty()) {
				last(parsed).commandSpec().commandLine().usage(err);
				return USAGE;
			}
			command.get().connect(out, err, directory, answers);
			command.get().lasting(lasting);
			try {
				return command.get().call();
			} finally {
				Optional.ofNullable(audit).flatMap(AuditLog::problem).ifPresent(problem -> err.println(Text.harmless(problem + ".")));
			}
		} catch (ParameterException e) {
			err.println(e.getMessage());
			CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
			err.println("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
			return USAGE;
		} catch (UsageException e) {
			err.println(Text.harmless(e.getMessage()));
			return USAGE;
		} catch (EngineException e) {
			err.println(Text.harmless(e.getMessage()));
			return switch (e.kind()) {
			case UNREACHABLE, TIMED_OUT -> UNREACHABLE;
			default -> FAILED;
			};
		} catch (InterruptedException e) {
			err.println("Cancelled.");
			return CANCELLED;
		} catch (DuplicateTaskException e) {
			err.println(Text.harmless(e.getMessage()));
			return ExitCode.DUPLICATE;
		} catch (IOException | UncheckedIOException | IllegalArgumentException e) {
			err.println(FileProblem.reason(e));
			return FAILED;
		} catch (Exception | Error e) { // nothing above tells the user
			LOG.error("The command {} failed", words, e);
			err.println("This is a defect of Fleetdesk; its log has the details.");
			return FAILED;
		}
	}

	private CommandLine commandLine() {
		var line = new CommandLine(new Root()).addSubcommand(new CommandLine.HelpCommand());
		contributions.stream().map(CommandContribution::newCommand).map(c -> c instanceof CommandLine l ? l : new CommandLine(c))
				.sorted(java.util.Comparator.comparing(CommandLine::getCommandName))
				.forEach(c -> line.addSubcommand(c.getCommandName(), c));
		line.setUsageHelpAutoWidth(false);
		tellVersion(line, version());
		return line;
	}

	/** Each command knows {@code --version}; picocli asks that command alone, not those above it. */
	private static void tellVersion(CommandLine line, String version) {
		line.getCommandSpec().version(version);
		line.getSubcommands().values().forEach(below -> tellVersion(below, version));
	}

	private static String version() {
		var bundle = FrameworkUtil.getBundle(CommandRunner.class);
		return "Fleetdesk" + (bundle == null ? "" : " " + bundle.getVersion()) + ", Java " + Runtime.version();
	}

	private static CommandLine.ParseResult last(CommandLine.ParseResult parsed) {
		return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
	}

	private static Optional<FleetCommand> command(CommandLine.ParseResult parsed) {
		return last(parsed).commandSpec().userObject() instanceof FleetCommand command ? Optional.of(command) : Optional.empty();
	}
}
