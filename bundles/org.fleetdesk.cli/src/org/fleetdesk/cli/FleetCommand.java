package org.fleetdesk.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Mixin;

/**
 * A command that can run. It runs in the process that owns the data folder: here, or in the console, which then writes to
 * this terminal. It must therefore read and write only through {@link #out}, resolve files against {@link Output#directory()}, and end on
 * interrupt. It ends with one of {@link ExitCode}.
 */
public abstract class FleetCommand implements Callable<Integer> {

	/** Where results go; offers {@code --json} to every command. */
	@Mixin
	protected Output out;

	/** Sets where the command writes and against which folder it resolves files; called by the command runner. */
	public final void connect(PrintStream standard, PrintStream error, Path directory) {
		connect(standard, error, directory, Answers.NONE);
	}

	/** The same, where somebody can be asked. */
	public final void connect(PrintStream standard, PrintStream error, Path directory, Answers answers) {
		out.connect(standard, error, directory, answers);
	}

	/** Tells whether this process goes on when the command has ended; if not, a task that was only started would be cut off. */
	public final void lasting(boolean goesOn) {
		out.lasting(goesOn);
	}

	/** Where results go. */
	public final Output output() {
		return out;
	}

	/** Whether it changes something of the data folder or submits a task, so that it needs the folder for itself. */
	public boolean changes() {
		return false;
	}

	/**
	 * @throws org.fleetdesk.core.EngineException when an engine failed; the message is shown as it is
	 * @throws UsageException                     when the words do not make sense
	 */
	@Override
	public abstract Integer call() throws Exception;
}
