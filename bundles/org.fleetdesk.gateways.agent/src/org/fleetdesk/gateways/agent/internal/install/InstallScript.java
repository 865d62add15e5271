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

/**
 * Runs {@code install.sh}: in its folder, without arguments and input, in a session of its own. It does not depend on this process: when that is killed, the script goes on, and
 * its exit code is found in a file.
 */
final class InstallScript {

	private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	/** Writes the exit code, whole or not at all. */
	private static final String LINE = "\"$@\"; code=$?; echo $code > \"$0.part\" && mv \"$0.part\" \"$0\"; exit $code";
	private static final Duration LOOK = Duration.ofMillis(50);
	private static final Duration GRACE = Duration.ofSeconds(3);
	private static final int ROUNDS = 10;

	/**
	 * @param exit    empty when it was not told
	 * @param timeout whether it was killed because it took too long
	 */
	record End(Optional<Integer> exit, boolean timeout) {
	}

	private final AgentHome home;
	private final InstallFolder folder;
	private final InstallSettings settings;

	InstallScript(AgentHome home, InstallFolder folder, InstallSettings settings) {
		this.home = home;
		this.folder = folder;
		this.settings = settings;
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
		Files.deleteIfExists(folder.exit());
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
		return builder.start();
	}

	private static String path() {
		String path = System.getenv("PATH");
		return path == null || path.isEmpty() ? PATH : path;
	}

	/**
	 * Waits for its end, also when an earlier process of the agent started it. All of its session is killed when it takes too long; what it leaves in the background after its
	 * end is left alone.
	 */
	End await(Installation installation) throws IOException, InterruptedException {
		var output = output();
		var running = Processes.find(installation.pid()).filter(p -> p.start() == installation.start()); // once: it may end any moment
		long age = running.isPresent() ? Processes.age(running.get()) : 0;
		long end = System.nanoTime() + settings.timeout().minusMillis(age).toNanos();
		boolean timeout = false;
		while (Processes.isAlive(installation.pid(), installation.start())) {
			output.trim();
			if (System.nanoTime() - end > 0) {
				timeout = true;
				kill(installation);
				break;
			}
			Thread.sleep(LOOK);
		}
		return new End(timeout ? Optional.empty() : exit(), timeout);
	}

	/** What it left behind when it ended; empty when it was killed before that. */
	Optional<Integer> exit() throws IOException {
		if (!Files.exists(folder.exit())) {
			return Optional.empty();
		}
		String text = Files.readString(folder.exit()).strip();
		return text.matches("\\d{1,3}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
	}

	/** The process of one whose number was not noted before the agent was killed. */
	Optional<Installation> find(Installation installation) {
		return Processes.all().stream().filter(p -> p.session() == p.pid() && Processes.hasVariable(p.pid(), "GWE_APP_NAME=" + installation.app())
				&& Processes.hasVariable(p.pid(), "GWE_HOME=" + home.folder())).findFirst().map(p -> installation.running(installation.boot(), p.pid(), p.start()));
	}

	/** Ends all processes of its session, at last by force. */
	void kill(Installation installation) throws InterruptedException {
		if (installation.pid() == 0 || !installation.boot().equals(machine())) {
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

	private static String machine() {
		try {
			return Processes.bootId();
		} catch (IOException e) {
			return "";
		}
	}

	private static void signal(String signal, Installation installation) {
		session(installation).forEach(p -> Processes.signal(signal, p.pid()));
	}

	/** Its processes; numbers are used again, so that each is looked at. */
	private static List<Processes.Entry> session(Installation installation) {
		return Processes.all().stream().filter(p -> p.session() == installation.pid() && p.start() >= installation.start()
				&& Processes.hasVariable(p.pid(), "GWE_APP_NAME=" + installation.app())).toList();
	}
}
