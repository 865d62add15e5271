package org.fleetdesk.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.engine.EnginePrompt.Place;
import org.fleetdesk.engine.internal.LocalFleet;
import org.fleetdesk.engine.internal.SecurityOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs engines from the command line: {@code NAME [options]}, {@code local [options]} or {@code token USER --token-file FILE}.
 * Plain Java: the Equinox application and tests call it.
 */
public final class EngineLauncher {

	/** It served and was stopped, or printed what was asked for. */
	public static final int OK = 0;
	/** It could not start; one sentence on the error stream says why. */
	public static final int FAILED = 1;
	/** The options are wrong; usage is on the error stream. */
	public static final int USAGE = 2;

	private static final Logger LOG = LoggerFactory.getLogger(EngineLauncher.class);
	private static final String LISTEN = "--listen";
	private static final String DATA = "--data";
	private static final String TOKEN_FILE = SecurityOptions.TOKEN_FILE;
	private static final String INTERACTIVE = "--interactive";
	private static final long PROMPT_SECONDS = 5;
	private static final String PORT_RANGE = "--port-range";

	private final List<EngineFactory> factories;
	private final PrintStream out;
	private final PrintStream err;
	private final Map<String, String> environment;

	/**
	 * @param factories   the engines there are
	 * @param out         gets {@code ready: URL} while an engine runs, then a line {@code NAME: URL} for what else it serves, and nothing else
	 * @param err         gets usage and the sentence of a failure
	 * @param environment the process's environment, for {@code XDG_DATA_HOME} and {@code HOME}
	 */
	public EngineLauncher(Collection<EngineFactory> factories, PrintStream out, PrintStream err, Map<String, String> environment) {
		this.factories = List.copyOf(factories);
		this.out = out;
		this.err = err;
		this.environment = environment;
	}

	/**
	 * Runs until the latch opens or the thread is interrupted, then stops cleanly.
	 *
	 * @return the exit code of the process
	 */
	public int run(List<String> arguments, CountDownLatch stop) {
		var line = new CommandLine(root()).setOverwrittenOptionsAllowed(true); // a wrapper gives defaults, the user overrides them
		line.setOut(new PrintWriter(out, true));
		CommandLine current = line;
		try {
			ParseResult result = line.parseArgs(arguments.toArray(String[]::new));
			if (CommandLine.printHelpIfRequested(result)) {
				return OK;
			}
			if (!result.hasSubcommand()) {
				throw new ParameterException(line, "Name an engine to run");
			}
			current = result.subcommand().commandSpec().commandLine();
			return runCommand(result.subcommand(), stop);
		} catch (ParameterException e) {
			err.println(e.getMessage());
			e.getCommandLine().usage(err);
			return USAGE;
		} catch (IllegalArgumentException e) {
			err.println(e.getMessage());
			current.usage(err);
			return USAGE;
		} catch (EngineException e) {
			LOG.debug("The engine cannot start", e);
			err.println(e.getMessage());
			return FAILED;
		} catch (InterruptedException e) {
			return OK;
		}
	}

	private CommandSpec root() {
		var root = CommandSpec.create().name("fleetdesk engine").addOption(help());
		root.usageMessage().description("Runs one of Fleetdesk's engines, or all of them as the local fleet.").synopsisSubcommandLabel("NAME");
		for (EngineFactory factory : factories) {
			var command = command(factory.description());
			command.addOption(option(LISTEN, "HOST:PORT", "Where to serve. Any address but loopback needs TLS (--tls) and tokens (--token-file) or client certificates "
					+ "(--tlscacert).", "127.0.0.1:" + factory.defaultPort()));
			command.addOption(option(DATA, "DIR", "The engine's data folder; " + factory.name() + ".sock in it serves too, to its owner only.",
					defaultData("engines/" + factory.name()).toString()));
			SecurityOptions.addTo(command);
			factory.prompt().ifPresent(p -> command.addOption(OptionSpec.builder("-i", INTERACTIVE).arity("0").type(boolean.class)
					.description("Open a prompt instead of the web server, or beside it with --listen or --tls. An engine that runs on the data folder already is "
							+ "used, else one runs as long as the prompt. Commands can come from a pipe.").build()));
			factory.options().forEach(o -> command.addOption(option(o.name(), o.label(), o.description(), o.defaultValue())));
			root.addSubcommand(factory.name(), command);
		}
		var local = command("Runs every engine there is on loopback, with embedded defaults, and keeps their ports.");
		local.addOption(option(DATA, "DIR", "The data folder of the local fleet; instance.json in it says what runs where.", defaultData("local").toString()));
		local.addOption(option(PORT_RANGE, "LOW-HIGH", "Ports to choose from at the first start.", LocalFleet.DEFAULT_PORTS));
		root.addSubcommand("local", local);
		var token = command("Gives a user a new token and prints it; only its hash is stored.");
		token.addPositional(PositionalParamSpec.builder().paramLabel("USER").arity("1").type(String.class).description("Name of the user.").build());
		token.addOption(OptionSpec.builder(TOKEN_FILE).paramLabel("FILE").arity("1").type(String.class).required(true).description("The token file.").build());
		root.addSubcommand("token", token);
		return root;
	}

	private static CommandSpec command(String description) {
		var command = CommandSpec.create().addOption(help());
		command.usageMessage().description(description);
		return command;
	}

	private static OptionSpec help() {
		return OptionSpec.builder("-h", "--help").usageHelp(true).arity("0").type(boolean.class).description("Shows this text.").build();
	}

	private static OptionSpec option(String name, String label, String description, String defaultValue) {
		return OptionSpec.builder(name).paramLabel(label).arity("1").type(String.class).defaultValue(defaultValue)
				.description(defaultValue == null ? description : description + " Default: " + defaultValue.replace("%", "%%")).build();
	}

	/** {@code $XDG_DATA_HOME/fleetdesk/NAME}, else {@code ~/.local/share/fleetdesk/NAME}. */
	private Path defaultData(String name) {
		String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
		Path base = xdg.startsWith("/") ? Path.of(xdg) : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "share");
		return base.resolve("fleetdesk").resolve(name);
	}

	private int runCommand(ParseResult command, CountDownLatch stop) throws EngineException, InterruptedException {
		String name = command.commandSpec().name();
		if (name.equals("token")) {
			return issueToken(command.matchedPositionalValue(0, ""), Path.of(value(command, TOKEN_FILE)));
		}
		Path data = Path.of(value(command, DATA)).toAbsolutePath().normalize();
		if (name.equals("local")) {
			return runLocal(data, value(command, PORT_RANGE), stop);
		}
		EngineFactory factory = factories.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
		if (command.hasMatchedOption(INTERACTIVE)) {
			return runPrompt(factory, command, data, stop);
		}
		try (var lock = DataLock.acquire(data); var engine = start(factory, command, data, Optional.of(listen(factory, command, data)))) {
			ready(engine, engine.further());
			stop.await();
		}
		return OK;
	}

	private static ListenAddress listen(EngineFactory factory, ParseResult command, Path data) throws EngineException {
		return command.hasMatchedOption(LISTEN) ? ListenAddress.parse(value(command, LISTEN), factory.defaultPort()) : factory.listen(data, options(factory, command));
	}

	private static Map<String, String> options(EngineFactory factory, ParseResult command) {
		var options = new HashMap<String, String>();
		factory.options().forEach(o -> Optional.ofNullable(value(command, o.name())).ifPresent(v -> options.put(o.name(), v)));
		return options;
	}

	private Engine start(EngineFactory factory, ParseResult command, Path data, Optional<ListenAddress> listen) throws EngineException, InterruptedException {
		Path socket = Serving.socket(data, factory.name());
		var security = listen.isPresent() ? SecurityOptions.read(command, data, listen.get(), err) : Security.LOOPBACK_ONLY;
		return factory.start(new EngineContext(data, new Serving(listen, listen.isEmpty() ? Optional.of(socket) : Serving.usable(socket), security), options(factory, command)));
	}

	private int runPrompt(EngineFactory factory, ParseResult command, Path data, CountDownLatch stop) throws EngineException, InterruptedException {
		Path socket = Serving.socket(data, factory.name());
		var lock = DataLock.tryAcquire(data);
		if (lock.isEmpty()) {
			return prompt(factory, new Place(data, socket, Optional.empty(), DataLock.owner(data), () -> stop.getCount() == 0), stop);
		}
		boolean serves = command.hasMatchedOption(LISTEN) || SecurityOptions.wantsTls(command);
		try (var held = lock.get(); var engine = start(factory, command, data, serves ? Optional.of(listen(factory, command, data)) : Optional.empty())) {
			return prompt(factory, new Place(data, socket, serves ? Optional.of(engine.url().toString()) : Optional.empty(), Optional.empty(), () -> stop.getCount() == 0), stop);
		}
	}

	/** On a thread of its own, because reading from a terminal cannot wait for the latch. */
	private static int prompt(EngineFactory factory, Place place, CountDownLatch stop) throws EngineException, InterruptedException {
		var prompt = new FutureTask<Integer>(() -> factory.prompt().orElseThrow().run(place));
		var thread = Thread.ofPlatform().name("prompt").daemon().start(() -> {
			prompt.run();
			stop.countDown();
		});
		try {
			stop.await();
		} finally {
			thread.interrupt();
			thread.join(TimeUnit.SECONDS.toMillis(PROMPT_SECONDS));
		}
		try {
			return prompt.isDone() ? prompt.get() : OK;
		} catch (ExecutionException e) {
			switch (e.getCause()) {
				case EngineException told -> throw told;
				case InterruptedException interrupted -> throw interrupted;
				case RuntimeException failed -> throw failed;
				default -> throw new IllegalStateException(e.getCause());
			}
		}
	}

	private int runLocal(Path data, String ports, CountDownLatch stop) throws EngineException, InterruptedException {
		try (var lock = DataLock.acquire(data); var fleet = LocalFleet.start(factories, data, ports)) {
			fleet.engines().forEach(engine -> ready(engine, Map.of()));
			stop.await();
		}
		return OK;
	}

	/** All at once: who has read the first line finds the others, too. */
	private void ready(Engine engine, Map<String, URI> further) {
		var lines = new StringBuilder("ready: " + engine.url() + System.lineSeparator());
		further.forEach((name, url) -> lines.append(name).append(": ").append(url).append(System.lineSeparator()));
		out.print(lines);
		out.flush();
	}

	private int issueToken(String user, Path file) throws EngineException {
		try {
			out.println(TokenFile.issue(file, user));
			return OK;
		} catch (IOException e) {
			throw new EngineException(EngineException.reason(e), e);
		}
	}

	private static String value(ParseResult command, String option) {
		OptionSpec spec = command.commandSpec().findOption(option);
		return spec.getValue();
	}
}
