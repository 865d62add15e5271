package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.tasks.DuplicateTaskException;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.Entry.Carried;
import org.fleetdesk.tasks.internal.Entry.Resumed;
import org.fleetdesk.tasks.internal.Entry.Submitted;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.fleetdesk.tasks.internal.TargetWorker.Tools;
import org.fleetdesk.tasks.internal.TargetWorker.Work;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks in the process that owns the data folder: decides what may begin; {@link RunStore} remembers it, {@link Workers} do it. */
@Component(service = { TaskService.class, RunStarter.class, ForgettableRuns.class })
public final class TaskEngine implements TaskService, RunStarter, ForgettableRuns, AutoCloseable {

	/**
	 * How it goes about its work.
	 *
	 * @param undoDeadline how long undoing what one step left half-done may take
	 */
	record Manners(Attempts attempts, Turns.Bounds bounds, Duration undoDeadline) {
		static final Manners USUAL = new Manners(Attempts.USUAL, Turns.Bounds.USUAL, Duration.ofSeconds(10));
	}

	/** Where a run comes from. */
	private record Cause(Optional<Run> retried, Optional<Run> undone, Optional<String> rollout) {
		static final Cause USER = new Cause(Optional.empty(), Optional.empty(), Optional.empty());

		static Cause retry(Run run) {
			return new Cause(Optional.of(run), Optional.empty(), run.submitted().rollout());
		}

		static Cause undo(Run run) {
			return new Cause(Optional.empty(), Optional.of(run), run.submitted().rollout());
		}

		/** A retry of an undo is an undo. */
		Optional<String> undoOf() {
			return undone.map(r -> r.submitted().run()).or(() -> retried.flatMap(r -> r.submitted().undoOf()));
		}
	}

	private static final Logger LOG = LoggerFactory.getLogger(TaskEngine.class);
	private static final String UNDO = "Undo: ";
	private static final String REDO = "Redo: ";
	private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

	private final TaskHandlers handlers;
	private final BlockingGuard guard;
	private final RunStore store;
	private final Workers workers;
	private final Tools tools;
	private final Set<String> reserved = ConcurrentHashMap.newKeySet();
	private volatile Rollouts rollouts = rollout -> Optional.empty();
	private volatile boolean closed;

	@Activate
	public TaskEngine(@Reference DataFolder data, @Reference Sessions sessions, @Reference FleetModel fleet, @Reference TaskHandlers handlers,
			@Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		this(data, sessions, fleet, handlers, guard, InstantSource.system(), Manners.USUAL);
	}

	TaskEngine(DataFolder data, Sessions sessions, FleetModel fleet, TaskHandlers handlers, BlockingGuard guard, InstantSource clock, Manners manners) {
		this.handlers = handlers;
		this.guard = guard;
		store = new RunStore(data, fleet, clock, this::atRest);
		workers = new Workers(sessions, manners.bounds());
		tools = new Tools(store, clock, manners.attempts(), manners.undoDeadline());
		data.whenOwned(this::recover);
	}

	private synchronized void recover() {
		if (!closed) {
			store.recover();
		}
	}

	/** A target came to rest. */
	private void atRest(Run run) {
		if (workers.settled(run)) {
			store.closeLog(run);
		}
	}

	@Override
	public String submit(TaskRequest request) throws IOException {
		return begin(reserve(), request, Cause.USER, Collections.nCopies(request.targets().size(), Carried.NOTHING));
	}

	@Override
	public void start(String id, TaskRequest request, String rollout, Map<TaskTarget, String> before) throws IOException {
		requireOwner();
		var retried = before.values().stream().max(Comparator.naturalOrder()).map(store::run);
		begin(id, request, new Cause(retried, Optional.empty(), Optional.of(rollout)), request.targets().stream()
				.map(t -> Optional.ofNullable(before.get(t)).map(store.runs()::get).filter(r -> r.index(t) >= 0).map(r -> r.carry(r.index(t))).orElse(Carried.NOTHING)).toList());
	}

	@Override
	public Map<String, String> kept(String run, TaskTarget target) {
		return Optional.ofNullable(store.runs().get(run)).filter(r -> r.index(target) >= 0).map(r -> r.carry(r.index(target)).values()).orElse(Map.of());
	}

	private String begin(String id, TaskRequest request, Cause cause, List<Carried> carried) throws IOException {
		guard.check("Starting a task");
		var handler = handler(request);
		var all = IntStream.range(0, request.targets().size()).boxed().toList();
		var plans = Workers.plan(request, all, handler);
		synchronized (this) {
			requireOwner();
			refuseDuplicate(request, request.targets());
			var parts = SecretParameters.of(request, handler);
			if (store.runs().containsKey(id)) {
				throw new IllegalArgumentException("There is a task " + id + " already");
			}
			var run = store.begin(new Submitted(id, cause.retried().map(r -> r.submitted().origin()).orElse(id), cause.retried().map(r -> r.submitted().run()),
					cause.undoOf(), cause.rollout(), parts.shown(), List.copyOf(parts.secrets().keySet()), System.getProperty("user.name"), store.now(), carried), parts);
			reserved.remove(id);
			workers.start(run, all, handler, plans, tools, Work.EXECUTE);
		}
		return id;
	}

	private TaskHandler handler(TaskRequest request) {
		return handlers.find(request.verb())
				.orElseThrow(() -> new IllegalArgumentException("This installation of Fleetdesk cannot do \"" + request.verb() + "\""));
	}

	private void requireOwner() throws IOException {
		if (closed) {
			throw new IOException("Fleetdesk is closing");
		}
		store.own();
	}

	private void refuseDuplicate(TaskRequest request, List<TaskTarget> targets) {
		var wanted = targets.stream().map(TaskTarget::resource).collect(Collectors.toSet());
		for (Run other : store.runs().values()) {
			var theirs = other.request();
			if (theirs.verb().equals(request.verb()) && theirs.parameters().equals(request.parameters())) {
				other.targets(s -> !s.ended()).stream().map(theirs.targets()::get).filter(t -> wanted.contains(t.resource())).findFirst().ifPresent(t -> {
					throw new DuplicateTaskException("\"" + theirs.title() + "\" runs already on " + t.label() + ": task " + other.submitted().run(), other.submitted().run());
				});
			}
		}
	}

	@Override
	public String reserve() throws IOException {
		requireOwner();
		Instant now = store.now();
		while (true) {
			String id = ID.format(now) + String.format("-%04x", ThreadLocalRandom.current().nextInt(1 << 16));
			if (!store.runs().containsKey(id) && reserved.add(id)) {
				return id;
			}
		}
	}

	@Override
	public List<TaskRun> runs() {
		return store.runs().values().stream().map(Run::snapshot).sorted(Comparator.comparing(TaskRun::created).thenComparing(TaskRun::id).reversed()).toList();
	}

	@Override
	public Optional<TaskRun> run(String id) {
		return Optional.ofNullable(store.runs().get(id)).map(Run::snapshot);
	}

	@Override
	public List<String> problems() {
		return store.problems();
	}

	@Override
	public List<TaskLogLine> log(String id) throws IOException {
		guard.check("Reading a task's log");
		return store.log(store.run(id));
	}

	@Override
	public void cancel(String id) {
		if (closed) {
			return; // who waits for a run is woken by the closing, and its run is interrupted and not cancelled
		}
		workers.cancel(id);
	}

	@Override
	public void cancelQueued(String id) {
		workers.cancelQueued(id);
	}

	@Override
	public void heed(Rollouts those) {
		rollouts = those;
	}

	/** A rollout that has not ended does not hear of what is done to its runs by others, and would do it again. Without locks: rollouts have their own. */
	private void requireAlone(String id, String what) throws IOException {
		requireOwner();
		store.run(id).submitted().rollout().flatMap(rollouts::refusal).ifPresent(why -> {
			throw new IllegalArgumentException("Task " + id + " cannot be " + what + " by itself: " + why);
		});
	}

	@Override
	public String retry(String id) throws IOException {
		return follow(id, "retried", (again, run) -> {
			refuseRetried(run);
			var left = left(run, TaskState::retryable, "done again");
			var before = run.request("retried");
			var request = new TaskRequest(before.version(), before.verb(), before.title(), left.stream().map(before.targets()::get).toList(), before.parameters());
			begin(again, request, Cause.retry(run), left.stream().map(run::carry).toList());
		});
	}

	private interface Next {
		/** @param id of the run that comes after the one that has ended */
		void begin(String id, Run ended) throws IOException;
	}

	/** Begins a run that comes after one that has ended. */
	private String follow(String ended, String what, Next next) throws IOException {
		requireAlone(ended, what);
		String id = reserve();
		synchronized (this) {
			next.begin(id, ended(ended));
		}
		return id;
	}

	private Run ended(String id) throws IOException {
		requireOwner();
		var run = store.run(id);
		if (!run.ended()) {
			throw new IllegalArgumentException("Task " + id + " is still running");
		}
		return run;
	}

	private static void refuseRetried(Run run) {
		run.snapshot().links().retriedBy().ifPresent(other -> {
			throw new IllegalArgumentException("Task " + run.submitted().run() + " was retried already, as " + other);
		});
	}

	/** A run that has ended and that no later one has taken over. */
	private Run settled(String id) throws IOException {
		var run = ended(id);
		refuseRetried(run);
		return run;
	}

	private static List<Integer> left(Run run, Predicate<TaskState> state, String what) {
		var left = run.targets(state);
		if (left.isEmpty()) {
			throw new IllegalArgumentException("Nothing of task " + run.submitted().run() + " is left to be " + what);
		}
		return left;
	}

	@Override
	public void resume(String id) throws IOException {
		guard.check("Resuming a task");
		requireAlone(id, "resumed");
		synchronized (this) {
			var run = settled(id);
			var left = left(run, s -> s == TaskState.INTERRUPTED, "resumed");
			var request = run.request("resumed");
			var handler = handler(request);
			var plans = Workers.plan(request, left, handler);
			refuseDuplicate(request, left.stream().map(request.targets()::get).toList());
			store.record(new Resumed(id, left, store.now()), true);
			workers.start(run, left, handler, plans, tools, Work.RESUME);
		}
	}

	@Override
	public boolean undoable(String id) {
		var run = store.runs().get(id);
		return run != null && run.ended() && run.snapshot().links().undoneBy().isEmpty() && undoing(run).isPresent();
	}

	/** The request that takes back what a run did. */
	private Optional<TaskRequest> undoing(Run run) {
		var request = run.request();
		var done = run.done();
		return done.isEmpty() ? Optional.empty() : handlers.find(request.verb()).flatMap(h -> h.undo(request, done))
				.filter(u -> run.whole() || !SecretParameters.hides(u)) // the way back would need what was erased
				.map(u -> new TaskRequest(u.version(), u.verb(), undoTitle(request.title()), u.targets(), u.parameters()));
	}

	/** To undo an undo is to redo. */
	private static String undoTitle(String title) {
		return title.startsWith(UNDO) ? REDO + title.substring(UNDO.length()) : title.startsWith(REDO) ? UNDO + title.substring(REDO.length()) : UNDO + title;
	}

	@Override
	public String undo(String id) throws IOException {
		return follow(id, "undone", (back, run) -> {
			run.snapshot().links().undoneBy().ifPresent(other -> {
				throw new IllegalArgumentException("Task " + id + " was undone already, by " + other);
			});
			var request = undoing(run).orElseThrow(() -> new IllegalArgumentException(run.done().isEmpty() ? "Task " + id + " did nothing that could be undone"
					: "\"" + run.submitted().request().title() + "\" cannot be undone, or changed nothing"));
			begin(back, request, Cause.undo(run), Collections.nCopies(request.targets().size(), Carried.NOTHING));
		});
	}

	@Override
	public void discard(String id) throws IOException {
		guard.check("Discarding a task");
		requireAlone(id, "discarded");
		synchronized (this) {
			var run = settled(id);
			var left = left(run, TaskState::retryable, "discarded");
			var request = run.request();
			var handler = handlers.find(request.verb());
			var plans = handler.flatMap(h -> planned(request, left, h));
			if (plans.isPresent()) {
				left.forEach(i -> run.tidying(i, "Discard"));
				workers.start(run, left, handler.get(), plans.get(), tools, Work.DISCARD);
				store.changed(run);
			} else {
				left.forEach(i -> store.recordAnyway(new TargetEnded(id, i, TaskState.DISCARDED,
						"Discarded; nothing was undone, because this installation cannot do \"" + request.verb() + "\"", store.now()), true));
			}
		}
	}

	/** Empty when the handler does not understand the request, which another version may have written: that must not keep it from being put aside. */
	private static Optional<List<List<Step>>> planned(TaskRequest request, List<Integer> targets, TaskHandler handler) {
		try {
			return Optional.of(Workers.plan(request, targets, handler));
		} catch (RuntimeException e) {
			LOG.warn("Task \"{}\" cannot be planned any more", request.title(), e);
			return Optional.empty();
		}
	}

	@Override
	public int forget(List<TaskRun> chosen) throws IOException {
		guard.check("Forgetting tasks");
		List<Run> still;
		synchronized (this) {
			requireOwner();
			still = chosen.stream().filter(c -> run(c.id()).equals(Optional.of(c))).map(c -> store.run(c.id())).filter(workers::settled).toList();
			still.forEach(store::drop);
		}
		store.forget(still);
		return still.size();
	}

	@Override
	public void eraseSecrets(Instant before) {
		store.eraseSecrets(before);
	}

	@Override
	public Optional<String> unhealthy(String id, TaskTarget target) throws EngineException, InterruptedException {
		var run = store.run(id);
		var request = run.submitted().request();
		int index = run.index(target);
		if (index < 0) {
			throw new IllegalArgumentException(target.label() + " is no target of task " + id);
		}
		return handler(request).unhealthy(target, workers.context(run, index, tools)).map(run::scrub);
	}

	@Override
	public TaskRun await(String id) throws InterruptedException {
		var run = store.run(id);
		synchronized (run) {
			while (!run.ended()) {
				if (!store.owner()) {
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
		return store.addListener(changed);
	}

	/** Breaks off what is running; the next start shows it as interrupted. */
	@Deactivate
	@Override
	public void close() {
		synchronized (this) {
			closed = true;
		}
		workers.abandon();
		store.wake();
		store.closeJournal();
		workers.join();
		store.close();
	}
}
