package org.fleetdesk.gateways.internal;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.files.AtomicFiles;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Agents on this machine, each a process of its own with a home of its own, {@code <data>/local/gateways/NAME}. They outlive this process; {@code agent.json} beside the home says which
 * process it is.
 */
public final class LocalAgents {

	/** The system property with the path of the {@code fleetdesk} script. */
	private static final String LAUNCHER = "fleetdesk.launcher";
	private static final Duration CONFIGURE = Duration.ofSeconds(60);
	private static final Duration STOP = Duration.ofSeconds(15);
	private static final int QUOTED_LINES = 5;
	private static final ObjectMapper JSON = new ObjectMapper();

	/**
	 * An agent that was started here.
	 *
	 * @param pid   of its process
	 * @param began when that began, so that another one with its number is not taken for it
	 */
	public record Agent(String name, String connection, String product, String serial, long pid, Instant began) {

		/** Its process, while that lives. */
		public Optional<ProcessHandle> process() {
			return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(p -> p.info().startInstant().filter(began::equals).isPresent() || began.equals(Instant.EPOCH));
		}
	}

	private final Path folder;
	private final Optional<String> launcher;

	public LocalAgents(DataFolder data) {
		this(data.path().resolve("local").resolve("gateways"), Optional.ofNullable(System.getProperty(LAUNCHER)));
	}

	LocalAgents(Path folder, Optional<String> launcher) {
		this.folder = folder;
		this.launcher = launcher;
	}

	/** Where an agent's files are. */
	Path home(String name) {
		return folder.resolve(name);
	}

	/** All that were started, and were not stopped since; also those whose process is gone. */
	public List<Agent> all() throws IOException {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		var agents = new ArrayList<Agent>();
		try (var homes = Files.list(folder)) {
			for (Path home : homes.sorted().toList()) {
				find(home.getFileName().toString()).ifPresent(agents::add);
			}
		}
		return agents;
	}

	Optional<Agent> find(String name) throws IOException {
		try {
			var json = JSON.readTree(Files.readAllBytes(file(name)));
			return Optional.of(new Agent(name, json.path("connection").asText(), json.path("product").asText(), json.path("sn").asText(), json.path("pid").asLong(),
					Wire.time(json.path("began")).orElse(Instant.EPOCH)));
		} catch (NoSuchFileException e) {
			return Optional.empty();
		}
	}

	private Path file(String name) {
		return home(name).resolve("agent.json");
	}

	/** A name that none has, from now on taken: its home is made. */
	String freeName() throws IOException {
		Files.createDirectories(folder);
		for (int i = 1;; i++) {
			try {
				Files.createDirectory(home("local-" + i));
				return "local-" + i;
			} catch (FileAlreadyExistsException e) {
				// somebody has it
			}
		}
	}

	/** Gives a name of {@link #freeName} back that nothing was done with. */
	void giveBack(String name) throws IOException {
		try {
			Files.deleteIfExists(home(name));
		} catch (DirectoryNotEmptyException e) {
			// it is somebody's
		}
	}

	/** Whether the agent was never configured, and so has no key: with one, another activation would be refused. */
	boolean fresh(String name) {
		return !Files.exists(home(name).resolve("Gateway.cfg"));
	}

	private String script() throws IOException {
		return launcher.orElseThrow(() -> new IOException("An agent cannot be started: this process does not know its launcher (system property " + LAUNCHER
				+ "). Start Fleetdesk with its fleetdesk command"));
	}

	/** Writes the agent's configuration; its own command does that, so that it is as the agent wants it. */
	void configure(String name, List<String> options) throws IOException, InterruptedException {
		Path home = Files.createDirectories(home(name));
		var command = new ArrayList<String>(List.of(script(), "gwe", "--home", home.toString()));
		command.addAll(options);
		var process = new ProcessBuilder(command).directory(home.toFile()).redirectInput(Redirect.from(new File("/dev/null"))).redirectErrorStream(true)
				.redirectOutput(home.resolve("configure.log").toFile()).start();
		try {
			if (!process.waitFor(CONFIGURE.toSeconds(), TimeUnit.SECONDS)) {
				throw new IOException("The agent's configuration was not written within %d s".formatted(CONFIGURE.toSeconds()));
			}
		} finally {
			destroy(process.toHandle()).forEach(ProcessHandle::destroyForcibly);
		}
		if (process.exitValue() != 0) {
			throw new IOException("The agent's configuration could not be written%s".formatted(lastLines(home.resolve("configure.log"))));
		}
	}

	/** Starts the agent unless it runs. */
	Agent start(String name, String connection, String product, String serial) throws IOException {
		var there = find(name);
		if (there.flatMap(Agent::process).isPresent()) {
			return there.get();
		}
		Path home = home(name);
		var command = new ArrayList<String>();
		setsid().ifPresent(command::add);
		command.addAll(List.of(script(), "gwe", "--home", home.toString()));
		var process = new ProcessBuilder(command).directory(home.toFile()).redirectInput(Redirect.from(new File("/dev/null"))).redirectErrorStream(true)
				.redirectOutput(Redirect.appendTo(log(name).toFile())).start();
		var agent = new Agent(name, connection, product, serial, process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
		try {
			AtomicFiles.writePrivate(file(name), JsonNodeFactory.instance.objectNode().put("pid", agent.pid()).put("began", agent.began().toString()).put("connection", connection)
					.put("product", product).put("sn", serial).toString().getBytes(StandardCharsets.UTF_8));
		} catch (IOException e) {
			destroy(process.toHandle());
			throw e;
		}
		return agent;
	}

	private Path log(String name) {
		return home(name).resolve("agent.log");
	}

	/** What the agent said last, to be put behind a sentence. */
	String lastWords(String name) {
		return lastLines(log(name));
	}

	private static String lastLines(Path log) {
		try {
			var lines = Files.readString(log).lines().map(l -> l.replaceAll("\\p{Cntrl}", " ").strip()).filter(l -> !l.isEmpty()).toList();
			return lines.isEmpty() ? "" : ". Its log " + log + " ends with: " + String.join(" / ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
		} catch (IOException e) {
			return "";
		}
	}

	/** Ends the agent, and what it runs, and waits for that. @return whether it ran */
	boolean stop(Agent agent) throws IOException, InterruptedException {
		var process = agent.process();
		if (process.isPresent()) {
			var all = destroy(process.get());
			try {
				CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new)).get(STOP.toMillis(), TimeUnit.MILLISECONDS);
			} catch (TimeoutException e) {
				all.forEach(ProcessHandle::destroyForcibly);
			} catch (ExecutionException e) {
				throw new IOException("The end of the agent (process %d) cannot be awaited: %s".formatted(agent.pid(), e.getCause().getMessage()), e);
			}
		}
		Files.deleteIfExists(file(agent.name()));
		return process.isPresent();
	}

	/** Itself first, so that it starts nothing more. */
	private static List<ProcessHandle> destroy(ProcessHandle process) {
		var all = new ArrayList<ProcessHandle>();
		all.add(process);
		process.descendants().forEach(all::add);
		all.forEach(ProcessHandle::destroy);
		return all;
	}

	/** A session of its own: Ctrl+C in the terminal is for the console. */
	private static Optional<String> setsid() {
		return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)).filter(f -> f.startsWith("/")).map(f -> Path.of(f, "setsid"))
				.filter(Files::isExecutable).map(Path::toString).findFirst();
	}
}
