package org.fleetdesk.gateways.agent.internal.cli;

import java.io.PrintWriter;
import java.time.Clock;

import org.fleetdesk.gateways.agent.internal.Hosting;

import picocli.CommandLine;

/** Reads a command line and runs it. */
public final class CommandLines {

	private CommandLines() {
	}

	/** @return the exit code */
	public static int run(String[] args, Terminal terminal, Hosting hosting, Clock clock) {
		var command = new GweCommand(terminal, hosting, clock);
		var line = new CommandLine(command);
		line.setOut(new PrintWriter(terminal.out(), true));
		line.setErr(new PrintWriter(terminal.err(), true));
		line.setParameterExceptionHandler((e, arguments) -> {
			terminal.err().println("gwe: error: " + e.getMessage());
			terminal.err().println("gwe -h shows all flags.");
			return ExitCodes.USAGE;
		});
		line.setExecutionExceptionHandler((e, of, parsed) -> {
			if (e instanceof InterruptedException) {
				return ExitCodes.DONE;
			}
			throw e;
		});
		return line.execute(args);
	}
}
