package org.fleetdesk.tasks.internal.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.DuplicateRolloutException;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.ForgettableRollouts;
import org.fleetdesk.tasks.internal.Journal;
import org.fleetdesk.tasks.internal.RunStarter;
import org.fleetdesk.tasks.internal.SecretParameters;
import org.fleetdesk.tasks.internal.StateListeners;
import org.fleetdesk.tasks.internal.TaskHandlers;
import org.fleetdesk.tasks.internal.TaskLog;
import org.fleetdesk.tasks.internal.Vault;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs rollouts in the process that owns the data folder. In any other process it only reads their journal, anew with each question. */
@Component(service = { RolloutService.class, ForgettableRollouts.class })
public final class RolloutEngine implements RolloutService, ForgettableRollouts, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(RolloutEngine.class);
	private static final Duration LISTENER_PERIOD = Duration.ofMillis(100);

	private final DataFolder data;
	private final BlockingGuard guard;
	private final LiveRollout.Parts parts;
	private final Registration following;
	/** Held while a rollout begins or goes on, so that two over one target never do; before all other locks. */
	private final Object goingOn = new Object();
	private final StateListeners<Rollout> listeners = new StateListeners<>("rollouts", LISTENER_PERIOD);

	// written under this lock, read without
	private final Map<String, LiveRollout> rollouts = new ConcurrentHashMap<>();
	private volatile boolean recovered;
	private volatile boolean closed;

	@Activate
	public RolloutEngine(@Reference DataFolder data, @Reference FleetModel fleet, @Reference TaskService tasks, @Reference RunStarter starter,
			@Reference TaskHandlers handlers, @Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		this(data, fleet, tasks, starter, handlers, guard, InstantSource.system(), Soak.Pace.USUAL);
	}

	RolloutEngine(DataFolder data, FleetModel fleet, TaskService tasks, RunStarter starter, TaskHandlers handlers, BlockingGuard guard, InstantSource clock,
			Soak.Pace pace) {
		this.data = data;
		this.guard = guard;
		parts = new LiveRollout.Parts(tasks, starter, handlers, fleet, new Journal<>(data.path().resolve("journal").resolve("rollouts"), new RolloutJson()), clock, pace,
				new Vault(data, data.path().resolve("journal").resolve("rollouts").resolve("secrets")), r -> listeners.changed(r.created().rollout(), r::snapshot));
		following = tasks.addListener(this::follow);
		starter.heed(this::refusal);
		data.whenOwned(this::recover);
	}

	private void follow(TaskRun run) {
		run.links().rollout().map(rollouts::get).ifPresent(r -> r.reconcile(run));
	}

	/** Takes over what a process that is gone has left. */
	private synchronized void recover() {
		if (closed || recovered) {
			return;
		}
		var problems = new ArrayList<String>();
		try {
			rollouts.putAll(load(problems, true));
			recovered = true;
			rollouts.values().forEach(LiveRollout::recover);
		} catch (IOException e) {
			problems.add(e.getMessage());
		}
		for (String problem : problems) {
			LOG.error(problem);
			parts.fleet().report(new FleetEvent(parts.clock().instant(), "", Optional.empty(), Severity.ERROR, problem));
		}
	}

	/** @param secrets whether their secrets are read too, and erased where they are of no more use */
	private Map<String, LiveRollout> load(List<String> problems, boolean secrets) throws IOException {
		var contents = parts.journal().read(!data.owned());
		problems.addAll(contents.problems());
		var records = new LinkedHashMap<String, RolloutRecord>();
		var whole = new HashMap<String, TaskRequest>();
		for (RolloutEntry entry : contents.entries()) {
			if (entry instanceof RolloutEntry.Created created) {
				whole.put(created.rollout(), created.task());
				records.put(created.rollout(), new RolloutRecord(created.shown()));
			} else if (records.containsKey(entry.rollout())) { // else its beginning is damaged, which is told
				records.get(entry.rollout()).add(entry);
			}
		}
		var loaded = new LinkedHashMap<String, LiveRollout>();
		for (var kept : records.values()) {
			var created = kept.created();
			if (kept.gap()) {
				problems.add("An entry about rollout %s, \"%s\", is missing in the journal: what became of some of its targets is not known, and they count as interrupted".formatted(
						created.rollout(), created.task().title()));
			}
			loaded.put(created.rollout(), new LiveRollout(kept, created.secrets().isEmpty() ? Optional.of(whole.get(created.rollout()))
					: secrets ? whole(created, problems) : Optional.empty(), logFile(created.rollout()), parts));
		}
		if (secrets) {
			for (String id : parts.vault().ids()) {
				if (!loaded.containsKey(id)) {
					parts.vault().erase(id);
				} else if (loaded.get(id).over()) {
					loaded.get(id).eraseSecrets();
				}
			}
		}
		return loaded;
	}

	private Optional<TaskRequest> whole(RolloutEntry.Created created, List<String> problems) {
		try {
			return parts.vault().get(created.rollout()).map(kept -> SecretParameters.join(created.task(), kept));
		} catch (IOException e) {
			problems.add("The secrets of rollout %s cannot be read, so that it cannot go on: %s".formatted(created.rollout(), FileProblem.reason(e)));
			return Optional.empty();
		}
	}

	private Path logFile(String id) {
		return data.path().resolve("logs").resolve("rollouts").resolve(id + ".jsonl");
	}

	@Override
	public String start(TaskRequest task, RolloutPlan plan) throws IOException {
		guard.check("Starting a rollout");
		var handler = parts.handlers().find(task.verb())
				.orElseThrow(() -> new IllegalArgumentException("This installation of Fleetdesk cannot do \"" + task.verb() + "\""));
		var distinct = new HashSet<ResourceId>();
		for (TaskTarget target : task.targets()) {
			if (!distinct.add(target.resource())) {
				throw new IllegalArgumentException("A rollout takes each target once: " + target.label() + " is named twice");
			}
		}
		String id = parts.starter().reserve();
		var secret = SecretParameters.of(task, handler);
		var created = new RolloutEntry.Created(id, secret.shown(), List.copyOf(secret.secrets().keySet()), plan, System.getProperty("user.name"), parts.clock().instant());
		var first = new RolloutMachine(plan, task.targets()).begin(created.time());
		var rollout = new LiveRollout(new RolloutRecord(created), Optional.of(SecretParameters.join(secret.shown(), secret.secrets())), logFile(id), parts);
		synchronized (goingOn) {
			refuseDuplicate(id, task);
			synchronized (this) {
				requireOwner();
				write(created, secret);
				rollouts.put(id, rollout);
			}
		}
		rollout.begin(first.commands()); // outside of the lock: the task engine has locks of its own
		return id;
	}

	private void write(RolloutEntry.Created created, SecretParameters secret) throws IOException {
		try {
			parts.vault().put(created.rollout(), secret.secrets());
		} catch (IOException e) {
			throw new IOException("The secrets of the rollout cannot be kept in %s: %s".formatted(data.path(), FileProblem.reason(e)), e);
		}
		try {
			parts.journal().append(created, created.time(), true);
		} catch (IOException e) {
			parts.vault().erase(created.rollout());
			throw e;
		}
	}

	/** Why a run of a rollout is not to be meddled with. */
	private Optional<String> refusal(String id) {
		if (!recovered) {
			recover();
		}
		if (!recovered) {
			return Optional.of("it is a part of rollout " + id + ", and the journal of the rollouts cannot be read");
		}
		return Optional.ofNullable(rollouts.get(id)).filter(r -> !r.over()).map(r -> "it is a part of rollout %s, \"%s\", which is %s; %s the rollout instead".formatted(id,
				r.created().task().title(), r.state().state().word(), RolloutMachine.wayOut(r.state())));
	}

	private void requireOwner() throws IOException {
		if (closed) {
			throw new IOException("Fleetdesk is closing");
		}
		recover();
		if (!recovered) {
			throw new IOException("Rollouts cannot run: the journal in " + data.path() + " cannot be read");
		}
	}

	private void refuseDuplicate(String id, TaskRequest task) {
		for (var other : rollouts.values()) {
			var theirs = other.created().task();
			if (!other.created().rollout().equals(id) && theirs.verb().equals(task.verb()) && !(other.state().state().atRest() && other.state().activity().isEmpty())) {
				var taken = theirs.targets().stream().map(TaskTarget::resource).collect(Collectors.toSet());
				task.targets().stream().filter(t -> taken.contains(t.resource())).findFirst().ifPresent(t -> {
					throw new DuplicateRolloutException("Another rollout over %s has not ended: \"%s\", rollout %s, is %s".formatted(t.label(), theirs.title(),
							other.created().rollout(), other.state().state().word()), other.created().rollout());
				});
			}
		}
	}

	@Override
	public List<Rollout> rollouts() {
		return present().values().stream().map(LiveRollout::snapshot).sorted(Comparator.comparing(Rollout::created).thenComparing(Rollout::id).reversed()).toList();
	}

	@Override
	public Optional<Rollout> rollout(String id) {
		return Optional.ofNullable(present().get(id)).map(LiveRollout::snapshot);
	}

	private Map<String, LiveRollout> present() {
		if (recovered) {
			return rollouts;
		}
		try {
			var loaded = load(new ArrayList<>(), false);
			if (!data.ownerLives()) {
				loaded.values().forEach(LiveRollout::showInterrupted);
			}
			return loaded;
		} catch (IOException e) {
			throw new UncheckedIOException("The journal in " + data.path() + " cannot be read: " + FileProblem.reason(e), e);
		}
	}

	@Override
	public Collection<String> ids() {
		return List.copyOf(rollouts.keySet());
	}

	@Override
	public Optional<Rest> rest(String id) {
		if (!recovered) {
			return Optional.empty();
		}
		var rollout = rollouts.get(id);
		return rollout == null ? Optional.of(new Rest(false, Instant.EPOCH)) : rollout.atRestSince().map(since -> new Rest(!rollout.over(), since));
	}

	@Override
	public void forget(Collection<String> ids) throws IOException {
		guard.check("Forgetting rollouts");
		var over = new HashSet<String>();
		synchronized (this) {
			requireOwner();
			ids.stream().filter(id -> rest(id).isPresent()).forEach(over::add);
			over.stream().map(rollouts::remove).filter(Objects::nonNull).forEach(this::drop);
		}
		if (!over.isEmpty()) {
			parts.journal().remove(entry -> over.contains(entry.rollout()));
		}
		for (String id : over) {
			Files.deleteIfExists(logFile(id));
		}
	}

	private void drop(LiveRollout rollout) {
		rollout.close();
		rollout.eraseSecrets();
		if (!rollout.over()) {
			parts.fleet().report(new FleetEvent(parts.clock().instant(), "", Optional.empty(), Severity.INFO,
					"\"%s\", rollout %s, was halted long ago and is forgotten".formatted(rollout.created().task().title(), rollout.created().rollout())));
		}
	}

	private LiveRollout existing(String id) {
		var rollout = present().get(id);
		if (rollout == null) {
			throw new IllegalArgumentException("There is no rollout " + id);
		}
		return rollout;
	}

	/** Lets one go on, or back, unless another one that was started meanwhile is at work on a target of it. */
	private void goOn(String id, RolloutEvent wish) throws IOException {
		var rollout = own(id);
		synchronized (goingOn) {
			refuseDuplicate(id, rollout.created().task());
			rollout.wish(wish);
		}
	}

	/** The one that a user wants something of, here where it runs. */
	private LiveRollout own(String id) throws IOException {
		guard.check("Changing a rollout");
		if (!recovered) {
			parts.starter().reserve(); // takes the data folder, or says who has it
		}
		synchronized (this) {
			requireOwner();
		}
		return existing(id);
	}

	@Override
	public List<TaskLogLine> log(String id) throws IOException {
		guard.check("Reading a rollout's log");
		return TaskLog.read(logFile(existing(id).created().rollout()));
	}

	@Override
	public void pause(String id) throws IOException {
		own(id).wish(new RolloutEvent.Pause(parts.clock().instant()));
	}

	@Override
	public void resume(String id) throws IOException {
		goOn(id, new RolloutEvent.Resume(parts.clock().instant()));
	}

	@Override
	public void halt(String id) throws IOException {
		var asked = parts.clock().instant();
		own(id).wish(new RolloutEvent.Halt(asked));
	}

	@Override
	public void retryFailed(String id) throws IOException {
		goOn(id, new RolloutEvent.Retry(parts.clock().instant()));
	}

	@Override
	public void rollBack(String id) throws IOException {
		goOn(id, new RolloutEvent.RollBack(parts.clock().instant()));
	}

	@Override
	public void acknowledge(String id) throws IOException {
		own(id).wish(new RolloutEvent.Acknowledge(parts.clock().instant()));
	}

	@Override
	public List<String> possible(String id) {
		return RolloutMachine.possible(existing(id).state());
	}

	@Override
	public Rollout await(String id) throws InterruptedException {
		var rollout = existing(id);
		if (!recovered) {
			throw new IllegalStateException("Rollout " + id + " runs in another process");
		}
		rollout.await();
		return rollout.snapshot();
	}

	@Override
	public Registration addListener(Consumer<Rollout> changed) {
		return listeners.add(changed);
	}

	/** Stops watching; the next start shows what was under way as interrupted. */
	@Deactivate
	@Override
	public void close() {
		synchronized (this) {
			closed = true;
		}
		following.close();
		rollouts.values().forEach(LiveRollout::close);
		parts.journal().close();
		listeners.close();
	}
}
