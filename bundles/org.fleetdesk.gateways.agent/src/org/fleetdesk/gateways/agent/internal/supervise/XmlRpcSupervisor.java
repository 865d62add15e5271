package org.fleetdesk.gateways.agent.internal.supervise;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;

/**
 * A supervisord, or the supervisor of our own, which answers as it does. Programs are added and replaced one by one, as {@code supervisorctl update} does it for those
 * that changed; {@code reload}, which restarts all of them, is never used. May be used by several threads.
 */
public final class XmlRpcSupervisor implements Supervisor, AutoCloseable {

	/** How long supervisord takes to restart itself, and some more. */
	private static final Duration GAP = Duration.ofSeconds(5);
	private static final Duration PAUSE = Duration.ofMillis(100);
	private static final int ROUNDS = 5;

	/** When a process was started last, and how often that changed unasked. */
	private record Seen(long start, int restarts) {
	}

	/** Does something to one program or process. */
	@FunctionalInterface
	private interface Step {
		void take(String name) throws SupervisorException, InterruptedException;
	}

	private final RpcClient rpc;
	private final ProgramFiles files;
	private final Duration patience;
	private final Map<String, Seen> seen = new HashMap<>();

	/**
	 * @param url      {@code unix:///run/supervisor.sock} or {@code http://127.0.0.1:9001}
	 * @param programs folder whose {@code *.conf} files the supervisor includes
	 * @param patience how long a program may take to come up or to end
	 */
	public XmlRpcSupervisor(HttpClientFactory http, URI url, Supplier<Optional<HttpCredentials>> credentials, Path programs, Duration patience) {
		rpc = new RpcClient(http, url, credentials, GAP);
		files = new ProgramFiles(programs.toAbsolutePath().normalize());
		this.patience = patience;
	}

	@Override
	public List<ProcessInfo> all() throws SupervisorException, InterruptedException {
		var all = new ArrayList<ProcessInfo>();
		for (Object entry : rpc.ask(List.class, "supervisor.getAllProcessInfo")) {
			if (entry instanceof Map<?, ?> process) {
				all.add(info(process));
			}
		}
		return List.copyOf(all);
	}

	private ProcessInfo info(Map<?, ?> process) {
		String name = text(process, "name");
		String group = text(process, "group");
		String full = group.isEmpty() || group.equals(name) ? name : group + ":" + name;
		long start = number(process, "start");
		int restarts = process.get("restarts") instanceof Integer counted ? counted : restarts(full, start);
		return new ProcessInfo(full, State.of((int) number(process, "state")), (int) number(process, "pid"), time(start), time(number(process, "stop")),
				Instant.ofEpochSecond(number(process, "now")), (int) number(process, "exitstatus"), text(process, "spawnerr"), text(process, "description"),
				text(process, "stdout_logfile"), restarts);
	}

	/** supervisord does not count; what is seen here are those since the last look. */
	private synchronized int restarts(String name, long start) {
		var before = seen.getOrDefault(name, new Seen(start, 0));
		var now = new Seen(start, before.restarts() + (before.start() != 0 && before.start() != start ? 1 : 0));
		seen.put(name, now);
		return now.restarts();
	}

	/** A start that was asked for here counts no more than before, also when somebody has looked meanwhile. */
	private synchronized void asked(ProcessInfo before, ProcessInfo after) {
		seen.put(before.name(), new Seen(after.start().map(Instant::getEpochSecond).orElse(0L), before.restarts()));
	}

	private synchronized void forget(String name) {
		seen.keySet().removeIf(n -> n.equals(name) || n.startsWith(name + ":"));
	}

	private static String text(Map<?, ?> process, String key) {
		return process.get(key) instanceof String text ? text : "";
	}

	private static long number(Map<?, ?> process, String key) {
		return process.get(key) instanceof Number number ? number.longValue() : 0;
	}

	private static Optional<Instant> time(long seconds) {
		return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
	}

	@Override
	public Optional<String> file(String name) throws SupervisorException {
		return files.read(name);
	}

	@Override
	public void put(String name, String text) throws SupervisorException, InterruptedException {
		var before = files.read(name);
		files.write(name, text);
		try {
			reread();
		} catch (SupervisorException e) {
			files.restore(name, before);
			throw e.fault() == Faults.CANT_REREAD ? refused(name, e) : e;
		}
		leave(name);
		unless(Faults.ALREADY_ADDED, name, n -> rpc.tell(Boolean.class, "supervisor.addProcessGroup", n)); // it may be, when an answer did not arrive
		forget(name);
	}

	private void reread() throws SupervisorException, InterruptedException {
		rpc.tell(List.class, "supervisor.reloadConfig");
	}

	/** A file that cannot be read makes the supervisor refuse all of them: it is this program's fault only when the others are fine without it. */
	private SupervisorException refused(String name, SupervisorException refusal) throws InterruptedException {
		try {
			reread();
			return new SupervisorException(Faults.CANT_REREAD, "The supervisor refuses the configuration of " + name + ": " + refusal.getMessage(), refusal);
		} catch (SupervisorException foreign) {
			return new SupervisorException(foreign.fault(),
					"The supervisor cannot read its configuration, whatever the one of " + name + " says, because of another file: " + foreign.getMessage(), foreign);
		}
	}

	@Override
	public void remove(String name) throws SupervisorException, InterruptedException {
		files.restore(name, Optional.empty()); // first, so that it does not come back when the supervisor restarts meanwhile
		leave(name);
		forget(name);
		try {
			reread();
		} catch (SupervisorException e) {
			if (e.fault() != Faults.CANT_REREAD) { // because of others; this one is gone all the same
				throw e;
			}
		}
	}

	/** Stops a program and takes it out of what the supervisor runs; its file stays. */
	private void leave(String name) throws SupervisorException, InterruptedException {
		for (int round = 1;; round++) {
			stopAll(of(name));
			try {
				unless(Faults.BAD_NAME, name, n -> rpc.tell(Boolean.class, "supervisor.removeProcessGroup", n));
				return;
			} catch (SupervisorException e) {
				if (e.fault() != Faults.STILL_RUNNING || round == ROUNDS) { // one that had ended by itself was started again
					throw e;
				}
			}
		}
	}

	@Override
	public void start(String name) throws SupervisorException, InterruptedException {
		startAll(known(name));
	}

	private void startAll(List<ProcessInfo> processes) throws SupervisorException, InterruptedException {
		for (var process : processes) {
			unless(Faults.ALREADY_STARTED, process.name(), p -> rpc.tell(Boolean.class, "supervisor.startProcess", p, false));
		}
		for (var process : processes) {
			var end = await(process.name(), s -> s != State.STARTING && s != State.STOPPING, "come up");
			asked(process, end);
			if (end.state() != State.RUNNING && end.state() != State.EXITED) {
				throw new SupervisorException(Faults.SPAWN_ERROR, "The program " + process.name() + " did not stay up" + (end.spawnError().isEmpty() ? "." : ": " + end.spawnError() + "."), null);
			}
		}
	}

	@Override
	public void stop(String name) throws SupervisorException, InterruptedException {
		stopAll(known(name));
	}

	private void stopAll(List<ProcessInfo> processes) throws SupervisorException, InterruptedException {
		for (var process : processes) {
			unless(Faults.NOT_RUNNING, process.name(), p -> rpc.tell(Boolean.class, "supervisor.stopProcess", p, false));
		}
		for (var process : processes) {
			await(process.name(), s -> !s.running() && s != State.BACKOFF, "end");
		}
	}

	@Override
	public void restart(String name) throws SupervisorException, InterruptedException {
		var processes = known(name);
		stopAll(processes);
		startAll(processes);
	}

	@Override
	public void signal(String name, String signal) throws SupervisorException, InterruptedException {
		for (var process : known(name)) {
			rpc.tell(Boolean.class, "supervisor.signalProcess", process.name(), signal);
		}
	}

	private List<ProcessInfo> known(String name) throws SupervisorException, InterruptedException {
		var found = of(name);
		if (found.isEmpty()) {
			throw new SupervisorException(Faults.BAD_NAME, "The supervisor has no program " + name + ".", null);
		}
		return found;
	}

	private static void unless(int expected, String name, Step step) throws SupervisorException, InterruptedException {
		try {
			step.take(name);
		} catch (SupervisorException e) {
			if (e.fault() != expected) {
				throw e;
			}
		}
	}

	private ProcessInfo await(String process, Predicate<State> state, String what) throws SupervisorException, InterruptedException {
		long end = System.nanoTime() + patience.toNanos();
		while (true) {
			var info = info(rpc.ask(Map.class, "supervisor.getProcessInfo", process));
			if (state.test(info.state())) {
				return info;
			}
			if (System.nanoTime() - end > 0) {
				throw new SupervisorException(0, "The program %s did not %s within %d seconds.".formatted(process, what, patience.toSeconds()), null);
			}
			Thread.sleep(PAUSE);
		}
	}

	@Override
	public LogPiece tail(String name, long offset, int length) throws SupervisorException, InterruptedException {
		if (length < 1) {
			throw new IllegalArgumentException("A piece of a log has one byte or more.");
		}
		var process = known(name).getFirst();
		if (!process.logFile().startsWith("/")) {
			throw new SupervisorException(Faults.NO_FILE, "The program has no log.", null);
		}
		try {
			// supervisord itself cannot hand out texts that are not UTF-8, nor a piece that ends within a character
			return LogReader.read(Path.of(process.logFile()), offset, length);
		} catch (IOException e) {
			return far(process.name(), offset, length);
		}
	}

	/** Of a supervisor whose files are not this machine's, or not this user's. */
	private LogPiece far(String process, long offset, int length) throws SupervisorException, InterruptedException {
		var end = rpc.ask(List.class, "supervisor.tailProcessStdoutLog", process, 0, 0);
		long size = end.size() > 1 && end.get(1) instanceof Number number ? number.longValue() : 0;
		boolean rotated = offset > size;
		long from = offset < 0 ? Math.max(0, size - length) : rotated ? 0 : offset;
		int count = (int) Math.min(length, Math.min(size - from, Integer.MAX_VALUE - from));
		return new LogPiece(count < 1 ? "" : rpc.ask(String.class, "supervisor.readProcessStdoutLog", process, (int) from, count), from + Math.max(0, count), rotated);
	}

	@Override
	public String version() throws SupervisorException, InterruptedException {
		String version = rpc.ask(String.class, "supervisor.getSupervisorVersion");
		return version.matches("\\d.*") ? "supervisord " + version : version;
	}

	@Override
	public void close() {
		rpc.close();
	}
}
