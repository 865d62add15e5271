package org.fleetdesk.tasks.internal.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Status;

/**
 * A machine in a world that carries its commands out and has its own, much simpler idea of what may happen: which targets are as they should be, which soaks came to
 * their end, what the user forbade.
 */
final class RolloutWorld {

	/** What became of a target, by what was last heard of it. */
	private enum Fate {
		UNTOUCHED, GOOD, BAD, SICK, BROKEN_OFF, BACK, STUCK
	}

	private final RolloutPlan plan;
	private final List<TaskTarget> targets;
	private final List<List<TaskTarget>> waves;
	private final RolloutMachine machine;
	/** What a journal would have. */
	private final RolloutRecord recorded;
	private final List<Fate> fates = new ArrayList<>();
	private RolloutState state;
	private Instant now = Instant.EPOCH;

	/** The run that is under way: its id and the targets that have not ended in it. */
	private String run = "";
	private boolean runsBack;
	private final Set<Integer> open = new TreeSet<>();
	private int runs;
	private boolean refusing;
	private boolean watching;

	// what must never happen
	private final Set<Integer> soaked = new HashSet<>();
	private int highest = -1;
	private boolean back;
	private boolean paused;
	private boolean stopped;

	RolloutWorld(RolloutPlan plan, int count) {
		this.plan = plan;
		targets = IntStream.range(0, count).mapToObj(i -> new TaskTarget(new ResourceId("lab", "container", "t" + i), "t" + i)).toList();
		waves = plan.split(targets);
		targets.forEach(t -> fates.add(Fate.UNTOUCHED));
		machine = new RolloutMachine(plan, targets);
		recorded = new RolloutRecord(new RolloutEntry.Created("r", new org.fleetdesk.tasks.TaskRequest(1, "v", "t", targets,
				com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()), List.of(), plan, "ann", now));
		var first = machine.begin(now);
		state = first.state();
		carryOut(first.commands());
	}

	RolloutState state() {
		return state;
	}

	boolean is(State wanted) {
		return state.state() == wanted;
	}

	boolean busy() {
		return !open.isEmpty();
	}

	boolean soaking() {
		return watching && goodOnes(state.present()).findAny().isPresent();
	}

	boolean may(String action) {
		return RolloutMachine.possible(state).contains(action);
	}

	boolean accepts(String action) {
		try {
			machine.apply(state, switch (action) {
			case "pause" -> new RolloutEvent.Pause(now);
			case "resume" -> new RolloutEvent.Resume(now);
			case "halt" -> new RolloutEvent.Halt(now);
			case "retry" -> new RolloutEvent.Retry(now);
			case "acknowledge" -> new RolloutEvent.Acknowledge(now);
			default -> new RolloutEvent.RollBack(now);
			});
			return true;
		} catch (IllegalArgumentException e) {
			assertThat(e).hasMessageStartingWith("The rollout cannot be ");
			return false;
		}
	}

	// what happens

	private void happen(RolloutEvent event) {
		now = now.plusSeconds(1);
		var result = machine.apply(state, event);
		write(state, result.state());
		state = result.state();
		carryOut(result.commands());
	}

	void end(int which, TaskState outcome) {
		int target = List.copyOf(open).get(which % open.size());
		open.remove(target);
		fates.set(target, switch (outcome) {
		case SUCCEEDED -> runsBack ? Fate.BACK : Fate.GOOD;
		case FAILED -> runsBack ? Fate.STUCK : Fate.BAD;
		default -> runsBack ? fates.get(target) : Fate.BROKEN_OFF;
		});
		happen(new RolloutEvent.TargetEnded(run, target, outcome, "because", now));
	}

	void soakOver() {
		assertThat(watching).as("somebody looks after the soak").isTrue();
		soaked.add(state.present());
		happen(new RolloutEvent.SoakOver(now));
	}

	void unhealthy(int which) {
		var good = goodOnes(state.present()).boxed().toList();
		int target = good.get(which % good.size());
		fates.set(target, Fate.SICK);
		happen(new RolloutEvent.Unhealthy(target, "it exited", now));
	}

	void refuseNext() {
		refusing = true;
	}

	void pause() {
		paused = true;
		happen(new RolloutEvent.Pause(now));
	}

	void resume() {
		goOn();
		if (!back && !is(State.PAUSED)) { // sick ones are watched anew
			ofWave(state.present()).filter(i -> fates.get(i) == Fate.SICK).forEach(i -> fates.set(i, Fate.GOOD));
		}
		happen(new RolloutEvent.Resume(now));
	}

	void retry() {
		goOn();
		happen(new RolloutEvent.Retry(now));
	}

	private void goOn() {
		paused = false;
		stopped = false;
	}

	void halt() {
		stopped = true;
		happen(new RolloutEvent.Halt(now));
		assertThat(watching).as("nothing is watched any more").isFalse();
	}

	void rollBack() {
		goOn();
		back = true;
		happen(new RolloutEvent.RollBack(now));
	}

	void acknowledge() {
		var before = state;
		happen(new RolloutEvent.Acknowledge(now));
		assertThat(state.needsAttention()).isFalse();
		assertThat(state).usingRecursiveComparison().ignoringFields("acknowledged").isEqualTo(before);
		assertThat(RolloutMachine.possible(state)).as("what can be done with it").isEqualTo(RolloutMachine.possible(before).stream().filter(a -> !a.equals("acknowledge")).toList());
	}

	/** The process ends at any moment and another one takes over; what it finds is what was written. */
	void restart(int moment) {
		assertThat(recorded.state()).isEqualTo(state);
		state = recorded.state();
		watching = false;
		boolean known = moment % 3 != 0; // else it ended between the entry and the start of the run
		var cutOff = List.copyOf(open);
		open.clear();
		boolean under = state.activity().isPresent() || is(State.SOAKING);
		happen(new RolloutEvent.Restarted(now));
		if (state.activity().isPresent() && known) {
			for (int target : cutOff) {
				if (!runsBack) {
					fates.set(target, Fate.BROKEN_OFF);
				}
				happen(new RolloutEvent.TargetEnded(run, target, TaskState.INTERRUPTED, "Fleetdesk ended", now));
			}
		} else if (state.activity().isPresent()) {
			if (!runsBack) {
				cutOff.forEach(t -> fates.set(t, Fate.UNTOUCHED));
			}
			happen(new RolloutEvent.NotStarted("", now));
		}
		run = "";
		assertThat(state.activity()).isEmpty();
		assertThat(state.state()).isNotIn(State.RUNNING, State.SOAKING, State.ROLLING_BACK);
		if (under) {
			assertThat(state.state()).isIn(State.INTERRUPTED, State.HALTED);
		}
		stopped = !state.state().ended() && !is(State.PAUSED);
	}

	/** What is written is read again, be it all of the state or what changed. */
	private void write(RolloutState before, RolloutState after) {
		var json = new RolloutJson();
		try {
			var whole = new RolloutEntry.Whole("r", after, java.util.Optional.of(now));
			assertThat(json.read(json.write(whole))).isEqualTo(whole);
			var change = new RolloutEntry.Changed("r", recorded.number() + 1, RolloutChange.between(before, after), now);
			recorded.add(json.read(json.write(change)));
			assertThat(recorded.state()).isEqualTo(after);
			assertThat(recorded.gap()).isFalse();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	// what the machine wants

	private void carryOut(List<RolloutCommand> commands) {
		var todo = new ArrayDeque<>(commands);
		while (!todo.isEmpty()) {
			switch (todo.poll()) {
			case RolloutCommand.Submit c -> submit(c);
			case RolloutCommand.Cancel c -> {
				assertThat(c.run()).isEqualTo(run);
				for (int target : List.copyOf(open)) {
					if (open.contains(target)) {
						end(List.copyOf(open).indexOf(target), target % 2 == 0 ? TaskState.CANCELLED : TaskState.SUCCEEDED);
					}
				}
			}
			case RolloutCommand.CancelQueued c -> {
				assertThat(c.run()).isEqualTo(run);
				if (open.size() > 1) {
					end(open.size() - 1, TaskState.CANCELLED);
				}
			}
			case RolloutCommand.Watch _ -> watching = true;
			case RolloutCommand.Unwatch _ -> watching = false;
			case RolloutCommand.Tell c -> assertThat(c.text()).isNotBlank();
			}
		}
	}

	private void submit(RolloutCommand.Submit submit) {
		assertThat(open).as("no target is in two runs").isEmpty();
		assertThat(stopped).as("nothing starts after a halt").isFalse();
		assertThat(submit.targets()).isNotEmpty().doesNotHaveDuplicates();
		if (submit.back()) {
			back = true;
			assertThat(submit.targets()).allSatisfy(t -> assertThat(fates.get(t)).isNotIn(Fate.UNTOUCHED, Fate.BACK));
		} else {
			forward(submit.targets());
		}
		if (refusing) {
			refusing = false;
			stopped = true;
			happen(new RolloutEvent.NotStarted("the disk is full", now));
			return;
		}
		run = "run " + ++runs;
		runsBack = submit.back();
		open.addAll(submit.targets());
		happen(new RolloutEvent.Reserved(run, submit.targets(), now));
	}

	private void forward(List<Integer> wanted) {
		assertThat(back).as("nothing goes forward after a roll back").isFalse();
		assertThat(paused).as("nothing starts in a pause").isFalse();
		int wave = waveOf(wanted.getFirst());
		assertThat(wanted).allSatisfy(t -> {
			assertThat(waveOf(t)).as("one wave at a time").isEqualTo(wave);
			assertThat(fates.get(t)).as("done is done").isNotEqualTo(Fate.GOOD);
		});
		assertThat(wave).as("no wave is left out, none comes again").isBetween(Math.max(0, highest), highest + 1);
		if (wave > highest) {
			assertThat(wanted).as("all of it").hasSize(waves.get(wave).size());
			highest = wave;
			if (wave > 0) {
				assertThat(through(wave - 1)).as("wave %d when the next one starts", wave).isTrue();
			}
		}
		wanted.stream().filter(t -> fates.get(t) == Fate.SICK).forEach(t -> fates.set(t, Fate.BAD)); // it is done anew
		soaked.remove(wave);
	}

	// what must be true at any time

	void check() {
		for (int i = 0; i < fates.size(); i++) {
			assertThat(state.targets().get(i).status()).as("target %d in %s", i, this).isIn((Object[]) statuses(i));
		}
		if (is(State.SUCCEEDED)) {
			assertThat(IntStream.range(0, waves.size()).allMatch(this::through)).as("all waves are done").isTrue();
		}
		if (is(State.ROLLED_BACK) || is(State.FAILED)) {
			assertThat(back).isTrue();
			assertThat(fates.contains(Fate.STUCK)).as("a failed roll back is told").isEqualTo(is(State.FAILED));
		}
		assertThat(state.ended().isPresent()).isEqualTo(state.state().ended());
		assertThat(state.activity().isPresent()).as("a run is under way").isEqualTo(!open.isEmpty());
		assertThat(watching).as("it is watched").isEqualTo(state.waves().get(state.present()).soaksTo().isPresent()
				&& (is(State.SOAKING) || is(State.PAUSED)));
		failedWavesAreSeen();
	}

	/** A wave that nobody stopped and that cannot succeed any more has its consequence. */
	private void failedWavesAreSeen() {
		var present = state.present();
		boolean undisturbed = open.isEmpty() && (is(State.RUNNING) || is(State.SOAKING));
		if (undisturbed) {
			assertThat(is(State.SOAKING)).as("it waits for something").isTrue();
			assertThat(share(present, Fate.BAD, Fate.SICK)).isLessThan(Math.max(1, plan.errorThreshold()));
		}
		boolean failed = state.waves().get(present).state() == org.fleetdesk.tasks.Rollout.WaveState.FAILED && !back;
		if (failed && plan.onFailure() != OnFailure.HALT) {
			assertThat(stopped).as("only what could not start stays as it is").isTrue();
		}
	}

	private Status[] statuses(int target) {
		if (open.contains(target) && !runsBack) {
			return new Status[] { Status.RUNNING };
		}
		return switch (fates.get(target)) {
		case UNTOUCHED -> new Status[] { Status.PENDING };
		case GOOD -> new Status[] { Status.DONE };
		case BAD -> new Status[] { Status.FAILED, Status.PENDING };
		case SICK -> new Status[] { Status.UNHEALTHY, Status.PENDING };
		case BROKEN_OFF -> new Status[] { Status.CANCELLED, Status.INTERRUPTED, Status.PENDING };
		case BACK -> new Status[] { Status.ROLLED_BACK };
		case STUCK -> new Status[] { Status.STUCK };
		};
	}

	/** A wave that reached its threshold and its soak. */
	private boolean through(int wave) {
		return share(wave, Fate.GOOD) >= plan.successThreshold() && (plan.soak().isZero() || soaked.contains(wave));
	}

	private double share(int wave, Fate... wanted) {
		long some = ofWave(wave).filter(i -> List.of(wanted).contains(fates.get(i))).count();
		return 100.0 * some / waves.get(wave).size();
	}

	private IntStream goodOnes(int wave) {
		return ofWave(wave).filter(i -> fates.get(i) == Fate.GOOD);
	}

	private IntStream ofWave(int wave) {
		return IntStream.range(0, fates.size()).filter(i -> waveOf(i) == wave);
	}

	private int waveOf(int target) {
		int wave = 0;
		for (int past = waves.getFirst().size(); target >= past; past += waves.get(wave).size()) {
			wave++;
		}
		return wave;
	}

	/** All goes well from now on, and the user lets it go on: it must come to an end. */
	void bringToAnEnd() {
		refusing = false;
		for (int steps = 0; !state.state().ended(); steps++) {
			assertThat(steps).as("it sticks: %s", this).isLessThan(500);
			if (busy()) {
				end(0, TaskState.SUCCEEDED);
			} else if (is(State.SOAKING)) {
				soakOver();
			} else {
				assertThat(may("resume")).as("it sticks: %s", this).isTrue();
				resume();
			}
			check();
		}
	}

	@Override
	public String toString() {
		return "plan " + plan + ", fates " + fates + ", open " + open + ", soak " + Duration.between(Instant.EPOCH, now) + ", " + state;
	}
}
