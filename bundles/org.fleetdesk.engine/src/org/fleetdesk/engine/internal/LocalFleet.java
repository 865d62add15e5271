package org.fleetdesk.engine.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.engine.DataLock;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineOption;
import org.fleetdesk.engine.FreePort;
import org.fleetdesk.engine.StateFile;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * All engines of this installation on loopback, with embedded defaults. While it runs, {@code instance.json} in its data folder says so:
 * <pre>{"version":1,"pid":123,"started":"2026-01-01T00:00:00Z","engines":[{"kind":"so3","name":"Local","engine":"emiso","url":"http://127.0.0.1:23750"}]}</pre>
 * ({@code started} is the process's start, so that a reused pid is told apart; {@code credentials} is the path of a file with {@code USER:PASSWORD}, where the
 * engine asks for them). Ports are kept over restarts in {@code ports.json}.
 */
public final class LocalFleet implements AutoCloseable {

	/** Ports to choose from: outside the range that systems give to outgoing connections. */
	public static final String DEFAULT_PORTS = "23750-23849";

	private static final Logger LOG = LoggerFactory.getLogger(LocalFleet.class);
	private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
	private static final String HOST = "127.0.0.1";

	private final Path instance;
	private final List<Engine> engines = new ArrayList<>();
	private final List<DataLock> locks = new ArrayList<>();

	private LocalFleet(Path instance) {
		this.instance = instance;
	}

	/**
	 * Starts every engine; all serve when this returns. One that cannot start is left out with a word in the log, as long as another one can.
	 *
	 * @param data  the fleet's data folder, locked by the caller
	 * @param ports {@code LOW-HIGH}
	 * @throws EngineException          when no engine can start
	 * @throws IllegalArgumentException when the range is none
	 */
	public static LocalFleet start(List<EngineFactory> factories, Path data, String ports) throws EngineException, InterruptedException {
		var range = RANGE.matcher(ports);
		if (!range.matches() || Integer.parseInt(range.group(1)) < 1 || Integer.parseInt(range.group(1)) > Integer.parseInt(range.group(2))
				|| Integer.parseInt(range.group(2)) > 65535) {
			throw new IllegalArgumentException("\"" + ports + "\" is no range of ports: give LOW-HIGH, such as " + DEFAULT_PORTS);
		}
		if (factories.stream().noneMatch(EngineFactory::inLocalFleet)) {
			throw new EngineException("This installation has no engine to run");
		}
		var fleet = new LocalFleet(data.resolve("instance.json"));
		try {
			fleet.startAll(factories, data, Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
			return fleet;
		} catch (EngineException | InterruptedException | RuntimeException e) {
			fleet.close();
			throw e;
		} catch (IOException e) {
			fleet.close();
			throw new EngineException("The local fleet cannot write to its data folder " + data + ": " + e.getMessage(), e);
		}
	}

	private void startAll(List<EngineFactory> factories, Path data, int low, int high) throws EngineException, InterruptedException, IOException {
		var mapper = new ObjectMapper();
		Files.deleteIfExists(instance); // of a fleet that was killed; its lock is ours now
		var portFile = new StateFile(data.resolve("ports.json"), 1, mapper);
		Map<String, Integer> ports = new TreeMap<>();
		portFile.read().ifPresent(p -> p.properties().forEach(e -> ports.put(e.getKey(), e.getValue().asInt())));
		var list = mapper.createArrayNode();
		EngineException failure = null;
		for (EngineFactory factory : factories.stream().filter(EngineFactory::inLocalFleet).toList()) {
			try {
				Engine engine = start(factory, data.resolve(factory.name()), FreePort.choose(ports.getOrDefault(factory.name(), low), low, high));
				ports.put(factory.name(), engine.url().getPort());
				var entry = list.addObject().put("kind", factory.kind()).put("name", "Local").put("engine", factory.name()).put("url", engine.url().toString());
				engine.credentials().ifPresent(file -> entry.put("credentials", file.toString()));
				if (!engine.connectionOptions().isEmpty()) {
					entry.set("options", mapper.valueToTree(new TreeMap<>(engine.connectionOptions())));
				}
			} catch (EngineException e) {
				LOG.error("The engine {} of the local fleet cannot start: {}", factory.name(), e.getMessage());
				failure = e;
			}
		}
		if (engines.isEmpty()) {
			throw failure;
		}
		portFile.write(ports);
		var self = ProcessHandle.current();
		JsonNode root = mapper.createObjectNode().put("version", 1).put("pid", self.pid())
				.put("started", self.info().startInstant().orElseGet(Instant::now).toString()).set("engines", list);
		AtomicFiles.writePrivate(instance, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
	}

	private Engine start(EngineFactory factory, Path data, int port) throws EngineException, InterruptedException {
		locks.add(DataLock.acquire(data));
		var options = new HashMap<String, String>();
		for (EngineOption option : factory.options()) {
			if (option.defaultValue() != null) {
				options.put(option.name(), option.defaultValue());
			}
		}
		options.putAll(factory.localOptions());
		var serving = new Serving(Optional.of(new ListenAddress(HOST, port)), Serving.usable(Serving.socket(data, factory.name())), Security.LOOPBACK_ONLY);
		Engine engine = factory.start(new EngineContext(data, serving, options));
		engines.add(engine);
		return engine;
	}

	/** The engines that serve. */
	public List<Engine> engines() {
		return List.copyOf(engines);
	}

	@Override
	public void close() {
		try {
			Files.deleteIfExists(instance);
		} catch (IOException e) {
			LOG.warn("Cannot remove {}: {}", instance, e.toString());
		}
		engines.forEach(Engine::close);
		locks.forEach(DataLock::close);
	}
}
