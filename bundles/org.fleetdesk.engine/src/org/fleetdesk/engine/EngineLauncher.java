package org.fleetdesk.engine;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.engine.internal.LocalFleet;
import org.fleetdesk.engine.Security.TlsFiles;
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
	private static final String TOKEN_FILE = "--token-file";
	private static final String TLS_CERT = "--tls-cert";
	private static final String TLS_KEY = "--tls-key";
	private static final String PORT_RANGE = "--port-range";

	private final List<EngineFactory> factories;
	private final PrintStream out;
	private final PrintStream err;
	private final Map<String, String> environment;

	/**
	 * @param factories   the engines there are
	 * @param out         gets {@code ready: URL} and nothing else while an engine runs
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
		var line = new CommandLine(root());
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
			command.addOption(option(LISTEN, "HOST:PORT", "Where to serve. Any address but loopback needs " + TLS_CERT + ", " + TLS_KEY + " and " + TOKEN_FILE + ".",
					"127.0.0.1:" + factory.defaultPort()));
			command.addOption(option(DATA, "DIR", "The engine's data folder.", defaultData("engines/" + factory.name()).toString()));
			command.addOption(option(TOKEN_FILE, "FILE", "Users and the hashes of their tokens; \"engine token\" writes it.", null));
			command.addOption(option(TLS_CERT, "FILE", "Certificate chain in PEM.", null));
			command.addOption(option(TLS_KEY, "FILE", "Private key in PEM (PKCS#8).", null));
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
		var listen = ListenAddress.parse(value(command, LISTEN), factory.defaultPort());
		var options = new HashMap<String, String>();
		factory.options().forEach(o -> Optional.ofNullable(value(command, o.name())).ifPresent(v -> options.put(o.name(), v)));
		var security = security(command);
		try (var lock = DataLock.acquire(data); var engine = factory.start(new EngineContext(data, listen, security, options))) {
			ready(engine);
			stop.await();
		}
		return OK;
	}

	private int runLocal(Path data, String ports, CountDownLatch stop) throws EngineException, InterruptedException {
		try (var lock = DataLock.acquire(data); var fleet = LocalFleet.start(factories, data, ports)) {
			fleet.engines().forEach(this::ready);
			stop.await();
		}
		return OK;
	}

	private void ready(Engine engine) {
		out.println("ready: " + engine.url());
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

	private static Security security(ParseResult command) throws EngineException {
		String tokens = value(command, TOKEN_FILE);
		String certificate = value(command, TLS_CERT);
		String key = value(command, TLS_KEY);
		if ((certificate == null) != (key == null)) {
			throw new IllegalArgumentException(TLS_CERT + " and " + TLS_KEY + " belong together: give both or none");
		}
		try {
			return new Security(tokens == null ? Optional.empty() : Optional.of(TokenFile.read(Path.of(tokens))),
					certificate == null ? Optional.empty() : Optional.of(new TlsFiles(Path.of(certificate), Path.of(key))));
		} catch (IOException e) {
			throw new EngineException("The token file cannot be used: " + EngineException.reason(e), e);
		}
	}

	private static String value(ParseResult command, String option) {
		OptionSpec spec = command.commandSpec().findOption(option);
		return spec.getValue();
	}
}
