package org.fleetdesk.cli.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.fleetdesk.cli.Answers;
import org.fleetdesk.text.Text;

/** This process's terminal or standard input. */
final class Terminal implements Answers {

	private final PrintStream err;
	private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

	/** @param err where prompts go */
	Terminal(PrintStream err) {
		this.err = err;
	}

	@Override
	public Optional<String> ask(String prompt, boolean hidden) throws IOException, InterruptedException {
		// reading cannot be interrupted, so that it has a thread which nobody waits for at the end
		var reading = new FutureTask<>(() -> read(prompt, hidden));
		Thread.ofPlatform().daemon().name("standard input").start(reading);
		try {
			return reading.get();
		} catch (ExecutionException e) {
			throw new IOException("Standard input cannot be read: " + e.getCause().getMessage(), e.getCause());
		}
	}

	private Optional<String> read(String prompt, boolean hidden) throws IOException {
		var console = System.console();
		boolean terminal = console != null && console.isTerminal();
		if (hidden && terminal) {
			return Optional.ofNullable(console.readPassword("%s", Text.harmless(prompt))).map(String::new);
		}
		if (terminal) {
			err.print(Text.harmless(prompt));
			err.flush();
		}
		return Optional.ofNullable(in.readLine());
	}
}
