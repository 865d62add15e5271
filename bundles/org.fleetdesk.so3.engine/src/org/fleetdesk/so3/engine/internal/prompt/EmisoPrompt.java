package org.fleetdesk.so3.engine.internal.prompt;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.EnginePrompt;
import org.fleetdesk.http.HttpClientFactory;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The EMISO Engine's prompt, a client of the Docker API on the engine's socket, be the engine in this process or in another one. */
public final class EmisoPrompt implements EnginePrompt {

	private static final Logger LOG = LoggerFactory.getLogger(EmisoPrompt.class);
	private static final String PROMPT = "(emiso)>> ";
	private static final String HISTORY = "prompt-history";

	@Override
	public int run(Place place) throws EngineException, InterruptedException {
		try (var http = new HttpClientFactory(); var engine = new DockerEngine(http.open(DockerEngine.settings(URI.create("unix://" + encoded(place.socket())))))) {
			reach(engine, place);
			var console = System.console();
			return console != null && console.isTerminal() ? onTerminal(engine, place) : script(engine, place);
		} catch (IllegalArgumentException e) {
			throw new EngineException("The prompt cannot reach the engine: " + e.getMessage(), e);
		} catch (IOException e) {
			throw new EngineException("The terminal cannot be used: " + e.getMessage(), e);
		}
	}

	private static String encoded(Path path) {
		return path.toUri().getRawPath();
	}

	private static void reach(DockerEngine engine, Place place) throws EngineException, InterruptedException {
		try {
			engine.ping();
		} catch (DockerFailure e) {
			throw new EngineException("The data folder " + place.data() + " is used by an engine" + place.owner().map(p -> " (process " + p + ")").orElse("")
					+ " that does not answer at its socket " + place.socket() + ": " + e.getMessage(), e);
		}
	}

	private static int script(DockerEngine engine, Place place) throws IOException, InterruptedException {
		var screen = new Screen(new PrintWriter(System.out, false, StandardCharsets.UTF_8), new PrintWriter(System.err, false, StandardCharsets.UTF_8));
		var commands = new Commands(engine, place.socket(), screen);
		var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		boolean failed = false;
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			switch (run(commands, screen, line)) {
				case EXIT -> {
					return failed ? 1 : 0;
				}
				case INTERRUPTED -> throw new InterruptedException();
				case FAILED -> failed = true;
				case DONE -> {
					// the next one
				}
			}
		}
		return failed ? 1 : 0;
	}

	private static Commands.End run(Commands commands, Screen screen, String line) {
		try {
			List<String> words = parser().parse(line, line.length(), ParseContext.ACCEPT_LINE).words().stream().filter(w -> !w.isEmpty()).toList();
			return words.isEmpty() || words.getFirst().startsWith("#") ? Commands.End.DONE : commands.run(words);
		} catch (SyntaxError e) {
			screen.problem("The line has a quote without its counterpart");
			return Commands.End.FAILED;
		}
	}

	private static DefaultParser parser() {
		return new DefaultParser().eofOnUnclosedQuote(true);
	}

	private static int onTerminal(DockerEngine engine, Place place) throws IOException, InterruptedException {
		try (Terminal terminal = TerminalBuilder.builder().system(true).graphemeCluster(false).signalHandler(Terminal.SignalHandler.SIG_IGN).build()) {
			var screen = new Screen(terminal.writer(), terminal.writer());
			var commands = new Commands(engine, place.socket(), screen);
			var reader = reader(terminal, place.data(), new PromptCompleter(commands.specification(), engine));
			greet(screen, place);
			while (!place.stopping().getAsBoolean()) {
				try {
					String line = reader.readLine(PROMPT);
					if (cancellable(terminal, place, () -> run(commands, screen, line)) == Commands.End.EXIT) {
						return 0;
					}
				} catch (UserInterruptException e) {
					// Ctrl-C drops the line
				} catch (EndOfFileException e) {
					return 0;
				}
			}
			return 0;
		}
	}

	private static LineReader reader(Terminal terminal, Path data, PromptCompleter completer) {
		var builder = LineReaderBuilder.builder().terminal(terminal).appName("emiso").parser(parser()).completer(completer)
				.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).variable(LineReader.SECONDARY_PROMPT_PATTERN, "quote> ");
		Path history = data.resolve(HISTORY);
		try {
			if (!Files.exists(history)) {
				Files.createFile(history, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
			}
			builder.variable(LineReader.HISTORY_FILE, history);
		} catch (IOException | UnsupportedOperationException e) {
			LOG.warn("The prompt keeps no history: {} cannot be written", history, e);
		}
		return builder.build();
	}

	private static void greet(Screen screen, Place place) {
		screen.line("EMISO Engine on " + place.data() + (place.owner().isPresent() ? ", run by process " + place.owner().get() : ", run by this prompt and ending with it")
				+ place.serving().map(s -> "; serving at " + s).orElse(""));
		screen.line("help lists the commands, Tab completes, exit or Ctrl-D leaves.");
	}

	private interface Command {
		Commands.End run();
	}

	/** Ctrl-C ends the command, and the process's end does too. */
	private static Commands.End cancellable(Terminal terminal, Place place, Command command) throws InterruptedException {
		var running = new AtomicBoolean(true);
		Thread self = Thread.currentThread();
		var before = terminal.handle(Terminal.Signal.INT, signal -> {
			synchronized (running) {
				if (running.get()) {
					self.interrupt();
				}
			}
		});
		try {
			return command.run();
		} finally {
			synchronized (running) {
				running.set(false);
			}
			terminal.handle(Terminal.Signal.INT, before);
			Thread.interrupted(); // one that came when the command had just ended
			if (place.stopping().getAsBoolean()) {
				throw new InterruptedException();
			}
		}
	}
}
