package org.fleetdesk.core.internal;

import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.LocalFleet;
import org.fleetdesk.core.Secrets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The local fleet as a process of its own, {@code LAUNCHER engine local --data <data>/local}, which outlives this one when it is not stopped. */
@Component
public final class LocalFleetProcess implements LocalFleet {

	/** The system property with the path of the {@code fleetdesk} script. */
	static final String LAUNCHER = "fleetdesk.launcher";

	private static final Logger LOG = LoggerFactory.getLogger(LocalFleetProcess.class);
	private static final Duration START = Duration.ofSeconds(90);
	private static final Duration STOP = Duration.ofSeconds(15);
	private static final Duration CHECK = Duration.ofMillis(50);
	private static final long LARGE_LOG = 10 << 20;
	private static final int QUOTED_LINES = 5;
	private static final int QUOTED_BYTES = 4096;

	private final DataFolder data;
	private final Connections connections;
	private final Secrets secrets;
	private final BlockingGuard guard;
	private final LocalFleetKeeper keeper;
	private final Optional<String> launcher;
	private final ReentrantLock lock = new ReentrantLock();
	private final EndOfProcess endOfProcess = new EndOfProcess(this::lastProcess);
	/** How many want them stopped: a start that is under way gives up then. */
	private final AtomicInteger stopping = new AtomicInteger();

	@Activate
	public LocalFleetProcess(@Reference DataFolder data, @Reference Connections connections, @Reference Secrets secrets, @Reference FleetModel fleet,
			@Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		this(data, connections, secrets, fleet, guard, Optional.ofNullable(System.getProperty(LAUNCHER)));
	}

	LocalFleetProcess(DataFolder data, Connections connections, Secrets secrets, FleetModel fleet, BlockingGuard guard, Optional<String> launcher) {
		this.data = data;
		this.connections = connections;
		this.secrets = secrets;
		this.guard = guard;
		this.launcher = launcher;
		keeper = new LocalFleetKeeper(this, fleet, connections);
	}

	@Override
	public void keepRunning() {
		keeper.keep();
	}

	@Override
	public void endWithProcess(BooleanSupplier ends) {
		endOfProcess.engines(ends);
	}

	@Deactivate
	void close() {
		keeper.close();
		endOfProcess.close();
	}

	private Optional<ProcessHandle> lastProcess() {
		try {
			return lastInstance().flatMap(LocalInstance::process);
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	/** What is running, or was when it was cut off; empty after a clean stop. */
	Optional<LocalInstance> lastInstance() throws IOException {
		return LocalInstance.read(instanceFile());
	}

	@Override
	public void ensureRunning() throws IOException, InterruptedException {
		guard.check("Starting the local engines");
		lock.lockInterruptibly();
		try {
			var present = LocalInstance.read(instanceFile());
			if (present.isEmpty() || !present.get().serves()) {
				var adopted = present.flatMap(LocalInstance::process);
				present = Optional.of(adopted.isPresent() ? await(adopted.get()) : startChild());
			}
			connect(present.get());
			keeper.watch(present.get());
		} finally {
			lock.unlock();
		}
	}

	@Override
	public boolean running() {
		guard.check("Looking for the local engines");
		try {
			return LocalInstance.read(instanceFile()).flatMap(LocalInstance::process).isPresent();
		} catch (IOException e) {
			return false;
		}
	}

	@Override
	public void stop() throws IOException, InterruptedException {
		guard.check("Stopping the local engines");
		stopping.incrementAndGet();
		try {
			stopPresent();
		} finally {
			stopping.decrementAndGet();
		}
	}

	private void stopPresent() throws IOException, InterruptedException {
		lock.lockInterruptibly();
		try {
			var process = LocalInstance.read(instanceFile()).flatMap(LocalInstance::process);
			if (process.isPresent()) {
				end(process.get());
			}
			Files.deleteIfExists(instanceFile()); // killed or long gone: nothing that the keeper should start again
		} finally {
			lock.unlock();
		}
	}

	private static void end(ProcessHandle process) throws IOException, InterruptedException {
		process.destroy();
		try {
			process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
		} catch (TimeoutException e) {
			LOG.warn("The local engines (process {}) did not end within {} s and are killed", process.pid(), STOP.toSeconds());
			process.destroyForcibly();
		} catch (ExecutionException e) {
			throw new IOException("The end of the local engines (process " + process.pid() + ") cannot be awaited: " + e.getCause().getMessage(), e);
		}
	}

	private Path instanceFile() {
		return data.path().resolve("local").resolve("instance.json");
	}

	private Path log() {
		return data.path().resolve("local").resolve("engine.log");
	}

	private LocalInstance startChild() throws IOException, InterruptedException {
		String script = launcher.orElseThrow(() -> new IOException("The local engines cannot be started: this process does not know its launcher (system property "
				+ LAUNCHER + "). Start Fleetdesk with its fleetdesk command"));
		Path folder = data.folder("local");
		if (Files.exists(log()) && Files.size(log()) > LARGE_LOG) {
			Files.move(log(), folder.resolve("engine.log.1"), StandardCopyOption.REPLACE_EXISTING);
		}
		var command = new ArrayList<String>();
		setsid().ifPresent(command::add);
		command.addAll(List.of(script, "engine", "local", "--data", folder.toString()));
		var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
		Process child;
		try {
			child = endOfProcess.start(builder);
		} catch (IOException e) {
			throw new IOException("The local engines cannot be started: " + e.getMessage(), e);
		}
		try {
			child.getOutputStream().close();
			var instance = await(child.toHandle());
			endOfProcess.serves();
			return instance;
		} catch (IOException | InterruptedException | RuntimeException e) {
			breakOff(child.toHandle(), e);
			throw e;
		}
	}

	/** Ends a start with all that it began, and waits for that unless there is no time. */
	private static void breakOff(ProcessHandle child, Exception because) {
		var all = EndOfProcess.destroy(child);
		if (!(because instanceof InterruptedException)) {
			try {
				CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new)).get(STOP.toMillis(), TimeUnit.MILLISECONDS);
			} catch (TimeoutException | ExecutionException e) {
				LOG.warn("The local engines (process {}) did not break their start off within {} s and are killed", child.pid(), STOP.toSeconds());
				all.forEach(ProcessHandle::destroyForcibly);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Gives the engines a session of their own: Ctrl+C in the terminal is for the console, which ends them in order or lets them run. */
	private static Optional<String> setsid() {
		return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)).filter(f -> f.startsWith("/"))
				.map(f -> Path.of(f, "setsid")).filter(Files::isExecutable).map(Path::toString).findFirst();
	}

	/** Waits until the process, or one that it started, says that it serves, and does. */
	private LocalInstance await(ProcessHandle process) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + START.toNanos();
		while (true) {
			var instance = LocalInstance.read(instanceFile());
			if (instance.isPresent() && isOf(instance.get(), process) && instance.get().serves()) {
				return instance.get();
			}
			if (stopping.get() > 0) {
				throw new IOException("The local engines were stopped while they started");
			}
			if (!process.isAlive()) {
				throw new IOException("The local engines ended while they started" + lastLines());
			}
			if (System.nanoTime() > deadline) {
				throw new IOException("The local engines did not serve within " + START.toSeconds() + " s" + lastLines());
			}
			Thread.sleep(CHECK);
		}
	}

	private static boolean isOf(LocalInstance instance, ProcessHandle process) {
		return instance.pid() == process.pid() || process.descendants().anyMatch(p -> p.pid() == instance.pid());
	}

	private String lastLines() throws IOException {
		try (var file = Files.newByteChannel(log())) {
			file.position(Math.max(0, file.size() - QUOTED_BYTES));
			var text = new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
			var lines = text.lines().map(l -> l.replaceAll("\\p{Cntrl}", " ").strip()).filter(l -> !l.isEmpty()).toList();
			return lines.isEmpty() ? "" : ". Its log " + log() + " ends with: " + String.join(" / ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
		} catch (IOException e) {
			return ". Its log " + log() + " cannot be read";
		}
	}

	/** Keeps one connection a kind in line with what runs. Only the owner of the data folder does that. */
	private void connect(LocalInstance instance) throws IOException {
		if (!data.owned()) {
			return;
		}
		for (LocalInstance.Engine engine : instance.engines()) {
			var present = connections.list().stream().filter(c -> c.local() && c.kind().equals(engine.kind())).findFirst();
			var credentials = engine.credentials().map(Credentials::text);
			var stored = present.flatMap(Connection::credentials);
			boolean known = credentials.isPresent() && stored.isPresent() && secrets.get(stored.get()).equals(credentials);
			// a new value gets a new name, so that sessions open anew
			var secret = known ? stored : credentials.map(c -> Connections.newSecret());
			var added = known || secret.isEmpty() ? Map.<String, String>of() : Map.of(secret.get(), credentials.get());
			if (present.isEmpty()) {
				var first = new Connection(UUID.randomUUID().toString(), engine.kind(), freeName(engine.kind()), engine.url(), secret, Map.of(), true);
				connections.add(first.withOptions(engine.options(), Map.of()), added);
				continue;
			}
			var wanted = present.get().withUrl(engine.url()).withCredentials(secret);
			for (var option : engine.options().entrySet()) {
				wanted = wanted.withOption(option.getKey(), option.getValue());
			}
			if (!present.get().equals(wanted)) {
				connections.update(wanted, added);
			}
		}
	}

	private String freeName(String kind) {
		for (int i = 1;; i++) {
			String name = i == 1 ? "Local" : "Local " + i;
			if (connections.list().stream().noneMatch(c -> c.kind().equals(kind) && c.name().equalsIgnoreCase(name))) {
				return name;
			}
		}
	}
}
