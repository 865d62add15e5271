package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Runs {@code ./fleetdesk} on a data folder of its own and ends at its close what it started. */
final class Fleetdesk implements AutoCloseable {

	static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
	private static final Duration PATIENCE = Duration.ofSeconds(120);
	private static final Pattern READY = Pattern.compile("(?m)^ready: (https?://127\\.0\\.0\\.1:\\d+(?:/\\S*)?)\\R");
	private static final ObjectMapper JSON = new ObjectMapper();

	private final Path folder;
	private final List<Process> started = new ArrayList<>();
	private int outputs;

	/** How a command ended and what it wrote. */
	record Result(int code, String out, String err) {

		JsonNode json() {
			try {
				return JSON.readTree(out);
			} catch (IOException e) {
				throw new AssertionError("not JSON: " + out + "\n" + err, e);
			}
		}

		/** One document a line. */
		List<JsonNode> documents() {
			return out.lines().map(line -> new Result(code, line, err).json()).toList();
		}

		Result ok() {
			assertThat(code).as("exit code; %s%s", out, err).isZero();
			return this;
		}
	}

	/** An engine that serves. */
	record RunningEngine(Process process, URI url) {

		String tcp() {
			return "tcp://" + url.getAuthority();
		}
	}

	Fleetdesk(Path folder) {
		this.folder = folder;
	}

	Path folder() {
		return folder;
	}

	/** The data folder. */
	Path data() {
		return folder.resolve("data");
	}

	/** Makes these the connections of the data folder, as {@code connection add} would one after the other. */
	void connect(Map<String, URI> addresses) throws IOException {
		var file = JSON.createObjectNode().put("version", 2);
		var connections = file.putArray("connections");
		addresses.forEach((name, url) -> connections.addObject().put("id", "id-" + name).put("kind", "so3").put("name", name).put("url", "tcp://" + url.getAuthority()));
		Files.createDirectories(data());
		Files.writeString(data().resolve("connections.json"), file.toString());
	}

	/** Removes parts of the data folder while no process uses it. */
	void deleteData(String... parts) throws IOException {
		for (String part : parts) {
			Path root = data().resolve(part);
			if (Files.exists(root)) {
				try (Stream<Path> all = Files.walk(root)) {
					for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
						Files.delete(file);
					}
				}
			}
		}
	}

	/** A console on this data folder starts no engines of its own. */
	void withoutLocalFleet() throws IOException {
		Path settings = Files.createDirectories(data().resolve("workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings"));
		Files.writeString(settings.resolve("org.fleetdesk.ui.prefs"), "eclipse.preferences.version=1\nstartLocalFleet=false\n");
	}

	Path samples() {
		Path samples = folder.resolve("samples");
		if (!Files.exists(samples)) {
			run("samples", samples.toString()).ok();
		}
		return samples;
	}

	/** Runs a command to its end. */
	Result run(String... words) {
		var process = start(words);
		return end(process);
	}

	/** Runs a command with further variables of the environment. */
	Result run(Map<String, String> environment, String... words) {
		return end(launch(fleetdesk(words), environment));
	}

	/** A started command with the files it writes to. */
	record Started(Process process, Path out, Path err) {
	}

	Started start(String... words) {
		return launch(fleetdesk(words));
	}

	private static List<String> fleetdesk(String... words) {
		var command = new ArrayList<>(List.of(ROOT.resolve("fleetdesk").toString()));
		command.addAll(List.of(words));
		return command;
	}

	/** Any program, such as the docker CLI. */
	Result exec(String... command) {
		return end(launch(List.of(command)));
	}

	/** Starts any program, which this ends. */
	Started launched(String... command) {
		return launch(List.of(command));
	}

	/** Starts the console. */
	Started console(String display) {
		return launch(List.of(ROOT.resolve("fleetdesk").toString()), Map.of("DISPLAY", display));
	}

	private Started launch(List<String> command) {
		return launch(command, Map.of());
	}

	private Started launch(List<String> command, Map<String, String> environment) {
		try {
			Path out = folder.resolve("out-" + outputs);
			Path err = folder.resolve("err-" + outputs++);
			var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
			builder.environment().put("FLEETDESK_BUILD", "never");
			builder.environment().put("FLEETDESK_DATA", data().toString());
			builder.environment().putAll(environment);
			var process = builder.start();
			started.add(process);
			return new Started(process, out, err);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	Result end(Started command) {
		try {
			assertThat(command.process().waitFor(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)).as("the command ends; %s", read(command.err())).isTrue();
			return new Result(command.process().exitValue(), read(command.out()), read(command.err()));
		} catch (InterruptedException e) {
			throw new AssertionError(e);
		}
	}

	/** Starts an EMISO engine and waits for its {@code ready:} line. */
	RunningEngine emiso(Path data, String... options) {
		var words = new ArrayList<>(List.of("engine", "emiso", "--listen", "127.0.0.1:0", "--data", data.toString()));
		words.addAll(List.of(options));
		var command = start(words.toArray(String[]::new));
		return serving(command);
	}

	/** Waits for an engine's {@code ready:} line. */
	RunningEngine serving(Started engine) {
		await("the engine serves", () -> READY.matcher(read(engine.out())).find() || !engine.process().isAlive());
		var ready = READY.matcher(read(engine.out()));
		assertThat(ready.find()).as(read(engine.out()) + read(engine.err())).isTrue();
		return new RunningEngine(engine.process(), URI.create(ready.group(1)));
	}

	static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.UTF_8);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	static void await(String what, BooleanSupplier condition) {
		await(what, condition, () -> "");
	}

	static void await(String what, BooleanSupplier condition, Supplier<String> details) {
		await(what, PATIENCE, Duration.ofMillis(50), condition, details);
	}

	/** @param pause between two looks, for conditions that are expensive to look at */
	static void await(String what, Duration patience, Duration pause, BooleanSupplier condition, Supplier<String> details) {
		long end = System.nanoTime() + patience.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() >= end) {
				throw new AssertionError(what + " never came true; " + details.get());
			}
			try {
				TimeUnit.NANOSECONDS.sleep(pause.toNanos());
			} catch (InterruptedException e) {
				throw new AssertionError(e);
			}
		}
	}

	/** Kills a process and waits for its end; not for ever, as one without a parent stays a zombie where nobody cares for those. */
	static void kill(ProcessHandle process) {
		process.destroyForcibly();
		process.onExit().completeOnTimeout(process, 15, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		// the parents first: a supervisor would start a killed child again
		var descendants = started.stream().flatMap(p -> p.toHandle().descendants()).toList();
		started.forEach(Process::destroy);
		for (Process process : started) {
			try {
				if (!process.waitFor(15, TimeUnit.SECONDS)) {
					process.destroyForcibly().waitFor();
				}
			} catch (InterruptedException e) {
				process.destroyForcibly();
				Thread.currentThread().interrupt();
			}
		}
		descendants.forEach(Fleetdesk::kill);
		Guests.end(folder);
	}
}
