package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.internal.Entry.Submitted;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All runs as the journal has them, and all that is written about them: journal, logs, and word to listeners. In a process that does not own the data folder it reads
 * the journal anew with each question.
 */
final class RunStore implements Recorder, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);
	private static final Duration LISTENER_PERIOD = Duration.ofMillis(100);
	private static final int ORPHANS_NAMED = 5;

	private final DataFolder data;
	private final FleetModel fleet;
	private final Publisher publisher;
	private final InstantSource clock;
	private final Consumer<Run> atRest;
	private final Journal<Entry> journal;
	private final Vault vault;
	private final Forgetting forgetting;
	private final StateListeners<TaskRun> listeners = new StateListeners<>("tasks", LISTENER_PERIOD);
	private final Map<String, TaskLog> logs = new ConcurrentHashMap<>();
	private final Map<String, Run> runs = new ConcurrentHashMap<>();
	private volatile List<String> damage = List.of();
	private volatile boolean owner;

	/** What happened while the journal could not be written, in order; guarded by itself, as the writing is. */
	private final Deque<Entry> unwritten = new ArrayDeque<>();
	private volatile Optional<String> unwritable = Optional.empty();
	private boolean closed;

	/** @param atRest hears each run of which a target came to rest */
	RunStore(DataFolder data, FleetModel fleet, InstantSource clock, Consumer<Run> atRest) {
		this.data = data;
		this.fleet = fleet;
		publisher = new Publisher(fleet, System::nanoTime);
		this.clock = clock;
		this.atRest = atRest;
		vault = new Vault(data, data.path().resolve("journal").resolve("secrets"));
		journal = new Journal<>(data.path().resolve("journal"), new EntryJson(vault));
		forgetting = new Forgetting(data.path().resolve("journal"), logFolder(), journal);
	}

	/** @param growing whether another process may be writing */
	private Map<String, Run> load(List<String> problems, boolean growing) throws IOException {
		var contents = journal.read(growing);
		problems.addAll(contents.problems());
		var loaded = new HashMap<String, Run>();
		var orphans = new LinkedHashSet<String>();
		for (Entry entry : contents.entries()) {
			if (entry instanceof Submitted submitted) {
				var run = loaded(submitted);
				loaded.put(entry.run(), run);
				link(run, loaded);
			} else if (loaded.containsKey(entry.run())) {
				loaded.get(entry.run()).apply(entry);
			} else {
				orphans.add(entry.run());
			}
		}
		orphans.removeAll(forgetting.begun());
		if (!orphans.isEmpty()) {
			problems.add("The beginning of %s cannot be read from the journal, so that %s cannot be shown, resumed or retried: %s%s. What was done is in %s".formatted(
					orphans.size() == 1 ? "1 task" : orphans.size() + " tasks", orphans.size() == 1 ? "it" : "they",
					String.join(", ", orphans.stream().limit(ORPHANS_NAMED).toList()), orphans.size() > ORPHANS_NAMED ? " and further ones" : "", logFolder()));
		}
		return loaded;
	}

	/** Before secrets were kept apart, they stood in the journal. */
	private static Run loaded(Submitted submitted) {
		var parts = SecretParameters.of(submitted.request(), List.of());
		return parts.secrets().isEmpty() ? new Run(submitted) : new Run(new Submitted(submitted.run(), submitted.origin(), submitted.retryOf(), submitted.undoOf(), submitted.rollout(),
				parts.shown(), submitted.secrets(), submitted.user(), submitted.time(), submitted.carried()), Optional.of(parts));
	}

	private static void link(Run run, Map<String, Run> all) {
		String id = run.submitted().run();
		run.submitted().retryOf().map(all::get).ifPresent(r -> r.retriedBy(id));
		run.submitted().undoOf().map(all::get).ifPresent(r -> r.undoneBy(id));
	}

	/** Takes the journal over: what it has no end of was cut off with the process that ran it. */
	synchronized void recover() {
		if (owner) {
			return;
		}
		var problems = new ArrayList<String>();
		try {
			runs.putAll(load(problems, false));
			owner = true;
			reveal(problems);
			runs.values().forEach(run -> interrupted(run).forEach(end -> {
				log(run, end.target(), Severity.WARNING, end.message());
				recordAnyway(end, true);
			}));
		} catch (IOException e) {
			problems.add("The journal in %s cannot be read: %s".formatted(data.path().resolve("journal"), FileProblem.reason(e)));
		}
		damage = List.copyOf(problems);
		damage.forEach(problem -> report(Severity.ERROR, problem));
	}

	/** Reads the secrets of runs that may go on, and erases the others: the process ended before it could. */
	private void reveal(List<String> problems) throws IOException {
		for (String id : vault.ids()) {
			var run = runs.get(id);
			if (run == null || run.overForGood()) {
				vault.erase(id);
				continue;
			}
			try {
				vault.get(id).ifPresent(run::reveal);
			} catch (IOException e) {
				problems.add("The secrets of task %s cannot be read, so that it can be neither resumed nor retried: %s".formatted(id, FileProblem.reason(e)));
			}
		}
	}

	/** Erases the secrets of a run that is over for good, when the journal says so too. */
	private void erase(Run run) {
		if (!run.submitted().secrets().isEmpty() && run.overForGood() && unwritable.isEmpty()) {
			eraseAnyway(run);
		}
	}

	private void eraseAnyway(Run run) {
		run.erase();
		try {
			vault.erase(run.submitted().run());
		} catch (IOException e) {
			LOG.error("The secrets of task {} cannot be erased, which is tried again at the next start: {}", run.submitted().run(), FileProblem.reason(e));
		}
	}

	/** Erases the secrets of runs that ended before a time and were neither retried nor discarded since; those of interrupted ones stay. */
	void eraseSecrets(Instant before) {
		for (Run run : runs.values()) {
			var now = run.snapshot();
			boolean old = now.ended().filter(before::isAfter).isPresent() && !now.resumable();
			if (!run.submitted().secrets().isEmpty() && run.whole() && (old || run.overForGood())) {
				eraseAnyway(run);
			}
		}
	}

	private void report(Severity severity, String text) {
		if (severity == Severity.ERROR) {
			LOG.error(text);
		} else {
			LOG.info(text);
		}
		fleet.report(new FleetEvent(clock.instant(), "", Optional.empty(), severity, text));
	}

	/** The ends of a run's targets that have none, because its process has ended. */
	private List<TargetEnded> interrupted(Run run) {
		var targets = run.snapshot().targets();
		return run.targets(s -> !s.ended()).stream().map(i -> {
			var target = targets.get(i);
			String when = target.step().isEmpty() ? "before it began" : (target.state() == TaskState.WAITING ? "before \"%s\" was tried again" : "during \"%s\"").formatted(target.step());
			return new TargetEnded(run.submitted().run(), i, TaskState.INTERRUPTED, "Fleetdesk ended " + when, clock.instant());
		}).toList();
	}

	/** Makes this process the one that runs tasks, if no other is. */
	void own() throws IOException {
		if (!owner) {
			var other = owner("a task");
			if (other.isPresent()) {
				throw new IOException("Tasks cannot run here: " + other.get() + ", owns the data folder " + data.path());
			}
			recover();
			if (!owner) {
				throw new IOException("Tasks cannot run: " + String.join("; ", damage));
			}
		}
	}

	/** @return who else owns the data folder */
	private Optional<String> owner(String as) throws IOException {
		try {
			return data.own(as);
		} catch (IOException e) {
			throw new IOException("Tasks cannot run: " + e.getMessage(), e);
		}
	}

	boolean owner() {
		return owner;
	}

	/** All runs by id. */
	Map<String, Run> runs() {
		if (owner) {
			return runs;
		}
		try {
			boolean lives = data.ownerLives(); // asked first: what it runs after that is running
			var loaded = load(new ArrayList<>(), lives);
			if (!lives) {
				loaded.values().forEach(run -> interrupted(run).forEach(run::apply));
			}
			return loaded;
		} catch (IOException e) {
			throw new UncheckedIOException("The journal in " + data.path() + " cannot be read: " + FileProblem.reason(e), e);
		}
	}

	/** @throws IllegalArgumentException when there is none */
	Run run(String id) {
		var run = runs().get(id);
		if (run == null) {
			throw new IllegalArgumentException("There is no task " + id);
		}
		return run;
	}

	/** What is wrong with the journal, as sentences. */
	List<String> problems() {
		var problems = new ArrayList<>(damage);
		if (!owner) {
			try {
				load(problems, data.ownerLives());
			} catch (IOException e) {
				problems.add("The journal in " + data.path() + " cannot be read: " + FileProblem.reason(e));
			}
		}
		unwritable.ifPresent(problems::add);
		return problems;
	}

	/**
	 * Writes down that a run begins; when that is not possible, there is no such run.
	 *
	 * @param parts the request, of which the entry has only what is shown
	 */
	Run begin(Submitted submitted, SecretParameters parts) throws IOException {
		var run = new Run(submitted, Optional.of(parts));
		keep(submitted.run(), parts);
		try {
			write(submitted, true);
		} catch (IOException e) {
			vault.erase(submitted.run());
			throw e;
		}
		runs.put(submitted.run(), run);
		link(run, runs);
		run.snapshot().links().retryOf().map(runs::get).ifPresent(before -> {
			erase(before); // this one has them now
			changed(before);
		});
		run.snapshot().links().undoOf().map(runs::get).ifPresent(this::changed);
		changed(run);
		return run;
	}

	private void keep(String id, SecretParameters parts) throws IOException {
		try {
			vault.put(id, parts.secrets());
		} catch (IOException e) {
			throw new IOException("The secrets of the task cannot be kept in %s: %s".formatted(data.path(), FileProblem.reason(e)), e);
		}
	}

	/** Writes to the journal, after all that it could not take before. */
	private void write(Entry entry, boolean sync) throws IOException {
		synchronized (unwritten) {
			if (closed) {
				throw new IOException("Fleetdesk is closing");
			}
			try {
				writeLate();
				journal.append(entry, clock.instant(), sync);
			} catch (IOException e) {
				if (unwritable.isEmpty()) {
					report(Severity.ERROR, e.getMessage() + "; tasks cannot run until it can");
				}
				unwritable = Optional.of(e.getMessage());
				throw e;
			}
			if (unwritable.isPresent()) {
				unwritable = Optional.empty();
				report(Severity.INFO, "The journal can be written again");
			}
		}
	}

	private void writeLate() throws IOException {
		while (!unwritten.isEmpty()) {
			journal.append(unwritten.getFirst(), clock.instant(), true);
			unwritten.removeFirst();
		}
	}

	@Override
	public void record(Entry told, boolean sync) throws IOException {
		var entry = scrubbed(told);
		write(entry, sync);
		apply(entry);
	}

	/** What engines say may repeat what they were given. */
	private Entry scrubbed(Entry entry) {
		var run = runs.get(entry.run());
		return switch (entry) {
		case Entry.StepStarted e -> new Entry.StepStarted(e.run(), e.target(), e.step(), run.scrub(e.title()), e.attempt(), e.time());
		case Entry.AttemptFailed e -> new Entry.AttemptFailed(e.run(), e.target(), e.step(), e.attempt(), run.scrub(e.reason()), e.next());
		case Entry.Undoing e -> new Entry.Undoing(e.run(), e.target(), e.step(), run.scrub(e.title()), e.state(), run.scrub(e.message()));
		case TargetEnded e -> new TargetEnded(e.run(), e.target(), e.state(), run.scrub(e.message()), e.time());
		default -> entry;
		};
	}

	@Override
	public void recordAnyway(Entry told, boolean sync) {
		var entry = scrubbed(told);
		synchronized (unwritten) {
			try {
				write(entry, sync);
			} catch (IOException e) {
				unwritten.add(entry);
			}
		}
		apply(entry);
	}

	private void apply(Entry entry) {
		var run = runs.get(entry.run());
		run.apply(entry);
		if (entry instanceof TargetEnded) {
			erase(run);
			settled(run);
		} else {
			changed(run);
		}
	}

	@Override
	public void changed(Run run) {
		listeners.changed(run.submitted().run(), run::snapshot);
	}

	@Override
	public void settled(Run run) {
		atRest.accept(run);
		wake(run);
		changed(run);
	}

	private static void wake(Run run) {
		synchronized (run) {
			run.notifyAll();
		}
	}

	/** Wakes all that wait for a run. */
	void wake() {
		runs.values().forEach(RunStore::wake);
	}

	@Override
	public void log(Run run, int target, Severity severity, String text) {
		String label = target < 0 ? "" : run.submitted().request().targets().get(target).label();
		logs.computeIfAbsent(run.submitted().run(), id -> new TaskLog(logFile(run))).write(new TaskLogLine(clock.instant(), severity, label, run.scrub(text)));
	}

	List<TaskLogLine> log(Run run) throws IOException {
		return TaskLog.read(logFile(run));
	}

	/** Takes a run out of the memory; {@link #forget} has to follow. */
	void drop(Run run) {
		runs.remove(run.submitted().run());
	}

	/** Removes runs that were dropped, and their logs, from the disk. */
	void forget(List<Run> dropped) throws IOException {
		dropped.stream().filter(r -> !r.submitted().secrets().isEmpty()).forEach(this::eraseAnyway);
		forgetting.forget(dropped.stream().map(r -> r.submitted().run()).toList(), runs::containsKey);
	}

	private Path logFolder() {
		return data.path().resolve("logs").resolve("tasks");
	}

	private Path logFile(Run run) {
		return logFolder().resolve(run.submitted().run() + ".jsonl");
	}

	/** Closes the log of a run that came to rest. */
	void closeLog(Run run) {
		var log = logs.remove(run.submitted().run());
		if (log != null) {
			log.close();
		}
	}

	@Override
	public void publish(Snapshot snapshot) {
		fleet.accept(snapshot);
	}

	@Override
	public void publish(Session session) throws InterruptedException {
		publisher.publish(session);
	}

	Registration addListener(Consumer<TaskRun> changed) {
		return listeners.add(changed);
	}

	Instant now() {
		return clock.instant();
	}

	/** What could not be written gets a last chance; nothing is written any more after this. */
	void closeJournal() {
		synchronized (unwritten) {
			try {
				writeLate();
			} catch (IOException e) {
				LOG.error("{} entries are not in the journal: {}", unwritten.size(), e.getMessage());
			}
			journal.close();
			closed = true;
		}
		listeners.close();
	}

	@Override
	public void close() {
		logs.values().forEach(TaskLog::close);
	}
}
