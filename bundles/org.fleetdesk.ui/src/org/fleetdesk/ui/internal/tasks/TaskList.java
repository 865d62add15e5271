package org.fleetdesk.ui.internal.tasks;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.DoubleStream;

import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.internal.tasks.RowSource.Whole;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All runs as the views show them, kept up to date by what changes, so that nobody has to ask for ten thousand of them each second; a service. Thread-safe. */
@Component(service = TaskList.class)
public final class TaskList {

	private static final Logger LOG = LoggerFactory.getLogger(TaskList.class);

	/** How often it is looked for runs that retention has removed. */
	private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
	private static final Comparator<TaskRun> LATEST = Comparator.comparing(TaskRun::created).thenComparing(TaskRun::id);

	/**
	 * How many runs are in which state.
	 *
	 * @param waiting   for their turn, or for another attempt
	 * @param attention that failed or were interrupted, and that nobody has looked after yet
	 * @param fraction  of those under way, from 0 to 1
	 */
	public record Counts(int running, int waiting, int attention, double fraction) {

		public int active() {
			return running + waiting;
		}
	}

	/** What changed at once. */
	@FunctionalInterface
	public interface Listener {

		/** @param run as it is now, or null when the list as a whole was read again */
		void changed(TaskRun run);
	}

	private record Listening(Listener listener, Object key) {
	}

	private final TaskService tasks;
	private final Map<String, RunRow> rows = new ConcurrentHashMap<>();
	private final Set<String> active = ConcurrentHashMap.newKeySet();
	private final Set<String> attention = ConcurrentHashMap.newKeySet();
	private final List<Listening> listeners = new CopyOnWriteArrayList<>();
	private final Registration registration;
	private final Thread reader;
	private final Instant begun = Instant.now();
	private volatile boolean read;

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	private volatile List<RowSource> sources = List.of();

	@Activate
	public TaskList(@Reference TaskService tasks) {
		this.tasks = tasks;
		registration = tasks.addListener(this::changed);
		reader = Thread.ofVirtual().name("list of tasks").start(this::keepReading);
	}

	private void keepReading() {
		try {
			while (true) {
				readAll();
				Thread.sleep(LOOK_AGAIN);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private void readAll() {
		try {
			var before = new HashSet<>(rows.keySet());
			var all = tasks.runs();
			all.forEach(r -> before.remove(r.id()));
			boolean news = !read || !before.isEmpty();
			for (TaskRun run : all) {
				if (rows.putIfAbsent(run.id(), new RunRow(run)) == null) { // what a listener was told since is newer
					sort(rows.get(run.id()));
					news = true;
				}
			}
			before.forEach(this::remove);
			read = true;
			if (news) {
				tell(null);
			}
		} catch (UncheckedIOException e) {
			LOG.warn("The tasks cannot be read: {}", e.getMessage());
		}
	}

	private void changed(TaskRun run) {
		var row = new RunRow(run);
		rows.put(run.id(), row);
		sort(row);
		tell(run);
	}

	private void remove(String run) {
		rows.remove(run);
		active.remove(run);
		attention.remove(run);
	}

	private void sort(RunRow row) {
		put(active, row.key(), row.active());
		put(attention, row.key(), row.needsAttention());
	}

	private static void put(Set<String> set, String id, boolean in) {
		if (in) {
			set.add(id);
		} else {
			set.remove(id);
		}
	}

	private void tell(TaskRun run) {
		listeners.forEach(l -> l.listener().changed(run));
	}

	/** Calls back on a background thread with each new state of a run, and when all were read. */
	public Registration addListener(Listener listener) {
		var entry = new Listening(listener, new Object());
		listeners.add(entry);
		return () -> listeners.remove(entry);
	}

	public TaskService tasks() {
		return tasks;
	}

	/** Whether the runs of before have been read. */
	public boolean isRead() {
		return read;
	}

	/** All runs that are known, in no order. */
	public Collection<RunRow> rows() {
		return rows.values();
	}

	Map<String, RunRow> byId() {
		return Collections.unmodifiableMap(rows);
	}

	public Optional<TaskRun> run(String id) {
		return Optional.ofNullable(rows.get(id)).map(RunRow::run);
	}

	/** Those that have not ended. */
	public List<TaskRun> active() {
		return runs(active);
	}

	/** Those that failed or were interrupted, and that nobody has looked after yet. */
	public List<TaskRun> attention() {
		return runs(attention);
	}

	/** Those that can go on where they were cut off, and are no part of something larger. */
	public List<TaskRun> resumable() {
		return attention().stream().filter(TaskRun::resumable).filter(r -> r.links().rollout().isEmpty()).toList();
	}

	/** The latest run of this session that can be undone, and does not undo another one. */
	public Optional<TaskRun> lastUndoable() {
		return rows.values().stream().map(RunRow::run).filter(this::undoable).max(LATEST);
	}

	/** The latest run of all when it is {@link #lastUndoable}: what was begun after a run is what "undo" would be taken for. */
	public Optional<TaskRun> undoOffer() {
		return rows.values().stream().map(RunRow::run).max(LATEST).filter(this::undoable);
	}

	private boolean undoable(TaskRun run) {
		return run.created().isAfter(begun) && run.links().undoOf().isEmpty() && run.links().rollout().isEmpty() && tasks.undoable(run.id());
	}

	private List<TaskRun> runs(Set<String> ids) {
		var found = new ArrayList<TaskRun>();
		ids.forEach(id -> run(id).ifPresent(found::add));
		return found;
	}

	/** Each thing counts once: what the rows of others stand for does not count beside them. */
	public Counts counts() {
		var now = apart(active);
		var wholes = wholes();
		var going = wholes.stream().filter(Whole::active).toList();
		int running = (int) now.stream().filter(r -> r.state() == TaskState.RUNNING).count();
		int needs = apart(attention).size() + (int) wholes.stream().filter(Whole::needsAttention).count();
		return new Counts(running + going.size(), now.size() - running, needs,
				DoubleStream.concat(now.stream().mapToDouble(TaskRun::fraction), going.stream().mapToDouble(Whole::fraction)).average().orElse(0));
	}

	private List<Whole> wholes() {
		return sources.stream().flatMap(s -> s.wholes().stream()).toList();
	}

	private List<TaskRun> apart(Set<String> ids) {
		return runs(ids).stream().filter(r -> sources.stream().noneMatch(s -> s.takes(r))).toList();
	}

	/** Who brings rows of other kinds. */
	List<RowSource> sources() {
		return sources;
	}

	@Deactivate
	void close() {
		reader.interrupt();
		registration.close();
	}
}
