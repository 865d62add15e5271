package org.fleetdesk.so3.engine.internal.prompt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.docker.EngineEvent;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.docker.LogFraming;
import org.fleetdesk.docker.LogQuery;
import org.fleetdesk.text.Text;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands, but for those of images; each annotated method is one. */
@Command(name = "")
final class RootCommands {

	private final DockerEngine engine;
	private final Screen screen;
	private boolean exits;
	@Spec
	private CommandSpec specification;

	RootCommands(DockerEngine engine, Screen screen) {
		this.engine = engine;
		this.screen = screen;
	}

	@Command(name = "containers", aliases = "ps", description = "Lists all containers, the stopped ones too.")
	int list(@Option(names = { "-a", "--all" }, hidden = true, description = "As it does in any case.") boolean all) throws DockerFailure, InterruptedException {
		screen.table(List.of("NAME", "STATE", "STATUS", "IMAGE", "ID"), engine.containers().stream()
				.map(c -> List.of(name(c), c.text("State"), c.text("Status"), c.text("Image"), ImageCommands.shortened(c.id()))).toList());
		return 0;
	}

	static String name(EngineObject container) {
		String name = String.join(" ", container.texts("Names"));
		return name.startsWith("/") ? name.substring(1) : name;
	}

	@Command(name = "inject", aliases = "create", description = "Loads an image into a free slot, as a container that is ready to start.")
	int inject(@Option(names = "--name", paramLabel = "NAME", description = "The container's name; else the engine chooses one.") String name,
			@Parameters(paramLabel = "IMAGE", description = "Name or id of the image.") String image) throws DockerFailure, InterruptedException {
		String id = engine.create(name == null ? "" : name, image, Map.of());
		var made = engine.inspect(id);
		screen.line("injected " + made.text("Name").replaceFirst("^/", "") + " into slot " + made.text("SO3.Slot"));
		return 0;
	}

	private interface Verb {
		void act(String container) throws DockerFailure, InterruptedException;
	}

	private int each(List<String> containers, String done, Verb verb) throws DockerFailure, InterruptedException {
		for (String container : containers) {
			verb.act(container);
			screen.line(done + " " + container);
		}
		return 0;
	}

	@Command(name = "start", description = "Starts containers.")
	int start(@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers) throws DockerFailure, InterruptedException {
		for (String container : containers) {
			screen.line(engine.start(container) ? "started " + container : container + " runs already");
		}
		return 0;
	}

	@Command(name = "stop", description = "Terminates containers and injects their images again, so that they can be started anew.")
	int stop(@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers) throws DockerFailure, InterruptedException {
		for (String container : containers) {
			screen.line(engine.stop(container, Optional.empty()) ? "stopped " + container : container + " does not run");
		}
		return 0;
	}

	@Command(name = "restart", description = "Stops containers and starts them.")
	int restart(@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers) throws DockerFailure, InterruptedException {
		return each(containers, "restarted", c -> engine.restart(c, Optional.empty()));
	}

	@Command(name = "pause", description = "Suspends containers.")
	int pause(@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers) throws DockerFailure, InterruptedException {
		return each(containers, "paused", engine::pause);
	}

	@Command(name = "unpause", description = "Lets suspended containers go on.")
	int unpause(@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers) throws DockerFailure, InterruptedException {
		return each(containers, "resumed", engine::unpause);
	}

	@Command(name = "kill", description = "Terminates containers.")
	int kill(@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers) throws DockerFailure, InterruptedException {
		return each(containers, "killed", c -> engine.kill(c, Optional.empty()));
	}

	@Command(name = "rm", description = "Removes containers and frees their slots.")
	int remove(@Option(names = { "-f", "--force" }, description = "Also when they run.") boolean force,
			@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers) throws DockerFailure, InterruptedException {
		return each(containers, "removed", c -> engine.remove(c, force));
	}

	@Command(name = "rename", description = "Gives a container another name.")
	int rename(@Parameters(paramLabel = "CONTAINER", index = "0", description = "Name or id.") String container,
			@Parameters(paramLabel = "NAME", index = "1", description = "The new name.") String name) throws DockerFailure, InterruptedException {
		engine.rename(container, name);
		screen.line("renamed " + container + " to " + name);
		return 0;
	}

	@Command(name = "update", description = "Exchanges a container's image; the old one comes back when the new one does not live.")
	int update(@Parameters(paramLabel = "CONTAINER", index = "0", description = "Name or id.") String container,
			@Parameters(paramLabel = "IMAGE", index = "1", description = "The new image.") String image) throws DockerFailure, InterruptedException {
		engine.updateImage(container, image);
		screen.line("updated " + container + " to " + image);
		return 0;
	}

	@Command(name = "inspect", description = "Shows what the engine knows of containers.")
	int inspect(@Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.") List<String> containers)
			throws DockerFailure, InterruptedException {
		for (String container : containers) {
			screen.lines(engine.inspect(container).json().toPrettyString());
		}
		return 0;
	}

	@Command(name = "logs", description = "Prints a container's log.")
	int logs(@Option(names = { "-f", "--follow" }, description = "Go on with new lines until the container stops; Ctrl-C ends it.") boolean follow,
			@Option(names = { "-n", "--tail" }, paramLabel = "N", description = "Only so many lines at the end.") Integer tail,
			@Option(names = { "-t", "--timestamps" }, description = "Begin each line with its time.") boolean timestamps,
			@Parameters(paramLabel = "CONTAINER", description = "Name or id.") String container) throws DockerFailure, InterruptedException {
		var lines = new LogLines(screen);
		var framing = LogFraming.of(engine.inspect(container));
		try {
			engine.logs(new LogQuery(container, framing, follow, timestamps, 0, tail == null ? OptionalInt.empty() : OptionalInt.of(tail), Duration.ZERO), lines);
		} finally {
			lines.end();
		}
		return 0;
	}

	@Command(name = "stats", description = "Shows what running containers use.")
	int stats(@Parameters(paramLabel = "CONTAINER", arity = "0..*", description = "Names or ids; none: all that run.") List<String> containers)
			throws DockerFailure, InterruptedException {
		List<String> wanted = containers != null && !containers.isEmpty() ? containers
				: engine.containers().stream().filter(c -> c.text("State").equals("running")).map(RootCommands::name).toList();
		var rows = new ArrayList<List<String>>();
		for (String container : wanted) {
			// the second measurement has a first one to be compared with
			var measured = new LinkedBlockingQueue<EngineObject>();
			engine.stats(container, m -> {
				measured.add(m);
				return measured.size() < 2;
			});
			EngineObject last = measured.stream().reduce((a, b) -> b).orElse(null);
			rows.add(last == null ? List.of(container, "", "") : List.of(container, cpu(last), Text.bytes(last.number("memory_stats.usage", 0))));
		}
		screen.table(List.of("CONTAINER", "CPU", "MEMORY"), rows);
		return 0;
	}

	/** As Docker's own command line computes it: the share of one processor, so that two busy ones are 200 %. */
	private static String cpu(EngineObject stats) {
		double used = stats.number("cpu_stats.cpu_usage.total_usage", 0) - stats.number("precpu_stats.cpu_usage.total_usage", 0);
		double passed = stats.number("cpu_stats.system_cpu_usage", 0) - stats.number("precpu_stats.system_cpu_usage", 0);
		return passed <= 0 ? "" : String.format(Locale.ROOT, "%.1f %%", Math.max(0, used / passed * stats.number("cpu_stats.online_cpus", 1) * 100));
	}

	@Command(name = "me", description = "Slots and what is in them, in the agency's words; \"me list\" is the same.")
	int slots(@Parameters(paramLabel = "list", arity = "0..1", description = "May be left out.") String list) throws DockerFailure, InterruptedException {
		if (list != null && !list.equals("list")) {
			screen.problem("me knows the word list only");
			return 2;
		}
		var slots = engine.info().json().path("SO3").path("Slots");
		var held = engine.containers().stream().sorted(Comparator.comparingLong(c -> c.number("SO3.Slot", 0))).toList();
		var rows = new ArrayList<List<String>>();
		for (int slot = slots.path("Low").asInt(); slot <= slots.path("High").asInt(); slot++) {
			long number = slot;
			rows.add(held.stream().filter(c -> c.number("SO3.Slot", 0) == number).findFirst()
					.map(c -> List.of(Long.toString(number), c.text("SO3.State"), c.text("SO3.Spid"), name(c), c.text("Image"), c.text("SO3.ShortDesc")))
					.orElseGet(() -> List.of(Long.toString(number), "free", "", "", "", "")));
		}
		screen.table(List.of("SLOT", "STATE", "SPID", "NAME", "IMAGE", "DESCRIPTION"), rows);
		return 0;
	}

	@Command(name = "version", description = "Shows the versions of the engine and its API.")
	int version() throws DockerFailure, InterruptedException {
		var version = engine.version();
		screen.line(version.text("Platform.Name") + " " + version.text("Version") + ", Docker API " + version.text("ApiVersion") + " (from " + version.text("MinAPIVersion")
				+ " on)");
		return 0;
	}

	@Command(name = "info", description = "Shows the engine's state.")
	int info() throws DockerFailure, InterruptedException {
		var info = engine.info();
		screen.line("Name: " + info.text("Name"));
		screen.line("Containers: " + info.text("Containers") + " (" + info.text("ContainersRunning") + " running, " + info.text("ContainersPaused") + " paused, "
				+ info.text("ContainersStopped") + " stopped)");
		screen.line("Images: " + info.text("Images"));
		info.json().path("DriverStatus").forEach(pair -> screen.line(pair.path(0).asText() + ": " + pair.path(1).asText()));
		info.texts("Warnings").forEach(screen::line);
		return 0;
	}

	@Command(name = "events", description = "Prints what happens, as it happens; Ctrl-C ends it.")
	int events() throws DockerFailure, InterruptedException {
		engine.events(() -> {
		}, this::print, Duration.ZERO);
		return 0;
	}

	private void print(EngineEvent event) {
		String name = event.attributes().getOrDefault("name", ImageCommands.shortened(event.id()));
		String rest = event.attributes().entrySet().stream().filter(a -> !a.getKey().equals("name")).map(a -> a.getKey() + "=" + a.getValue()).collect(Collectors.joining(" "));
		screen.line(Text.time(Instant.ofEpochSecond(0, event.timeNanos())) + " " + event.type() + " " + event.action() + " " + name + (rest.isEmpty() ? "" : " (" + rest + ")"));
	}

	@Command(name = "help", description = "Lists the commands, or shows how one is used.")
	int help(@Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command, as in \"help images rm\".") List<String> command) {
		CommandLine found = specification.commandLine();
		for (String word : command == null ? List.<String>of() : command) {
			found = found.getSubcommands().get(word);
			if (found == null) {
				screen.problem("There is no command " + String.join(" ", command));
				return 2;
			}
		}
		if (found == specification.commandLine()) {
			var commands = new TreeMap<String, CommandSpec>();
			found.getSubcommands().values().forEach(c -> commands.put(c.getCommandName(), c.getCommandSpec()));
			screen.table(List.of("COMMAND", "OTHER NAME", ""), commands.values().stream().map(s -> List.of(s.name(), String.join(" ", s.aliases()),
					String.join(" ", s.usageMessage().description()))).toList());
			screen.line("help COMMAND and COMMAND --help say more.");
		} else {
			found.usage(screen.out());
		}
		return 0;
	}

	@Command(name = "exit", aliases = "quit", description = "Leaves the prompt, as Ctrl-D does.")
	int exit() {
		exits = true;
		return 0;
	}

	/** Whether {@code exit} was given. */
	boolean exits() {
		return exits;
	}
}
