package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.fleetdesk.engine.Uninterrupted;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.supervise.Faults;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the programs of a folder and keeps them running, by supervisord's rules. One thread looks after all of them; calls may come from any thread. Programs that an
 * earlier supervisor left running, because it was killed, are taken over.
 */
final class EmbeddedSupervisor implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger("org.fleetdesk.gateways.supervisor");
	private static final long QUICK_MILLIS = 50;
	private static final long SLOW_MILLIS = 500;
	private static final Comparator<Program> PRIORITY = Comparator.<Program>comparingInt(p -> p.settings().priority()).thenComparing(p -> p.settings().name());

	/** With supervisord's codes. */
	enum Mood {
		RUNNING(1), RESTARTING(0), SHUTDOWN(-1);

		private final int code;

		Mood(int code) {
			this.code = code;
		}

		int code() {
			return code;
		}
	}

	private final ProgramFolder folder;
	private final Launcher launcher;
	private final Notebook notebook;
	private final Clock clock;
	private final LogFiles logs = new LogFiles(System::nanoTime);
	private final ReentrantLock lock = new ReentrantLock();
	private final Condition changed = lock.newCondition();
	private final Map<String, Program> programs = new LinkedHashMap<>();
	private final Thread loop = new Thread(this::run, "gwe-supervisor");
	private Map<String, ProgramSettings> known = Map.of();
	private Mood mood = Mood.RUNNING;
	private boolean ended;

	EmbeddedSupervisor(ProgramFolder folder, Launcher launcher, Notebook notebook, Clock clock) {
		this.folder = folder;
		this.launcher = launcher;
		this.notebook = notebook;
		this.clock = clock;
	}

	/** Reads the folder, takes over what is left and starts what starts by itself. A program with an error is left out until it is put right; the others run. */
	void start() {
		lock.lock();
		try {
			begin();
		} finally {
			lock.unlock();
		}
		loop.start();
	}

	private void begin() {
		try {
			known = folder.read(problem -> LOG.error("A program is left out: {}", problem.getMessage()));
		} catch (IllegalArgumentException e) {
			LOG.error("The programs cannot be read: {}", e.getMessage());
			known = Map.of();
		}
		known.values().forEach(this::add);
		notebook.rest().forEach((name, left) -> LOG.warn("Process {} of {} goes on without a supervisor: the program is not in the folder", left.child().pid(), name));
	}

	private void add(ProgramSettings settings) {
		var program = new Program(settings, launcher, notebook, clock);
		programs.put(settings.name(), program);
		notebook.take(settings.name()).ifPresent(left -> program.adopt(left.child(), left.start(), age(left)));
	}

	private static Duration age(Notebook.Left left) {
		try {
			var process = Processes.find(left.child().pid());
			return process.isEmpty() ? Duration.ZERO : Duration.ofMillis(Processes.age(process.get()));
		} catch (IOException e) {
			return Duration.ZERO;
		}
	}

	private void run() {
		long rotated = System.nanoTime();
		while (true) {
			lock.lock();
			try {
				if (ended) {
					return;
				}
				sorted().forEach(p -> p.tick(mood == Mood.RUNNING));
				changed.signalAll();
				changed.await(programs.values().stream().anyMatch(Program::needsAttention) ? QUICK_MILLIS : SLOW_MILLIS, TimeUnit.MILLISECONDS);
			} catch (InterruptedException e) {
				return; // nobody interrupts it but the end of the process
			} catch (RuntimeException e) {
				LOG.error("The supervisor failed, and goes on", e);
			} finally {
				lock.unlock();
			}
			if (System.nanoTime() - rotated > TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS)) {
				rotated = System.nanoTime();
				logs().forEach(logs::rotate);
			}
		}
	}

	private List<ProgramSettings.Log> logs() {
		return locked(() -> programs.values().stream().flatMap(p -> Stream.of(p.settings().out(), p.settings().err())).distinct().toList());
	}

	private List<Program> sorted() {
		return programs.values().stream().sorted(PRIORITY).toList();
	}

	private <T> T locked(Supplier<T> work) {
		lock.lock();
		try {
			return work.get();
		} finally {
			lock.unlock();
		}
	}

	private void wake() {
		changed.signalAll();
	}

	/** @throws Fault when it stops or restarts */
	void check() {
		lock.lock();
		try {
			checkLocked();
		} finally {
			lock.unlock();
		}
	}

	/** What were started now would not be ended. */
	private void checkLocked() {
		if (mood != Mood.RUNNING) {
			throw new Fault(Faults.SHUTDOWN_STATE, "SHUTDOWN_STATE");
		}
	}

	Mood mood() {
		return locked(() -> mood);
	}

	/** As supervisord sorts them. */
	List<Map<String, Object>> processes() {
		return locked(() -> sorted().stream().map(Program::info).toList());
	}

	Map<String, Object> process(String name) {
		return locked(() -> named(name).info());
	}

	ProgramSettings settings(String name) {
		return locked(() -> named(name).settings());
	}

	/** Of all programs in the folder, as they were read last, and whether they are there to be run. */
	Map<ProgramSettings, Boolean> configurations() {
		return locked(() -> {
			var all = new LinkedHashMap<ProgramSettings, Boolean>();
			known.values().forEach(s -> all.put(s, programs.containsKey(s.name())));
			return all;
		});
	}

	/** @param name as {@code supervisorctl} has it: {@code NAME}, {@code NAME:NAME} or {@code NAME:*} */
	private Program named(String name) {
		String[] parts = name.split(":", 2);
		var program = programs.get(parts[0]);
		if (program == null || parts.length > 1 && !parts[1].equals("*") && !parts[1].isEmpty() && !parts[1].equals(parts[0])) {
			throw new Fault(Faults.BAD_NAME, "BAD_NAME: " + name);
		}
		return program;
	}

	void startProcess(String name, boolean wait) throws InterruptedException {
		lock.lock();
		try {
			checkLocked();
			var program = named(name);
			var problem = program.problem();
			if (problem.isPresent()) {
				throw new Fault(problem.get().fault(), (problem.get().fault() == Faults.NO_FILE ? "NO_FILE: " : "NOT_EXECUTABLE: ") + problem.get().reason());
			}
			if (program.isStarted()) {
				throw new Fault(Faults.ALREADY_STARTED, "ALREADY_STARTED: " + name);
			}
			program.spawn();
			program.tick(false);
			wake();
			while (true) {
				if (!program.spawnError().isEmpty()) {
					throw new Fault(Faults.SPAWN_ERROR, "SPAWN_ERROR: " + name);
				}
				if (!wait || program.state() == State.RUNNING) {
					return;
				}
				if (program.state() != State.STARTING) {
					throw new Fault(Faults.ABNORMAL_TERMINATION, "ABNORMAL_TERMINATION: " + name);
				}
				changed.await(SLOW_MILLIS, TimeUnit.MILLISECONDS);
			}
		} finally {
			lock.unlock();
		}
	}

	void stopProcess(String name, boolean wait) throws InterruptedException {
		lock.lock();
		try {
			var program = named(name);
			if (!program.isStarted()) {
				throw new Fault(Faults.NOT_RUNNING, "NOT_RUNNING: " + name);
			}
			program.stop();
			wake();
			while (wait && !program.isStopped()) {
				changed.await(SLOW_MILLIS, TimeUnit.MILLISECONDS);
			}
		} finally {
			lock.unlock();
		}
	}

	/** Names of those that are, or are not, started; in the order in which they are to be treated. */
	List<String> names(boolean started) {
		return locked(() -> {
			var names = new ArrayList<>(sorted().stream().filter(p -> p.isStarted() == started).map(p -> p.settings().name()).toList());
			return started ? names.reversed() : names;
		});
	}

	void signal(String name, String signal) {
		lock.lock();
		try {
			var program = named(name);
			String known = ProgramFolder.signal(signal).orElseThrow(() -> new Fault(Faults.BAD_SIGNAL, "BAD_SIGNAL: " + signal));
			if (!program.isStarted() && program.state() != State.STOPPING) {
				throw new Fault(Faults.NOT_RUNNING, "NOT_RUNNING: " + name);
			}
			if (!program.signal(known)) {
				throw new Fault(Faults.FAILED, "FAILED: " + name);
			}
		} finally {
			lock.unlock();
		}
	}

	/** Reads the folder anew and changes nothing. @return names of those that were added, changed and removed since */
	List<List<String>> reload() {
		lock.lock();
		try {
			known = folder.read();
			return List.of(changes(s -> !programs.containsKey(s.name())), changes(s -> programs.containsKey(s.name()) && !programs.get(s.name()).settings().equals(s)),
					programs.keySet().stream().filter(n -> !known.containsKey(n)).toList());
		} catch (IllegalArgumentException e) {
			throw new Fault(Faults.CANT_REREAD, "CANT_REREAD: " + e.getMessage());
		} finally {
			lock.unlock();
		}
	}

	private List<String> changes(Predicate<ProgramSettings> which) {
		return known.values().stream().filter(which).map(ProgramSettings::name).toList();
	}

	void addProgram(String name) {
		lock.lock();
		try {
			checkLocked();
			var settings = Optional.ofNullable(known.get(name)).orElseThrow(() -> new Fault(Faults.BAD_NAME, "BAD_NAME: " + name));
			if (programs.containsKey(name)) {
				throw new Fault(Faults.ALREADY_ADDED, "ALREADY_ADDED: " + name);
			}
			add(settings);
			wake();
		} finally {
			lock.unlock();
		}
	}

	void removeProgram(String name) {
		lock.lock();
		try {
			if (!named(name).isStopped()) {
				throw new Fault(Faults.STILL_RUNNING, "STILL_RUNNING: " + name);
			}
			programs.remove(name);
		} finally {
			lock.unlock();
		}
	}

	void clearLogs(String name) {
		var settings = settings(name);
		logs.clear(settings.out());
		logs.clear(settings.err());
	}

	/** Ends all programs, reads the folder and starts them again; returns at once. */
	void restart() {
		leave(Mood.RESTARTING, () -> {
			programs.clear();
			begin();
			mood = Mood.RUNNING;
		});
	}

	/** Ends all programs, then does something with the lock; returns at once. */
	private void leave(Mood next, Runnable then) {
		lock.lock();
		try {
			if (mood == Mood.SHUTDOWN || mood == next) {
				return;
			}
			mood = next;
			stopAll();
		} finally {
			lock.unlock();
		}
		Thread.ofVirtual().name("gwe-supervisor-leaves").start(() -> {
			lock.lock();
			try {
				awaitStopped();
				if (mood == next) {
					then.run();
					wake();
				}
			} finally {
				lock.unlock();
			}
		});
	}

	private void stopAll() {
		each(Program::isStarted, Program::stop);
		wake();
	}

	private void each(Predicate<Program> which, Consumer<Program> work) {
		sorted().reversed().stream().filter(which).forEach(work);
	}

	private void awaitStopped() {
		while (!programs.values().stream().allMatch(Program::isStopped)) {
			changed.awaitUninterruptibly(); // the loop wakes all after each look
		}
	}

	/** Ends all programs and this supervisor; returns at once. */
	void shutdown() {
		leave(Mood.SHUTDOWN, () -> ended = true);
	}

	/** Waits until it has ended by {@link #shutdown}. */
	void awaitEnd() throws InterruptedException {
		loop.join();
	}

	@Override
	public void close() {
		shutdown();
		Uninterrupted.join(loop);
	}
}
