package org.fleetdesk.so3.engine.internal.prompt;

import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs commands, a line of words at a time, and says what goes wrong in one sentence. Used by one thread. */
final class Commands {

	/** How a command ended. */
	enum End {
		DONE, FAILED, INTERRUPTED, EXIT
	}

	private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
	private static final int FAILED = 1;

	private final Path socket;
	private final Screen screen;
	private final RootCommands root;
	private final CommandLine line;
	private boolean interrupted;

	/** @param socket where the engine is, for messages */
	Commands(DockerEngine engine, Path socket, Screen screen) {
		this.socket = socket;
		this.screen = screen;
		root = new RootCommands(engine, screen);
		line = new CommandLine(root).addSubcommand(new ImageCommands(engine, screen));
		line.getSubcommands().values().forEach(Commands::addHelp);
		line.setOut(screen.out()).setErr(screen.err()).setUsageHelpAutoWidth(false);
		line.setParameterExceptionHandler((failure, words) -> wrong(failure));
		line.setExecutionExceptionHandler((failure, command, result) -> failed(failure));
	}

	private static void addHelp(CommandLine command) {
		if (command.getCommandSpec().findOption("--help") == null) { // an alias names the same command again
			command.getCommandSpec().usageMessage().synopsisHeading("Usage:"); // the name begins with the blank after the root's empty one
			command.getCommandSpec().addOption(OptionSpec.builder("-h", "--help").usageHelp(true).arity("0").type(boolean.class).description("Shows this text.").build());
			command.getSubcommands().values().forEach(Commands::addHelp);
		}
	}

	/** The commands with their options, for completion. */
	CommandSpec specification() {
		return line.getCommandSpec();
	}

	/** @param words the command and its arguments, at least one */
	End run(List<String> words) {
		interrupted = false;
		int code = line.execute(words.toArray(String[]::new));
		screen.out().flush();
		if (interrupted) {
			return End.INTERRUPTED;
		}
		return root.exits() ? End.EXIT : code == 0 ? End.DONE : End.FAILED;
	}

	private int wrong(ParameterException failure) {
		String command = failure.getCommandLine().getCommandSpec().qualifiedName().strip();
		if (command.isEmpty() && failure instanceof UnmatchedArgumentException unmatched) {
			screen.problem("There is no command " + unmatched.getUnmatched().getFirst() + "; help lists the commands");
		} else {
			screen.problem(failure.getMessage() + "; help " + command + " shows how it is used");
		}
		return FAILED;
	}

	private int failed(Exception failure) {
		switch (failure) {
			case InterruptedException e -> interrupted = true;
			case DockerFailure e when e.kind() == DockerFailure.Kind.UNREACHABLE -> screen.problem("No engine answers at " + socket
					+ ": it has ended, or is being started; the next command tries again");
			case DockerFailure e -> screen.problem(e.getMessage());
			default -> {
				LOG.error("A command of the prompt failed", failure);
				screen.problem("The command failed unexpectedly; the engine's log says more");
			}
		}
		return FAILED;
	}
}
