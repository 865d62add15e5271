package org.fleetdesk.gateways.agent.internal.install;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code install.sh}: in its folder, without arguments and input, in a session of its own. It does not depend on this process: when that is killed, the script goes on, and
 * its exit code is found in a file.
 */
final class InstallScript {

	private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	/**
	 * Writes the exit code, whole or not at all, and gives it its name only when what the script wrote outlives a power cut. When the machine ends all processes, that is noted, also in
	 * the midst of a slow {@code sync}: then the code of a script that restarts the machine counts, and there is none after a power cut.
	 */
	private static final String LINE = "trap ': > \"$0.term\"' TERM; \"$@\"; code=$?; echo $code > \"$0.part\" && mv \"$0.part\" \"$0.code\";"
			+ " sync > /dev/null 2>&1 & sync=$!; while kill -0 $sync 2> /dev/null; do wait $sync; done; mv \"$0.code\" \"$0\"; exit $code";
	private static final Duration LOOK = Duration.ofMillis(50);
	private static final Duration GRACE = Duration.ofSeconds(3);
	private static final int ROUNDS = 10;
	/** Part of the time for the script that {@code sync} may take after it: it is the whole machine's, and may hang because of a file system that is none of the package's. */
	private static final int SYNC_PART = 10;
	private static final Logger LOG = LoggerFactory.getLogger(InstallScript.class);

	/**
	 * @param exit    empty when it was not told
	 * @param timeout whether it was killed because it took too long
	 */
	record End(Optional<Integer> exit, boolean timeout) {
	}

	private final AgentHome home;
	private final InstallFolder folder;
	private final InstallSettings settings;
	private final Boot.Machine machine;
	/** What was in the session of the script at its end, for {@link #kill}: its number may be another's later. */
	private List<Processes.Entry> left = List.of();
	private long started;

	InstallScript(AgentHome home, InstallFolder folder, InstallSettings settings, Boot.Machine machine) {
		this.home = home;
		this.folder = folder;
		this.settings = settings;
		this.machine = machine;
	}

	ScriptOutput output() {
		return new ScriptOutput(folder.output(), settings.output());
	}

	/** Where a Python library can be installed with; empty when there is none. */
	static Optional<String> python() {
		for (String name : List.of("python3", "python")) {
			for (String place : path().split(":")) {
				if (Files.isExecutable(Path.of(place).resolve(name))) {
					return Optional.of(name);
				}
			}
		}
		return Optional.empty();
	}

	/** @throws IOException when it cannot be started */
	Process start(Installation installation) throws IOException {
		for (Path old : List.of(folder.exit(), folder.code(), folder.terminated())) {
			Files.deleteIfExists(old);
		}
		var line = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", LINE, folder.exit().toString()));
		line.addAll(installation.setup() ? List.of(python().orElse("python3"), "setup.py", "install") : List.of("./install.sh"));
		var builder = new ProcessBuilder(line).directory(folder.tree().resolve(installation.root()).toFile()).redirectInput(new File("/dev/null")).redirectErrorStream(true)
				.redirectOutput(Redirect.appendTo(folder.output().toFile()));
		Map<String, String> inherited = Map.copyOf(System.getenv());
		var environment = builder.environment();
		environment.clear();
		environment.put("PATH", path());
		environment.put("HOME", inherited.getOrDefault("HOME", "/root"));
		environment.put("LANG", inherited.getOrDefault("LANG", "C.UTF-8"));
		environment.put("GWE_HOME", home.folder().toString());
		environment.put("GWE_APP_NAME", installation.app());
		environment.put("GWE_APP_VERSION", installation.version());
		if (inherited.containsKey("PYTHONPATH")) { // where applications find the agent's own modules
			environment.put("PYTHONPATH", inherited.get("PYTHONPATH"));
		}
		var process = builder.start();
		started = process.pid();
		return process;
	}

	private static String path() {
		String path = System.getenv("PATH");
		return path == null || path.isEmpty() ? PATH : path;
	}

	/**
	 * Waits for its end, also when an earlier process of the agent started it. All of its session is killed when it takes too long; what it leaves in the background after its
	 * end is left alone. An end whose {@code sync} takes too long counts all the same.
	 */
	End await(Installation installation) throws IOException, InterruptedException {
		var output = output();
		var running = Processes.find(installation.pid()).filter(p -> p.start() == installation.start()); // once: it may end any moment
		long age = running.isPresent() ? Processes.age(running.get()) : 0;
		long end = System.nanoTime() + settings.timeout().minusMillis(age).toNanos();
		boolean timeout = false;
		boolean ended = false;
		while (Processes.isAlive(installation.pid(), installation.start())) {
			output.trim();
			if (!ended && Files.exists(folder.code())) {
				ended = true;
				end = System.nanoTime() + settings.timeout().dividedBy(SYNC_PART).toNanos();
			} else if (ended && System.nanoTime() - end > 0) {
				LOG.warn("What install.sh of {} wrote is not known to be on the disk, as sync takes more than {} seconds; does a file system hang?", installation.name(),
						settings.timeout().dividedBy(SYNC_PART).toSeconds());
				Processes.signal("KILL", installation.pid()); // it must not rename the code of another one later
				Thread.sleep(LOOK);
			} else if (System.nanoTime() - end > 0) {
				timeout = true;
				kill(installation);
				break;
			}
			Thread.sleep(LOOK);
		}
		left = running.isPresent() || installation.pid() == started ? members(installation) : List.of();
		return new End(timeout ? Optional.empty() : exit(installation), timeout);
	}

	/** What it left behind when it ended; empty when it was killed before that, or there was a power cut before it was on the disk. */
	Optional<Integer> exit(Installation installation) throws IOException {
		boolean code = !Files.exists(folder.exit()) && (Files.exists(folder.terminated()) || installation.boot().equals(boot()));
		Path file = code ? folder.code() : folder.exit();
		if (!Files.exists(file)) {
			return Optional.empty();
		}
		String text = Files.readString(file).strip();
		return text.matches("\\d{1,3}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
	}

	/** The process of one whose number was not noted before the agent was killed. */
	Optional<Installation> find(Installation installation) {
		return Processes.all().stream().filter(p -> p.session() == p.pid() && Processes.hasVariable(p.pid(), "GWE_APP_NAME=" + installation.app())
				&& Processes.hasVariable(p.pid(), "GWE_HOME=" + home.folder())).findFirst().map(p -> installation.running(installation.boot(), p.pid(), p.start()));
	}

	/** Ends all processes of its session, at last by force. */
	void kill(Installation installation) throws InterruptedException {
		if (installation.pid() == 0 || !installation.boot().equals(boot())) {
			return;
		}
		signal("TERM", installation);
		long end = System.nanoTime() + GRACE.toNanos();
		while (!session(installation).isEmpty() && System.nanoTime() - end < 0) {
			Thread.sleep(LOOK);
		}
		for (int round = 0; round < ROUNDS && !session(installation).isEmpty(); round++) { // what forks meanwhile is found by the next round
			signal("KILL", installation);
			Thread.sleep(LOOK);
		}
	}

	private String boot() {
		try {
			return machine.boot().id();
		} catch (IOException e) {
			return "";
		}
	}

	private void signal(String signal, Installation installation) {
		session(installation).forEach(p -> Processes.signal(signal, p.pid()));
	}

	/**
	 * Its processes that run, whatever their environment is. No number of a session is used again while one of its processes runs; once all have ended, it may be: then they were
	 * neither seen at the end of the script nor have its variable.
	 */
	private List<Processes.Entry> session(Installation installation) {
		var members = members(installation);
		var leader = Processes.find(installation.pid());
		boolean ours = leader.isPresent() ? leader.get().start() == installation.start()
				: members.stream().anyMatch(p -> left.stream().anyMatch(l -> l.pid() == p.pid() && l.start() == p.start())
						|| Processes.hasVariable(p.pid(), "GWE_APP_NAME=" + installation.app()));
		return ours ? members : List.of();
	}

	private static List<Processes.Entry> members(Installation installation) {
		return Processes.all().stream().filter(p -> p.session() == installation.pid() && p.start() >= installation.start()).toList();
	}
}
