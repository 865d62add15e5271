package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.config.IniFile;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command {@code gmq}. Exit codes: 0, 1 when something failed, 2 when the words are wrong. */
@Command(name = "gmq", sortOptions = false, description = "Stores what applications write and forwards it to the device cloud. Without options and words it serves.",
		subcommands = { GmqCommand.Cfg.class, GmqCommand.Log.class, GmqCommand.Reread.class, GmqCommand.Status.class })
public final class GmqCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec;
	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Show this help.")
	private boolean help;
	@Option(names = { "-v", "--version" }, description = "Print the version.")
	private boolean version;
	@Option(names = { "-g", "--gmq-cfg" }, description = "Print the settings.")
	private boolean settings;
	@Option(names = { "-l", "--log-cfg" }, description = "Print the settings of the log.")
	private boolean logging;
	@Option(names = "--home", paramLabel = "DIR", description = "Where the gateway's files are; otherwise GWE_HOME or /opt/gateway-engine.")
	private Path home;

	private final Map<String, String> environment;
	private final String number;
	private final CountDownLatch ended;

	/** @param ended counted down when the process is to end */
	GmqCommand(Map<String, String> environment, String number, CountDownLatch ended) {
		this.environment = environment;
		this.number = number;
		this.ended = ended;
	}

	/**
	 * Runs the command.
	 *
	 * @param environment with GWE_HOME
	 * @param version     of this program
	 * @param ended       counted down when the process is to end
	 * @return the exit code
	 */
	public static int run(List<String> args, Map<String, String> environment, String version, PrintWriter out, PrintWriter err, CountDownLatch ended) {
		return new CommandLine(new GmqCommand(environment, version, ended)).setOut(out).setErr(err).setExecutionExceptionHandler((failure, command, parsed) -> {
			if (failure instanceof IOException || failure instanceof EngineException) {
				command.getErr().println("gmq: " + Text.harmless(String.valueOf(failure.getMessage())));
				return 1;
			}
			throw failure;
		}).execute(args.toArray(String[]::new));
	}

	@Override
	public Integer call() throws Exception {
		var out = spec.commandLine().getOut();
		if (version) {
			out.println(number);
		} else if (settings) {
			print(out, GmqSettings.FILE, GmqSettings.USUAL);
		} else if (logging) {
			print(out, GmqLog.FILE, GmqLog.USUAL);
		} else {
			serve(out);
		}
		return 0;
	}

	private void serve(PrintWriter out) throws Exception {
		GmqLog.apply(home());
		try (var server = GmqServer.start(home(), () -> {
			GmqLog.apply(home());
			return GmqSettings.read(home(), number);
		}, InstantSource.system())) {
			out.println("ready: " + server.url());
			out.flush();
			ended.await();
		}
	}

	private void print(PrintWriter out, String file, Map<String, Map<String, String>> usual) throws IOException {
		var given = IniFile.read(home().folder().resolve(file));
		usual.forEach((section, options) -> {
			out.println("[" + section + "]");
			options.forEach((option, value) -> out.println(option + " = " + shown(given.get(section, option).orElse(value))));
		});
	}

	private static String shown(String value) {
		return value.isEmpty() ? "''" : Text.harmless(value);
	}

	private AgentHome home() {
		return new AgentHome(Optional.ofNullable(home).or(() -> Optional.ofNullable(environment.get("GWE_HOME")).filter(h -> !h.isEmpty()).map(Path::of)).orElse(AgentHome.USUAL));
	}

	/** Asks the GMQ that runs. */
	private HttpAnswer ask(HttpCall call) throws IOException {
		var listen = GmqSettings.read(home(), number).listen();
		try (var factory = new HttpClientFactory(HttpAudit.NONE);
				var endpoint = factory.open(EndpointSettings.of(java.net.URI.create("http://" + listen)).withRefusal(a -> message(a.text())))) {
			return endpoint.send(call.deadline(Duration.ofSeconds(20)));
		}
	}

	private static String message(String json) {
		try {
			return new ObjectMapper().readTree(json).path("message").asText();
		} catch (IOException e) {
			return "";
		}
	}

	/** {@code get} and {@code set} of one of the two files. */
	abstract static class Options {

		@ParentCommand
		private GmqCommand gmq;
		@Spec
		private CommandSpec spec;

		abstract String file();

		abstract Map<String, Map<String, String>> usual();

		/** Throws when the options are of no use. */
		abstract void check(AgentHome home) throws IOException;

		@Command(name = "get", description = "Print an option.")
		int get(@Parameters(paramLabel = "SECTION") String section, @Parameters(paramLabel = "OPTION") String option) throws IOException {
			known(section, option);
			spec.commandLine().getOut().println(shown(IniFile.read(path()).get(section, option).orElse(usual().get(section).get(option))));
			return 0;
		}

		@Command(name = "set", description = "Change an option; without a value, or with '', it is empty. A GMQ that runs hears of it by \"gmq reread\".")
		int set(@Parameters(paramLabel = "SECTION") String section, @Parameters(paramLabel = "OPTION") String option,
				@Parameters(paramLabel = "VALUE", arity = "0..1", defaultValue = "") String value) throws IOException {
			known(section, option);
			String plain = value.equals("''") ? "" : value;
			var before = IniFile.read(path());
			var changed = IniFile.parse(before.text());
			try {
				changed.set(section, option, plain);
			} catch (IllegalArgumentException e) {
				throw new IOException(e.getMessage(), e);
			}
			changed.write(path(), false);
			try {
				check(gmq.home());
			} catch (IOException e) {
				before.write(path(), false);
				throw e;
			}
			spec.commandLine().getOut().println(option + " = " + shown(plain));
			return 0;
		}

		private Path path() {
			return gmq.home().folder().resolve(file());
		}

		private void known(String section, String option) throws IOException {
			if (!usual().containsKey(section)) {
				throw new IOException("There is no section " + Text.harmless(section) + "; there are " + String.join(", ", usual().keySet()));
			}
			if (!usual().get(section).containsKey(option)) {
				throw new IOException("There is no option " + Text.harmless(option) + " in " + section + "; there are " + String.join(", ", usual().get(section).keySet()));
			}
		}

		/** The version that programs call themselves by. */
		String number() {
			return gmq.number;
		}
	}

	@Command(name = "cfg", synopsisSubcommandLabel = "(get|set)", description = "Read and change the settings.")
	static final class Cfg extends Options {

		@Override
		String file() {
			return GmqSettings.FILE;
		}

		@Override
		Map<String, Map<String, String>> usual() {
			return GmqSettings.USUAL;
		}

		@Override
		void check(AgentHome home) throws IOException {
			GmqSettings.read(home, number());
		}
	}

	@Command(name = "log", synopsisSubcommandLabel = "(get|set)", description = "Read and change the settings of the log.")
	static final class Log extends Options {

		@Override
		String file() {
			return GmqLog.FILE;
		}

		@Override
		Map<String, Map<String, String>> usual() {
			return GmqLog.USUAL;
		}

		@Override
		void check(AgentHome home) throws IOException {
			GmqLog.read(home);
		}
	}

	@Command(name = "reread", description = "Let the GMQ that runs read its settings again.")
	static final class Reread implements Callable<Integer> {

		@ParentCommand
		private GmqCommand gmq;

		@Override
		public Integer call() throws IOException {
			gmq.ask(HttpCall.post("/reread"));
			return 0;
		}
	}

	@Command(name = "status", description = "What waits, and what became of the rest, for each client.")
	static final class Status implements Callable<Integer> {

		private static final List<String> COUNTS = List.of("sent", "conflicts", "replaced", "refused", "dropped", "damaged");

		@ParentCommand
		private GmqCommand gmq;
		@Spec
		private CommandSpec spec;

		@Override
		public Integer call() throws IOException {
			var rows = new java.util.ArrayList<List<String>>();
			for (JsonNode client : new ObjectMapper().readTree(gmq.ask(HttpCall.get("/status")).body()).path("clients")) {
				var row = new java.util.ArrayList<>(List.of(Text.harmless(client.path("client").asText()), client.path("activated").asBoolean() ? "yes" : "no", client.path("waiting").asText()));
				COUNTS.forEach(c -> row.add(client.path("counts").path(c).asText()));
				row.add(Text.harmless(client.path("trouble").asText()));
				rows.add(row);
			}
			var out = spec.commandLine().getOut();
			Text.table(List.of("client", "activated", "waiting", "sent", "conflicts", "replaced", "refused", "dropped", "damaged", "trouble"), rows).forEach(out::println);
			return 0;
		}
	}
}
