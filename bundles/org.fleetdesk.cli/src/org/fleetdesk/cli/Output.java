package org.fleetdesk.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import org.fleetdesk.text.Text;

import picocli.CommandLine.Option;

/** Where a command writes: tables for people, or one JSON document ({@code --json}; a stream is one document a line). */
public final class Output {

	@Option(names = "--json", description = "Print JSON.")
	private boolean json;

	private PrintStream out = System.out;
	private PrintStream err = System.err;
	private Answers answers = Answers.NONE;
	private Path directory = Path.of("").toAbsolutePath();
	private boolean lasting;

	void connect(PrintStream out, PrintStream err, Path directory, Answers answers) {
		this.answers = answers;
		this.out = out;
		this.err = err;
		this.directory = directory;
	}

	/** Whether this process goes on when the command has ended, as the console does. */
	public boolean lasting() {
		return lasting;
	}

	void lasting(boolean goesOn) {
		lasting = goesOn;
	}

	public boolean json() {
		return json;
	}

	/** The folder in which the user gave the command. */
	public Path directory() {
		return directory;
	}

	/** Asks the user, as {@link Answers#ask}. */
	public Optional<String> ask(String prompt, boolean hidden) throws IOException, InterruptedException {
		return answers.ask(prompt, hidden);
	}

	/** A line of the result; control characters other than tab are made visible. */
	public void line(String text) {
		out.println(Text.harmless(text));
	}

	/** A JSON document on a line of its own. */
	public void json(JsonNode node) {
		out.println(node);
	}

	/** The result in both forms: the document with {@code --json}, else the line. */
	public void show(JsonNode node, String line) {
		if (json) {
			json(node);
		} else {
			line(line);
		}
	}

	/** A line on standard error: progress, hints, failures. */
	public void note(String text) {
		err.println(Text.harmless(text));
	}

	/** A table with a header, columns padded to their widest cell. */
	public void table(List<String> header, List<List<String>> rows) {
		Text.table(header, rows).forEach(this::line);
	}

	/** Bytes as they are, for logs that go to a file or pipe. */
	public PrintStream raw() {
		return out;
	}
}
