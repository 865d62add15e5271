package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Activity;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Status;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Target;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Wave;

/** One turn of the machine: the state in the making. */
final class RolloutTurn {

	/** So many targets are named in a line. */
	private static final int NAMED = 10;

	private final RolloutPlan plan;
	private final List<TaskTarget> labels;
	private final Instant now;
	private final List<Target> targets;
	private final List<Wave> waves;
	private final List<RolloutCommand> commands = new ArrayList<>();
	private Rollout.State state;
	private String reason;
	private int present;
	private Optional<Integer> backFrom;
	private Optional<Activity> activity;
	private Optional<Instant> ended;
	private boolean acknowledged;

	RolloutTurn(RolloutPlan plan, List<TaskTarget> labels, RolloutState before, Instant now) {
		this.plan = plan;
		this.labels = labels;
		this.now = now;
		targets = new ArrayList<>(before.targets());
		waves = new ArrayList<>(before.waves());
		state = before.state();
		reason = before.reason();
		present = before.present();
		backFrom = before.backFrom();
		activity = before.activity();
		ended = before.ended();
		acknowledged = before.acknowledged();
	}

	RolloutMachine.Result result() {
		return new RolloutMachine.Result(new RolloutState(state, reason, present, backFrom, activity, targets, waves, ended, acknowledged), commands);
	}

	void on(RolloutEvent event) {
		var stood = state;
		switch (event) {
		case RolloutEvent.Pause _ -> become(Rollout.State.PAUSED, "", "Paused by the user");
		case RolloutEvent.Resume _ -> resume();
		case RolloutEvent.Halt _ -> halt();
		case RolloutEvent.Retry _ -> retry();
		case RolloutEvent.RollBack _ -> rollBack();
		case RolloutEvent.Acknowledge _ -> acknowledge();
		case RolloutEvent.Reserved e -> reserved(e);
		case RolloutEvent.NotStarted e -> notStarted(e.reason());
		case RolloutEvent.NoWayBack _ -> noWayBack();
		case RolloutEvent.TargetEnded e -> targetEnded(e);
		case RolloutEvent.Unhealthy e -> unhealthy(e);
		case RolloutEvent.SoakOver _ -> soakOver();
		case RolloutEvent.Restarted _ -> restarted();
		}
		acknowledged &= state == stood || stood == Rollout.State.INTERRUPTED && state == Rollout.State.HALTED; // nothing goes on by that
	}

	private void become(Rollout.State next, String why, String text) {
		state = next;
		reason = why;
		tell(Severity.INFO, text, true);
	}

	private void tell(Severity severity, String text, boolean event) {
		commands.add(new RolloutCommand.Tell(severity, text, event));
	}

	// forward

	/** Starts a wave, or what is left of it. */
	void begin(int index, List<Integer> indices) {
		boolean again = !wave(index).runs().isEmpty();
		present = index;
		state = Rollout.State.RUNNING;
		reason = "";
		wave(index, WaveState.RUNNING, Optional.empty(), "");
		indices.forEach(i -> target(i, Status.RUNNING, ""));
		activity = Optional.of(new Activity(false, "", indices, false));
		tell(Severity.INFO, waveName(index) + (again ? " goes on: " : " starts: ") + named(indices), false);
		commands.add(new RolloutCommand.Submit(false, indices));
	}

	private void reserved(RolloutEvent.Reserved e) {
		var now = activity.orElseThrow();
		if (now.back()) {
			for (int i : now.left()) {
				if (!e.targets().contains(i) && done(i)) {
					target(i, Status.ROLLED_BACK, "Nothing was to be taken back");
				}
			}
		}
		for (int i : e.targets()) {
			int w = waveOf(i);
			if (!wave(w).runs().contains(e.run())) {
				var runs = new ArrayList<>(wave(w).runs());
				runs.add(e.run());
				runs(w, runs);
			}
		}
		activity = Optional.of(new Activity(now.back(), e.run(), e.targets(), false));
	}

	private void notStarted(String why) {
		if (activity.isEmpty()) {
			return;
		}
		var dropped = activity.get();
		activity = Optional.empty();
		dropped.left().stream().filter(i -> targets.get(i).status() == Status.RUNNING).forEach(i -> target(i, Status.PENDING, ""));
		for (int w = 0; w < waves.size(); w++) {
			runs(w, wave(w).runs().stream().filter(r -> !r.equals(dropped.run())).toList());
		}
		if (state != Rollout.State.INTERRUPTED && state != Rollout.State.HALTED) {
			state = Rollout.State.HALTED;
			reason = (dropped.back() ? "The roll back could not start: " : "Wave " + (present + 1) + " could not start: ") + why;
			if (!dropped.back()) {
				wave(present, WaveState.FAILED, Optional.empty(), "");
			}
			tell(Severity.ERROR, reason, true);
		}
	}

	private void targetEnded(RolloutEvent.TargetEnded e) {
		if (activity.isEmpty() || !activity.get().run().equals(e.run()) || !activity.get().left().contains(e.target())) {
			return; // told before
		}
		var now = activity.get();
		boolean brokenOff = e.outcome() == TaskState.CANCELLED || e.outcome() == TaskState.INTERRUPTED || e.outcome() == TaskState.DISCARDED;
		if (now.back() && !brokenOff) {
			boolean good = e.outcome() == TaskState.SUCCEEDED;
			target(e.target(), good ? Status.ROLLED_BACK : Status.STUCK, good ? "" : e.message());
		} else if (!now.back()) {
			target(e.target(), switch (e.outcome()) {
			case SUCCEEDED -> Status.DONE;
			case FAILED -> Status.FAILED;
			case INTERRUPTED -> Status.INTERRUPTED;
			default -> Status.CANCELLED;
			}, e.outcome() == TaskState.SUCCEEDED ? "" : e.message());
			targets.set(e.target(), new Target(targets.get(e.target()).status(), targets.get(e.target()).message(), e.run()));
		}
		var left = now.left().stream().filter(i -> i != e.target()).toList();
		activity = Optional.of(new Activity(now.back(), now.run(), left, now.cancelled() || brokenOff));
		if (!now.back() && wave(present).failure().isEmpty() && tooManyBad() && forward()) {
			wave(present, wave(present).state(), Optional.empty(), failure());
			if (!left.isEmpty()) {
				tell(Severity.WARNING, failure() + "; what has not begun does not begin", false);
				commands.add(new RolloutCommand.CancelQueued(now.run()));
			}
		}
		if (left.isEmpty()) {
			runOver();
		}
	}

	/** Whether it goes forward, if only after a pause. */
	private boolean forward() {
		return state == Rollout.State.RUNNING || state == Rollout.State.PAUSED;
	}

	private void runOver() {
		var over = activity.orElseThrow();
		activity = Optional.empty();
		if (state == Rollout.State.HALTED || state == Rollout.State.INTERRUPTED) {
			return;
		}
		if (over.back()) {
			if (over.cancelled()) {
				haltBecause("The task that rolled back was cancelled");
			} else {
				finishBack();
			}
		} else if (backFrom.isPresent()) {
			goBack();
		} else if (!wave(present).failure().isEmpty()) {
			fail();
		} else if (over.cancelled()) {
			haltBecause("The task of wave " + (present + 1) + " was cancelled");
		} else {
			complete();
		}
	}

	private void haltBecause(String why) {
		state = Rollout.State.HALTED;
		reason = why;
		tell(Severity.WARNING, "Halted: " + why, true);
	}

	/** Nothing of the present wave runs any more: what comes next. */
	private void complete() {
		var open = ofWave(present, Status::open);
		if (!open.isEmpty()) {
			if (state != Rollout.State.PAUSED) {
				begin(present, open);
			}
		} else if (!enoughGood()) {
			wave(present, wave(present).state(), Optional.empty(), failure());
			fail();
		} else if (plan.soak().isZero()) {
			succeed();
		} else {
			soak();
		}
	}

	private void soak() {
		wave(present, WaveState.SOAKING, Optional.of(now.plus(plan.soak())), "");
		if (state != Rollout.State.PAUSED) {
			state = Rollout.State.SOAKING;
			reason = "";
		}
		tell(Severity.INFO, "%s is through: %d of %d targets are done; it is watched for %d s".formatted(waveName(present), good(), wave(present).size(),
				plan.soak().toSeconds()), false);
		commands.add(new RolloutCommand.Watch());
	}

	private void unhealthy(RolloutEvent.Unhealthy e) {
		boolean watched = wave(present).state() == WaveState.SOAKING && waveOf(e.target()) == present && (state == Rollout.State.SOAKING || state == Rollout.State.PAUSED);
		if (watched && targets.get(e.target()).status() == Status.DONE) {
			target(e.target(), Status.UNHEALTHY, e.reason());
			tell(Severity.WARNING, labels.get(e.target()).label() + " is not healthy: " + e.reason(), false);
			if (tooManyBad()) {
				wave(present, wave(present).state(), Optional.empty(), failure());
				fail();
			}
		}
	}

	private void soakOver() {
		if (state == Rollout.State.SOAKING) {
			if (enoughGood()) {
				succeed();
			} else {
				wave(present, wave(present).state(), Optional.empty(), failure());
				fail();
			}
		}
	}

	private void succeed() {
		unwatch();
		wave(present, WaveState.SUCCEEDED, Optional.empty(), "");
		tell(Severity.INFO, "%s is done: %d of %d targets".formatted(waveName(present), good(), wave(present).size()), true);
		if (present + 1 == waves.size()) {
			state = Rollout.State.SUCCEEDED;
			reason = "";
			ended = Optional.of(now);
			tell(Severity.INFO, "All waves are done", true);
		} else if (state != Rollout.State.PAUSED) {
			begin(present + 1, ofWave(present + 1, s -> true));
		}
	}

	private void fail() {
		unwatch();
		reason = wave(present).failure();
		wave(present, WaveState.FAILED, Optional.empty(), reason);
		tell(Severity.ERROR, waveName(present) + " failed: " + reason, true);
		switch (plan.onFailure()) {
		case HALT -> haltBecause(reason);
		case ROLL_BACK_WAVE -> {
			backFrom = Optional.of(present);
			goBack();
		}
		case ROLL_BACK_ALL -> {
			backFrom = Optional.of(0);
			goBack();
		}
		}
	}

	// by the user

	private void acknowledge() {
		acknowledged = true;
		tell(Severity.INFO, "Acknowledged by the user", false);
	}

	private void resume() {
		boolean paused = state == Rollout.State.PAUSED;
		tell(Severity.INFO, "Resumed by the user", true);
		reason = "";
		if (paused && (activity.isPresent() || wave(present).state() == WaveState.SOAKING)) {
			state = activity.isPresent() ? Rollout.State.RUNNING : Rollout.State.SOAKING;
		} else if (backFrom.isPresent()) {
			reason = RolloutState.BY_USER;
			goBack();
		} else {
			state = Rollout.State.RUNNING;
			goOn();
		}
	}

	private void goOn() {
		if (wave(present).state() == WaveState.SUCCEEDED) {
			begin(present + 1, ofWave(present + 1, s -> true));
			return;
		}
		ofWave(present, s -> s == Status.UNHEALTHY).forEach(i -> target(i, Status.DONE, "")); // it is watched anew
		var open = ofWave(present, s -> s.open() || s == Status.FAILED);
		if (open.isEmpty()) {
			complete();
		} else {
			begin(present, open);
		}
	}

	private void halt() {
		unwatch();
		become(Rollout.State.HALTED, "Halted by the user", "Halted by the user");
		cancelRun();
	}

	private void cancelRun() {
		activity.filter(a -> !a.run().isEmpty()).ifPresent(a -> commands.add(new RolloutCommand.Cancel(a.run())));
	}

	private void retry() {
		unwatch();
		tell(Severity.INFO, "The failed targets are retried by the user", true);
		begin(present, ofWave(present, Status::bad));
	}

	private void rollBack() {
		unwatch();
		reason = RolloutState.BY_USER;
		tell(Severity.INFO, "Roll back by the user", true);
		backFrom = Optional.of(0);
		state = Rollout.State.ROLLING_BACK;
		ended = Optional.empty();
		if (activity.isPresent()) {
			cancelRun();
		} else {
			goBack();
		}
	}

	private void unwatch() {
		if (wave(present).state() == WaveState.SOAKING) {
			commands.add(new RolloutCommand.Unwatch());
		}
	}

	// back

	private void goBack() {
		state = Rollout.State.ROLLING_BACK;
		var begun = new ArrayList<Integer>();
		for (int w = backFrom.orElseThrow(); w <= present; w++) {
			var some = ofWave(w, Status::begun);
			if (!some.isEmpty()) {
				wave(w, WaveState.ROLLING_BACK, Optional.empty(), wave(w).failure());
				begun.addAll(some);
			}
		}
		if (begun.isEmpty()) {
			finishBack();
		} else {
			activity = Optional.of(new Activity(true, "", begun, false));
			tell(Severity.INFO, "Rolling back: " + named(begun), true);
			commands.add(new RolloutCommand.Submit(true, begun));
		}
	}

	private void noWayBack() {
		activity.filter(Activity::back).ifPresent(a -> {
			a.left().stream().filter(this::done).forEach(i -> target(i, Status.STUCK, "What was done has no way back"));
			activity = Optional.empty();
			finishBack();
		});
	}

	private void finishBack() {
		ended = Optional.of(now);
		for (int w = backFrom.orElseThrow(); w <= present; w++) {
			if (wave(w).state() == WaveState.ROLLING_BACK) {
				wave(w, ofWave(w, s -> s == Status.STUCK).isEmpty() ? WaveState.ROLLED_BACK : WaveState.FAILED, Optional.empty(), wave(w).failure());
			}
		}
		var stuck = IntStream.range(0, targets.size()).filter(i -> targets.get(i).status() == Status.STUCK).boxed().toList();
		if (stuck.isEmpty()) {
			state = Rollout.State.ROLLED_BACK;
			tell(Severity.WARNING, "Rolled back" + (reason.isEmpty() ? "" : ": " + reason), true);
		} else {
			state = Rollout.State.FAILED;
			reason = "%d %s could not be rolled back: %s: %s".formatted(stuck.size(), stuck.size() == 1 ? "target" : "targets", named(stuck),
					targets.get(stuck.getFirst()).message());
			tell(Severity.ERROR, reason, true);
		}
	}

	// restart

	private void restarted() {
		boolean under = state == Rollout.State.RUNNING || state == Rollout.State.SOAKING || state == Rollout.State.ROLLING_BACK;
		if (under || state == Rollout.State.PAUSED && (activity.isPresent() || wave(present).state() == WaveState.SOAKING)) {
			state = Rollout.State.INTERRUPTED;
			reason = "Fleetdesk ended while it was under way";
			if (wave(present).state() == WaveState.SOAKING) {
				wave(present, WaveState.RUNNING, Optional.empty(), "");
			}
			tell(Severity.WARNING, reason, true);
		}
	}

	// small things

	private Wave wave(int index) {
		return waves.get(index);
	}

	private void wave(int index, WaveState next, Optional<Instant> soaksTo, String failure) {
		var w = waves.get(index);
		waves.set(index, new Wave(w.from(), w.to(), next, w.runs(), soaksTo, failure));
	}

	private void runs(int index, List<String> runs) {
		var w = waves.get(index);
		waves.set(index, new Wave(w.from(), w.to(), w.state(), runs, w.soaksTo(), w.failure()));
	}

	private void target(int index, Status status, String message) {
		targets.set(index, new Target(status, message, targets.get(index).run()));
	}

	private boolean done(int index) {
		var status = targets.get(index).status();
		return status == Status.DONE || status == Status.UNHEALTHY || status == Status.STUCK;
	}

	private int waveOf(int target) {
		return IntStream.range(0, waves.size()).filter(w -> target >= wave(w).from() && target < wave(w).to()).findFirst().orElseThrow();
	}

	private List<Integer> ofWave(int index, Predicate<Status> fits) {
		return IntStream.range(wave(index).from(), wave(index).to()).filter(i -> fits.test(targets.get(i).status())).boxed().toList();
	}

	private long good() {
		return ofWave(present, Status::good).size();
	}

	private boolean enoughGood() {
		return good() * 100 >= (long) plan.successThreshold() * wave(present).size();
	}

	private boolean tooManyBad() {
		long bad = ofWave(present, Status::bad).size();
		return bad > 0 && bad * 100 >= (long) plan.errorThreshold() * wave(present).size();
	}

	private String failure() {
		var bad = ofWave(present, Status::bad);
		var first = bad.isEmpty() ? Optional.<Integer>empty() : Optional.of(bad.getFirst());
		boolean sick = !bad.isEmpty() && bad.stream().allMatch(i -> targets.get(i).status() == Status.UNHEALTHY);
		return "%d of %d %s of wave %d %s%s".formatted(bad.size(), wave(present).size(), wave(present).size() == 1 ? "target" : "targets", present + 1,
				sick ? bad.size() == 1 ? "is not healthy" : "are not healthy" : "failed",
				first.map(i -> ": " + labels.get(i).label() + ": " + targets.get(i).message()).orElse(""));
	}

	private String waveName(int index) {
		return "Wave %d of %d".formatted(index + 1, waves.size());
	}

	private String named(List<Integer> indices) {
		String some = String.join(", ", indices.stream().limit(NAMED).map(i -> labels.get(i).label()).toList());
		return indices.size() > NAMED ? some + " and " + (indices.size() - NAMED) + " more" : some;
	}
}
