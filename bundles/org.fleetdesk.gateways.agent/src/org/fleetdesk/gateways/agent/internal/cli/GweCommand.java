package org.fleetdesk.gateways.agent.internal.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

import org.fleetdesk.files.FileProblem;
import org.fleetdesk.gateways.agent.internal.Agent;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.AgentVersion;
import org.fleetdesk.gateways.agent.internal.Hosting;
import org.fleetdesk.gateways.agent.internal.Logging;
import org.fleetdesk.gateways.agent.internal.config.ConfigException;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.config.Identity;
import org.fleetdesk.gateways.agent.internal.install.InstallResult;
import org.fleetdesk.gateways.agent.internal.install.InstalledApp;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.gateways.agent.internal.supervise.own.OwnSupervisor;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gwe}: sets, prints, builds, installs; without any of that it runs the agent. */
@Command(name = "gwe", sortOptions = false, description = "Gateway Engine.", optionListHeading = "%noptional arguments:%n", commandListHeading = "%ncommands of Fleetdesk:%n",
		footer = { "", "Without flags that print, set, build or install, gwe runs until it is ended." })
public final class GweCommand implements Callable<Integer> {

	@Mixin
	private final GweOptions options = new GweOptions();

	private final Terminal terminal;
	private final Hosting hosting;
	private final Clock clock;

	public GweCommand(Terminal terminal, Hosting hosting, Clock clock) {
		this.terminal = terminal;
		this.hosting = hosting;
		this.clock = clock;
	}

	/** The home folder that counts for this command line. */
	public AgentHome home() {
		String given = options.ours.home != null ? options.ours.home : terminal.environment().getOrDefault("GWE_HOME", "");
		return new AgentHome(given.isEmpty() ? AgentHome.USUAL : terminal.path(given));
	}

	boolean json() {
		return options.ours.json;
	}

	@Override
	public Integer call() throws IOException, InterruptedException {
		try {
			return run();
		} catch (ConfigException e) {
			return failed(e.getMessage(), ExitCodes.FAILED);
		} catch (FileSystemException e) {
			return failed(e instanceof NoSuchFileException ? "There is no " + e.getFile() + "." : e.getFile() + " cannot be used: " + (e.getReason() == null ? e.toString() : e.getReason()) + ".",
					ExitCodes.FAILED);
		} catch (IOException e) {
			return failed(e.getMessage(), ExitCodes.FAILED);
		}
	}

	private int run() throws IOException, InterruptedException {
		var home = home();
		var configuration = new Configuration(home);
		boolean set = new Settings(options, home, terminal).apply(configuration);
		var done = tools(configuration);
		boolean printed = print(home, configuration);
		if (done.isPresent()) {
			return done.get();
		}
		if (!options.installApps.isEmpty()) {
			return install(home, configuration);
		}
		if ((set || printed) && !options.once) {
			return ExitCodes.DONE;
		}
		return serve(home, configuration);
	}

	private Optional<Integer> tools(Configuration configuration) throws IOException, InterruptedException {
		var tools = new DeveloperTools(terminal, json());
		if (options.createBuildfile) {
			return Optional.of(tools.createBuildfile(options.appName, options.appVersion));
		}
		if (options.checkBuildfile != null) {
			return Optional.of(tools.checkBuildfile(options.checkBuildfile));
		}
		if (options.checkTarball != null) {
			return Optional.of(tools.checkTarball(options.checkTarball));
		}
		if (options.buildfile != null) {
			return Optional.of(tools.build(options.buildfile, options.appName, options.appVersion));
		}
		if (options.buildApp) {
			return Optional.of(tools.build(options.appName, options.appVersion));
		}
		if (options.downloadLatest != null) {
			var settings = configuration.engine();
			var releases = settings.releases().orElseThrow(() -> new ConfigException("It is not known where releases are: set that with gwe --set-releases URL."));
			try (var http = new HttpClientFactory(HttpAudit.NONE)) {
				terminal.out().println(new ReleaseDownload(http, releases, Agent.tls(settings), terminal).download(options.downloadLatest));
			}
			return Optional.of(ExitCodes.DONE);
		}
		return Optional.empty();
	}

	private boolean print(AgentHome home, Configuration configuration) throws IOException {
		var out = terminal.out();
		if (options.version) {
			out.println(json() ? JsonNodeFactory.instance.objectNode().put("version", AgentVersion.current()).toString() : AgentVersion.current());
		}
		if (options.path) {
			out.println(installed());
		}
		if (options.engineConf) {
			out.print(configuration.engineText());
		}
		if (options.gatewayCfg) {
			out.print(configuration.gatewayText());
		}
		if (options.gatewayCik) {
			String cik = configuration.gateway().cik();
			out.println(cik.isEmpty() ? "''" : cik);
		}
		if (options.macAddress != null) {
			out.println(Identity.mac(options.macAddress)
					.orElseThrow(() -> new ConfigException("The interface " + options.macAddress + " is not there or has no MAC address.")));
		}
		return options.version || options.path || options.engineConf || options.gatewayCfg || options.gatewayCik || options.macAddress != null;
	}

	/** Where the release was installed; the jar of a source tree's product. */
	private static Path installed() throws IOException {
		String release = System.getProperty("gwe.install", "");
		try {
			return release.isEmpty() ? AgentVersion.jar() : Path.of(release);
		} catch (URISyntaxException e) {
			throw new IOException(e);
		}
	}

	/** @param console whether the log goes to the terminal, too */
	private static void log(AgentHome home, Configuration configuration, boolean console) throws IOException {
		Files.createDirectories(home.logs());
		Logging.start(home.logs().resolve("gwe.log"), configuration.engine().debugLevel(), console);
	}

	private int install(AgentHome home, Configuration configuration) throws IOException, InterruptedException {
		log(home, configuration, true);
		try (var http = new HttpClientFactory(HttpAudit.NONE)) {
			var settings = configuration.engine();
			var installing = hosting.installing(home, settings.install(), hosting.supervisor(home, settings.supervisor(), http), clock);
			var installer = installing.installer();
			int code = ExitCodes.DONE;
			for (String given : options.installApps) {
				Path tarball = terminal.path(given);
				InstallResult result;
				try {
					var name = PackageName.of(tarball.getFileName().toString());
					if (!Files.isRegularFile(tarball)) {
						code = failed("There is no " + tarball + ".", ExitCodes.FAILED);
						continue;
					}
					var there = options.ours.onlyNewer ? installing.installed().all().stream().filter(a -> a.name().equals(name.name())).findFirst() : Optional.<InstalledApp>empty();
					if (there.isPresent() && new VersionOrder().compare(there.get().version(), name.version()) >= 0) {
						terminal.out().println(Text.harmless(given + ": not installed, as version " + there.get().version() + " is there"));
						continue;
					}
					result = installer.install(tarball, name, (app, phase, message) -> terminal.err().println(Text.harmless(app.name() + " v" + app.version() + ": " + phase.word()
							+ (message.isEmpty() ? "" : ": " + message))));
				} catch (IllegalArgumentException e) {
					code = failed(e.getMessage(), ExitCodes.FAILED);
					continue;
				}
				result.output().lines().forEach(line -> terminal.out().println(Text.harmless(line)));
				terminal.out().println(Text.harmless(given + ": " + word(result.outcome()) + (result.message().isEmpty() ? "" : ": " + result.message())));
				terminal.out().flush();
				installer.reported(List.of(result.name()));
				if (result.outcome() != Outcome.INSTALLED) {
					code = ExitCodes.FAILED;
				}
			}
			return code;
		}
	}

	private static String word(Outcome outcome) {
		return switch (outcome) {
		case INSTALLED -> "installed";
		case FAILED -> "failed";
		case ROLLED_BACK -> "rolled back";
		case REFUSED -> "refused";
		};
	}

	private int serve(AgentHome home, Configuration configuration) throws IOException, InterruptedException {
		try {
			Identity.cloud(Identity.ensure(configuration), configuration.engine());
		} catch (ConfigException e) {
			return failed(e.getMessage(), ExitCodes.NOT_CONFIGURED);
		}
		log(home, configuration, System.console() != null);
		if (options.once) {
			try (var agent = new Agent(home, hosting, clock, new SplittableRandom())) {
				return agent.once() ? ExitCodes.DONE : ExitCodes.FAILED;
			}
		}
		try (var supervisor = hosting.host(home, configuration.engine().supervisor()); var agent = new Agent(home, hosting, clock, new SplittableRandom())) {
			agent.run();
			return ExitCodes.DONE;
		}
	}

	/** {@code gwe status}. */
	@Command(name = "status", description = "Print what runs, as supervisorctl status does.")
	int status(@picocli.CommandLine.Parameters(paramLabel = "NAME", arity = "0..*", description = "Only these.") List<String> names) throws IOException, InterruptedException {
		try (var http = new HttpClientFactory(HttpAudit.NONE)) {
			var all = hosting.supervisor(home(), new Configuration(home()).engine().supervisor(), http).all();
			return StatusTable.print(names == null || names.isEmpty() ? all : all.stream().filter(p -> names.contains(p.name())).toList(), json(), terminal.out());
		} catch (SupervisorException e) {
			return failed(e.getMessage(), ExitCodes.NO_SUPERVISOR);
		}
	}

	/** {@code gwe supervise}. */
	@Command(name = "supervise", description = "Run the supervisor of GWE in the foreground: it starts gwe, gmq and the applications, and watches them.")
	int supervise() throws InterruptedException {
		try {
			Files.createDirectories(home().logs());
			Logging.start(home().logs().resolve("gwe-supervisor.log"), "INFO", System.console() != null);
		} catch (IOException e) {
			terminal.err().println("There is no log: " + Text.harmless(FileProblem.reason(e)) + ".");
		}
		return OwnSupervisor.run(home(), "gwe " + AgentVersion.current(), terminal.out(), terminal.err());
	}

	private int failed(String message, int code) {
		terminal.err().println(Text.harmless(String.valueOf(message)));
		return code;
	}
}
