package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Severity;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.tasks.DuplicateTaskException;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.internal.Entry.Carried;
import org.fleetdesk.tasks.internal.Entry.Submitted;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in the process that owns the data folder. In any other process it only reads the journal, anew with each question.
 */
@Component
public final class TaskEngine implements TaskService, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(TaskEngine.class);
	private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
	private static final int SLOTS_A_CONNECTION = 4;
	private static final Duration LISTENER_PERIOD = Duration.ofMillis(100);

	/** How long closing waits for handlers to let go. */
	private static final Duration CLOSING = Duration.ofSeconds(2);

	private final DataFolder data;
	private final Sessions sessions;
	private final FleetModel fleet;
	private final TaskHandlers handlers;
	private final BlockingGuard guard;
	private final InstantSource clock;
	private final Journal<Entry> journal;
	private final Recorder recorder = new Records();
	private final RunListeners listeners = new RunListeners(LISTENER_PERIOD);
	private final ResourceQueue queue = new ResourceQueue();
	private final Map<String, Semaphore> slots = new ConcurrentHashMap<>();
	private final Map<String, TaskLog> logs = new ConcurrentHashMap<>();

	// written under this lock, read without
	private final Map<String, Run> runs = new ConcurrentHashMap<>();
	private final Map<String, List<TargetWorker>> workers = new ConcurrentHashMap<>();
	private volatile boolean owner;
	private volatile boolean closed;

	@Activate
	public TaskEngine(@Reference DataFolder data, @Reference Sessions sessions, @Reference FleetModel fleet, @Reference TaskHandlers handlers,
			@Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		this(data, sessions, fleet, handlers, guard, InstantSource.system());
	}

	TaskEngine(DataFolder data, Sessions sessions, FleetModel fleet, TaskHandlers handlers, BlockingGuard guard, InstantSource clock) {
		this.data = data;
		this.sessions = sessions;
		this.fleet = fleet;
		this.handlers = handlers;
		this.guard = guard;
		this.clock = clock;
		journal = new Journal<>(data.path().resolve("journal"), new EntryJson());
		data.whenOwned(this::recover);
	}

	private Map<String, Run> load(List<String> problems) throws IOException {
		var contents = journal.read();
		problems.addAll(contents.problems());
		var loaded = new HashMap<String, Run>();
		for (Entry entry : contents.entries()) {
			if (entry instanceof Submitted submitted) {
				loaded.put(entry.run(), new Run(submitted));
				submitted.retryOf().map(loaded::get).ifPresent(r -> r.retriedBy(entry.run()));
			} else if (loaded.containsKey(entry.run())) {
				loaded.get(entry.run()).apply(entry);
			}
		}
		return loaded;
	}

	/** Takes the journal over: what it has no end of was cut off with the process that ran it. */
	private synchronized void recover() {
		if (closed || owner) {
			return;
		}
		var problems = new ArrayList<String>();
		try {
			runs.putAll(load(problems));
			owner = true;
			runs.values().forEach(run -> interrupted(run).forEach(end -> {
				recorder.log(run, end.target(), Severity.WARNING, end.message());
				recorder.recordAnyway(end);
			}));
		} catch (IOException e) {
			problems.add(e.getMessage());
		}
		for (String problem : problems) {
			LOG.error(problem);
			fleet.report(new FleetEvent(clock.instant(), "", Optional.empty(), Severity.ERROR, problem));
		}
	}

	/** The ends of a run's targets that have none, because its process has ended. */
	private List<TargetEnded> interrupted(Run run) {
		var targets = run.snapshot().targets();
		return run.targets(s -> !s.ended()).stream().map(i -> new TargetEnded(run.submitted().run(), i, TaskState.INTERRUPTED, targets.get(i).step().isEmpty()
				? "Fleetdesk ended before it began" : "Fleetdesk ended during \"" + targets.get(i).step() + "\"", clock.instant())).toList();
	}

	@Override
	public String submit(TaskRequest request) throws IOException {
		return submit(request, Optional.empty(), Collections.nCopies(request.targets().size(), Carried.NOTHING));
	}

	private String submit(TaskRequest request, Optional<Run> retried, List<Carried> carried) throws IOException {
		guard.check("Starting a task");
		TaskHandler handler = handlers.find(request.verb())
				.orElseThrow(() -> new IllegalArgumentException("This installation of Fleetdesk cannot do \"" + request.verb() + "\""));
		var steps = request.targets().stream().map(t -> handler.plan(request, t)).toList();
		Run run;
		synchronized (this) {
			requireOwner();
			refuseDuplicate(request);
			Instant now = clock.instant();
			String id = newId(now);
			run = new Run(new Submitted(id, retried.map(r -> r.submitted().origin()).orElse(id), retried.map(r -> r.submitted().run()), request,
					System.getProperty("user.name"), now, carried));
			journal.append(run.submitted(), now, true);
			runs.put(id, run);
			retried.ifPresent(r -> r.retriedBy(id));
			start(run, range(request.targets().size()), handler, steps, false);
		}
		retried.ifPresent(listeners::changed);
		listeners.changed(run);
		return run.submitted().run();
	}

	private void requireOwner() throws IOException {
		if (closed) {
			throw new IOException("Fleetdesk is closing");
		}
		if (!owner) {
			var other = data.own("a task");
			if (other.isPresent()) {
				throw new IOException("Tasks cannot run here: " + other.get() + ", owns the data folder " + data.path());
			}
			recover();
			if (!owner) {
				throw new IOException("Tasks cannot run: the journal in " + data.path() + " cannot be read");
			}
		}
	}

	private void refuseDuplicate(TaskRequest request) {
		for (String id : workers.keySet()) {
			var other = runs.get(id);
			var theirs = other.submitted().request();
			if (theirs.verb().equals(request.verb()) && theirs.parameters().equals(request.parameters())) {
				var busy = other.targets(s -> !s.ended()).stream().map(i -> theirs.targets().get(i).resource()).toList();
				request.targets().stream().filter(t -> busy.contains(t.resource())).findFirst().ifPresent(t -> {
					throw new DuplicateTaskException("\"" + theirs.title() + "\" runs already on " + t.label() + ": task " + id, id);
				});
			}
		}
	}

	private String newId(Instant now) {
		while (true) {
			String id = ID.format(now) + String.format("-%04x", ThreadLocalRandom.current().nextInt(1 << 16));
			if (!runs.containsKey(id)) {
				return id;
			}
		}
	}

	private static List<Integer> range(int size) {
		var indices = new ArrayList<Integer>();
		for (int i = 0; i < size; i++) {
			indices.add(i);
		}
		return indices;
	}

	private void start(Run run, List<Integer> indices, TaskHandler handler, List<List<Step>> steps, boolean discard) {
		var started = new ArrayList<TargetWorker>();
		for (int index : indices) {
			var resource = run.submitted().request().targets().get(index).resource();
			started.add(new TargetWorker(run, index, handler, steps.get(index), queue.enter(resource),
					slots.computeIfAbsent(resource.connection(), c -> new Semaphore(SLOTS_A_CONNECTION, true)),
					new TargetContext(run, index, steps.get(index), sessions, recorder), recorder, clock, discard));
		}
		workers.put(run.submitted().run(), started);
		started.forEach(TargetWorker::start);
	}

	@Override
	public List<TaskRun> runs() {
		return present().values().stream().map(Run::snapshot).sorted(Comparator.comparing(TaskRun::created).thenComparing(TaskRun::id).reversed()).toList();
	}

	@Override
	public Optional<TaskRun> run(String id) {
		return Optional.ofNullable(present().get(id)).map(Run::snapshot);
	}

	private Map<String, Run> present() {
		if (owner) {
			return runs;
		}
		try {
			boolean lives = data.ownerLives(); // asked first: what it runs after that is running
			var loaded = load(new ArrayList<>());
			if (!lives) {
				loaded.values().forEach(run -> interrupted(run).forEach(run::apply));
			}
			return loaded;
		} catch (IOException e) {
			throw new UncheckedIOException("The journal in " + data.path() + " cannot be read: " + FileProblem.reason(e), e);
		}
	}

	private Run existing(String id) {
		var run = present().get(id);
		if (run == null) {
			throw new IllegalArgumentException("There is no task " + id);
		}
		return run;
	}

	@Override
	public List<TaskLogLine> log(String id) throws IOException {
		guard.check("Reading a task's log");
		return TaskLog.read(logFile(existing(id)));
	}

	private Path logFile(Run run) {
		return data.path().resolve("logs").resolve("tasks").resolve(run.submitted().run() + ".jsonl");
	}

	@Override
	public void cancel(String id) {
		workers.getOrDefault(id, List.of()).forEach(TargetWorker::cancel);
	}

	@Override
	public synchronized String retry(String id) throws IOException {
		var run = settled(id);
		var again = run.targets(TaskState::retryable);
		if (again.isEmpty()) {
			throw new IllegalArgumentException("Nothing of task " + id + " is left to be done again");
		}
		var before = run.submitted().request();
		var request = new TaskRequest(before.version(), before.verb(), before.title(), again.stream().map(before.targets()::get).toList(), before.parameters());
		return submit(request, Optional.of(run), again.stream().map(run::carry).toList());
	}

	/** A run that has ended and that no later one has taken over. */
	private Run settled(String id) throws IOException {
		requireOwner();
		var run = existing(id);
		if (!run.ended()) {
			throw new IllegalArgumentException("Task " + id + " is still running");
		}
		run.snapshot().links().retriedBy().ifPresent(other -> {
			throw new IllegalArgumentException("Task " + id + " was retried already, as " + other);
		});
		return run;
	}

	@Override
	public void resume(String id) throws IOException {
		throw new IllegalArgumentException("not yet");
	}

	@Override
	public boolean undoable(String id) {
		return false;
	}

	@Override
	public String undo(String id) throws IOException {
		throw new IllegalArgumentException("not yet");
	}

	@Override
	public void discard(String id) throws IOException {
		guard.check("Discarding a task");
		Run run;
		synchronized (this) {
			run = settled(id);
			var request = run.submitted().request();
			var left = run.targets(TaskState::retryable);
			if (left.isEmpty()) {
				throw new IllegalArgumentException("Nothing of task " + id + " is left to be discarded");
			}
			var handler = handlers.find(request.verb());
			if (handler.isPresent()) {
				var steps = request.targets().stream().map(t -> handler.get().plan(request, t)).toList();
				left.forEach(i -> run.undoing(i, "Discard"));
				start(run, left, handler.get(), steps, true);
			} else {
				for (int i : left) {
					recorder.recordAnyway(new TargetEnded(id, i, TaskState.DISCARDED,
							"Discarded; nothing was undone, because this installation cannot do \"" + request.verb() + "\"", clock.instant()));
				}
			}
		}
		listeners.changed(run);
	}

	@Override
	public TaskRun await(String id) throws InterruptedException {
		var run = existing(id);
		synchronized (run) {
			while (!run.ended()) {
				if (!owner) {
					throw new IllegalStateException("Task " + id + " runs in another process");
				}
				if (closed) {
					throw new InterruptedException("Fleetdesk is closing");
				}
				run.wait();
			}
		}
		return run.snapshot();
	}

	@Override
	public Registration addListener(Consumer<TaskRun> changed) {
		return listeners.add(changed);
	}

	private void closeLog(Run run) {
		var log = logs.remove(run.submitted().run());
		if (log != null) {
			log.close();
		}
	}

	/** Breaks off what is running; the next start shows it as interrupted. */
	@Deactivate
	@Override
	public void close() {
		synchronized (this) {
			closed = true;
		}
		var running = workers.values().stream().flatMap(List::stream).toList();
		running.forEach(TargetWorker::abandon); // all of them first: one that is broken off lets the next one in its queue begin
		running.forEach(TargetWorker::breakOff);
		runs.values().forEach(TaskEngine::wake);
		journal.close();
		listeners.close();
		long end = System.nanoTime() + CLOSING.toNanos();
		try {
			for (TargetWorker worker : running) {
				worker.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		logs.values().forEach(TaskLog::close);
	}

	private static void wake(Run run) {
		synchronized (run) {
			run.notifyAll();
		}
	}

	/** Writes down what the workers do. */
	private final class Records implements Recorder {

		@Override
		public void record(Entry entry, boolean sync) throws IOException {
			journal.append(entry, clock.instant(), sync);
			apply(entry);
		}

		@Override
		public void recordAnyway(Entry entry) {
			try {
				record(entry, true);
			} catch (IOException e) {
				LOG.error("Something about task {} is not in the journal: {}", entry.run(), e.getMessage());
				apply(entry);
			}
		}

		private void apply(Entry entry) {
			var run = runs.get(entry.run());
			run.apply(entry);
			if (entry instanceof TargetEnded) {
				settled(run);
			} else {
				changed(run);
			}
		}

		@Override
		public void changed(Run run) {
			listeners.changed(run);
		}

		@Override
		public void settled(Run run) {
			synchronized (TaskEngine.this) {
				if (run.ended()) {
					workers.remove(run.submitted().run());
					closeLog(run);
				}
			}
			wake(run);
			listeners.changed(run);
		}

		@Override
		public void log(Run run, int target, Severity severity, String text) {
			String label = target < 0 ? "" : run.submitted().request().targets().get(target).label();
			logs.computeIfAbsent(run.submitted().run(), id -> new TaskLog(logFile(run))).write(new TaskLogLine(clock.instant(), severity, label, text));
		}

		@Override
		public void publish(Snapshot snapshot) {
			fleet.accept(snapshot);
		}
	}
}
