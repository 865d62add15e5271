package org.fleetdesk.tasks.internal.rollout;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.TaskHandler.Done;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.Journal;
import org.fleetdesk.tasks.internal.RunStarter;
import org.fleetdesk.tasks.internal.SecretParameters;
import org.fleetdesk.tasks.internal.TaskHandlers;
import org.fleetdesk.tasks.internal.TaskLog;
import org.fleetdesk.tasks.internal.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One rollout in the process that runs it: takes what happens one after the other, and carries out what the machine decides. */
final class LiveRollout implements Soak.Watcher {

	private static final Logger LOG = LoggerFactory.getLogger(LiveRollout.class);

	/**
	 * What all rollouts share.
	 *
	 * @param changed hears of each new state; cheap
	 */
	record Parts(TaskService tasks, RunStarter starter, TaskHandlers handlers, FleetModel fleet, Journal<RolloutEntry> journal, InstantSource clock, Soak.Pace pace,
			Vault vault, Consumer<LiveRollout> changed) {
	}

	private final RolloutEntry.Created created;
	private final Parts parts;
	private final RolloutMachine machine;
	private final TaskLog log;
	private final Map<ResourceId, Integer> indices = new HashMap<>();

	// written under this lock, which is held while the journal is written; read without
	/** The state as it was when all that it asked for was done. */
	private volatile RolloutState shown;
	private volatile Map<Integer, String> health = Map.of();
	/** When the last change was written; empty when an older version did. */
	private volatile Optional<Instant> written;
	/** The request with its secrets; empty when they were erased or cannot be read. */
	private volatile Optional<TaskRequest> whole;
	/** Null when nothing is watched. */
	private volatile Soak soak;

	// guarded by this
	private RolloutState state;
	/** As it is in the journal; empty when the next entry has to say all of it. */
	private Optional<RolloutState> inJournal;
	/** Of the last change in the journal. */
	private int number;
	private boolean closed;

	/** @param whole the request with its secrets; empty when they are not known */
	LiveRollout(RolloutRecord kept, Optional<TaskRequest> whole, Path logFile, Parts parts) {
		created = kept.created();
		this.whole = whole;
		state = kept.state();
		inJournal = kept.gap() ? Optional.empty() : Optional.of(state);
		number = kept.number();
		written = kept.changed();
		shown = state;
		this.parts = parts;
		machine = new RolloutMachine(created.plan(), created.task().targets());
		log = new TaskLog(logFile);
		for (TaskTarget target : created.task().targets()) {
			indices.put(target.resource(), indices.size());
		}
	}

	RolloutEntry.Created created() {
		return created;
	}

	/** Never waits. */
	RolloutState state() {
		return shown;
	}

	/** Never waits. */
	Rollout snapshot() {
		var watching = soak;
		return RolloutView.of(created, shown, health, watching == null ? Optional.empty() : Optional.of(now().plus(watching.left())));
	}

	/** The same, with its state as {@link #asInterrupted}; it only shows it. */
	void showInterrupted() {
		shown = asInterrupted();
	}

	/** Since when nothing of it is under way; empty while something is, or when it is to go on by itself. */
	Optional<Instant> atRestSince() {
		var now = shown;
		return now.state().atRest() && now.activity().isEmpty() ? Optional.of(written.orElseGet(this::latestRun)) : Optional.empty();
	}

	private Instant latestRun() {
		return shown.waves().stream().flatMap(w -> w.runs().stream()).flatMap(id -> parts.tasks.run(id).stream()).flatMap(r -> r.ended().stream()).max(Instant::compareTo)
				.orElse(created.time());
	}

	/** Whether it has ended for good, unless it is taken back. */
	boolean over() {
		return shown.state().ended() && shown.activity().isEmpty();
	}

	/** Erases the secrets of its request. */
	void eraseSecrets() {
		if (!created.secrets().isEmpty()) {
			whole = Optional.empty();
			try {
				parts.vault.erase(created.rollout());
			} catch (IOException e) {
				LOG.error("The secrets of rollout {} cannot be erased, which is tried again at the next start: {}", created.rollout(), e.getMessage());
			}
		}
	}

	/** Carries out what the first state asks for. */
	synchronized void begin(List<RolloutCommand> commands) {
		carryOut(commands);
		changed();
	}

	/** As it is when the process that ran it is gone; changes nothing. */
	synchronized RolloutState asInterrupted() {
		var now = machine.apply(state, new RolloutEvent.Restarted(now())).state();
		if (now.activity().isPresent()) {
			var run = parts.tasks.run(now.activity().get().run());
			for (var target : run.map(TaskRun::targets).orElse(List.of())) {
				Integer index = indices.get(target.target().resource());
				if (index != null && target.state().ended()) {
					now = machine.apply(now, new RolloutEvent.TargetEnded(run.get().id(), index, target.state(), target.message(), now())).state();
				}
			}
			now = machine.apply(now, new RolloutEvent.NotStarted("", now())).state();
		}
		return now;
	}

	/** Takes over what a process that is gone has left: it is not gone on with by itself. */
	synchronized void recover() {
		var before = state;
		state = asInterrupted();
		if (!state.equals(before)) {
			writeAnyway();
		}
		if (state.state() != before.state()) {
			tell(new RolloutCommand.Tell(Severity.WARNING, state.reason(), true));
		}
		log.close();
		shown = state;
	}

	/**
	 * Takes a user's wish.
	 *
	 * @throws IllegalArgumentException when it is not possible now
	 * @throws IOException              when the journal cannot be written; nothing has changed then
	 */
	synchronized void wish(RolloutEvent event) throws IOException {
		var result = machine.apply(state, event);
		try {
			write(result.state());
		} catch (IOException e) {
			if (!(event instanceof RolloutEvent.Halt)) {
				throw e;
			}
			LOG.error("That rollout {} is halted is not in the journal: {}", created.rollout(), e.getMessage());
		}
		state = result.state();
		carryOut(result.commands());
		if (event instanceof RolloutEvent.Halt && state.activity().isEmpty()) {
			log.write(new TaskLogLine(now(), Severity.INFO, "", "Halted %d ms after it was asked for".formatted(Duration.between(event.time(), now()).toMillis())));
		}
		changed();
	}

	/** Takes over how the targets of its run fare. */
	synchronized void reconcile(TaskRun run) {
		if (closed || state.activity().filter(a -> a.run().equals(run.id())).isEmpty()) {
			return;
		}
		var left = Set.copyOf(state.activity().get().left());
		for (var target : run.targets()) {
			Integer index = indices.get(target.target().resource());
			if (target.state().ended() && index != null && left.contains(index)) {
				happened(new RolloutEvent.TargetEnded(run.id(), index, target.state(), target.message(), now()));
			}
		}
	}

	/** Waits until nothing of it is under way. */
	synchronized void await() throws InterruptedException {
		while (!state.state().atRest() || state.activity().isPresent()) {
			if (closed) {
				throw new InterruptedException("Fleetdesk is closing");
			}
			wait();
		}
	}

	synchronized void close() {
		closed = true;
		unwatch();
		log.close();
		notifyAll();
	}

	private void happened(RolloutEvent event) {
		var result = machine.apply(state, event);
		state = result.state();
		// how targets end stands in the journal of the tasks; what is decided then stands here
		if (!(event instanceof RolloutEvent.TargetEnded) || !result.commands().isEmpty()) {
			writeAnyway();
		}
		try {
			carryOut(result.commands());
		} finally {
			changed();
		}
	}

	private void writeAnyway() {
		try {
			write(state);
		} catch (IOException e) {
			LOG.error("The state of rollout {} is not in the journal: {}", created.rollout(), e.getMessage());
		}
	}

	private void write(RolloutState next) throws IOException {
		var now = now();
		parts.journal.append(inJournal.<RolloutEntry>map(before -> new RolloutEntry.Changed(created.rollout(), number + 1, RolloutChange.between(before, next), now))
				.orElseGet(() -> new RolloutEntry.Whole(created.rollout(), next, Optional.of(now))), now, true);
		number = inJournal.isPresent() ? number + 1 : 0;
		inJournal = Optional.of(next);
		written = Optional.of(now);
	}

	private void changed() {
		if (state.state().atRest() && state.activity().isEmpty()) {
			log.close(); // opens again when there is more to say
		}
		shown = state;
		if (over() && whole.isPresent()) {
			eraseSecrets();
		}
		notifyAll();
		parts.changed.accept(this);
	}

	private void carryOut(List<RolloutCommand> commands) {
		for (RolloutCommand command : commands) {
			switch (command) {
			case RolloutCommand.Submit c -> submit(c);
			case RolloutCommand.Cancel c -> parts.tasks.cancel(c.run());
			case RolloutCommand.CancelQueued c -> parts.starter.cancelQueued(c.run());
			case RolloutCommand.Watch _ -> watch();
			case RolloutCommand.Unwatch _ -> unwatch();
			case RolloutCommand.Tell c -> tell(c);
			}
		}
	}

	private void tell(RolloutCommand.Tell tell) {
		log.write(new TaskLogLine(now(), tell.severity(), "", tell.text()));
		if (tell.event()) {
			parts.fleet.report(new FleetEvent(now(), "", Optional.empty(), tell.severity(), created.task().title() + ": " + tell.text()));
		}
	}

	private void submit(RolloutCommand.Submit submit) {
		try {
			var request = submit.back() ? back(submit.targets()) : Optional.of(forward(submit.targets()));
			if (request.isEmpty()) {
				happened(new RolloutEvent.NoWayBack(now()));
				return;
			}
			var acted = request.get().targets().stream().map(t -> indices.get(t.resource())).toList();
			String id = parts.starter.reserve();
			state = machine.apply(state, new RolloutEvent.Reserved(id, acted, now())).state();
			write(state);
			parts.starter.start(id, request.get(), created.rollout(), submit.back() ? Map.of() : before(submit.targets()));
		} catch (IOException | IllegalArgumentException e) {
			happened(new RolloutEvent.NotStarted(e.getMessage(), now()));
		} catch (RuntimeException e) {
			LOG.error("A wave of rollout {} did not start", created.rollout(), e);
			happened(new RolloutEvent.NotStarted("something unexpected happened; Fleetdesk's log has the details", now()));
		}
	}

	private String erased() {
		return "its secrets (%s) are not kept any more, or cannot be read; start a new one, with them".formatted(SecretParameters.names(created.secrets()));
	}

	private TaskRequest forward(List<Integer> targets) {
		var task = whole.orElseThrow(() -> new IllegalArgumentException(erased()));
		String title = state.waves().size() == 1 ? task.title() : "%s, wave %d of %d".formatted(task.title(), state.present() + 1, state.waves().size());
		return new TaskRequest(task.version(), task.verb(), title, targets.stream().map(task.targets()::get).toList(), task.parameters());
	}

	/** The runs in which targets were begun before, whose values they keep. */
	private Map<TaskTarget, String> before(List<Integer> targets) {
		var before = new HashMap<TaskTarget, String>();
		for (int i : targets) {
			var run = state.targets().get(i).run();
			if (!run.isEmpty()) {
				before.put(created.task().targets().get(i), run);
			}
		}
		return before;
	}

	/** The request that takes back what was done, or may have been done, to targets. */
	private Optional<TaskRequest> back(List<Integer> targets) {
		var task = whole.orElse(created.task());
		var handler = parts.handlers.find(task.verb())
				.orElseThrow(() -> new IllegalArgumentException("This installation of Fleetdesk cannot do \"" + task.verb() + "\""));
		var done = new ArrayList<Done>();
		for (int i : targets) {
			var target = state.targets().get(i);
			var values = target.run().isEmpty() ? Map.<String, String>of() : parts.starter.kept(target.run(), task.targets().get(i));
			if (!values.isEmpty() || target.status() == RolloutState.Status.DONE || target.status() == RolloutState.Status.UNHEALTHY) {
				done.add(new Done(task.targets().get(i), values));
			}
		}
		var back = done.isEmpty() ? Optional.<TaskRequest>empty() : handler.undo(task, done);
		if (whole.isEmpty() && back.filter(SecretParameters::hides).isPresent()) {
			throw new IllegalArgumentException(erased());
		}
		return back;
	}

	// health

	private void watch() {
		unwatch();
		var wave = state.waves().get(state.present());
		var watched = new ArrayList<Integer>();
		for (int i = wave.from(); i < wave.to(); i++) {
			if (state.targets().get(i).status() == RolloutState.Status.DONE) {
				watched.add(i);
			}
		}
		var runs = state.targets().stream().map(RolloutState.Target::run).toList();
		soak = new Soak(created.rollout(), watched, created.plan().soak(), parts.pace,
				i -> parts.starter.unhealthy(runs.get(i), created.task().targets().get(i)), this);
		if (closed) {
			return;
		}
		soak.start();
	}

	private void unwatch() {
		health = Map.of();
		if (soak != null) {
			soak.close();
			soak = null;
		}
	}

	@Override
	public synchronized boolean ends(Soak by) {
		return by == soak && state.state() == Rollout.State.SOAKING;
	}

	@Override
	public synchronized void heard(Soak by, Map<Integer, String> found) {
		if (by == soak && !health.equals(found)) {
			found.forEach((i, why) -> {
				if (!why.equals(health.get(i))) {
					log.write(new TaskLogLine(now(), Severity.WARNING, created.task().targets().get(i).label(), why));
				}
			});
			health = Map.copyOf(found);
			changed();
		}
	}

	@Override
	public synchronized void unhealthy(Soak by, int target, String why) {
		if (by == soak) {
			happened(new RolloutEvent.Unhealthy(target, why, now()));
		}
	}

	@Override
	public synchronized void over(Soak by) {
		if (by == soak) {
			happened(new RolloutEvent.SoakOver(now()));
		}
	}

	private Instant now() {
		return parts.clock.instant();
	}
}
