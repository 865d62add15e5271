package org.fleetdesk.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.fleetdesk.core.MaskedJson;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tells on the command line how rollouts fare. */
public final class RolloutOutput {

	private final RolloutService rollouts;
	private final Output out;

	public RolloutOutput(RolloutService rollouts, Output out) {
		this.rollouts = rollouts;
		this.out = out;
	}

	/** Refuses not to wait when the rollout would end with this command. */
	public void requireSomebody(boolean wait) throws UsageException {
		if (!wait && !out.lasting()) {
			throw new UsageException("--no-wait leaves the rollout to the open console, and none is open on this data folder: open it with './fleetdesk', or leave --no-wait out.");
		}
	}

	/** Prints the id of a rollout that was only started. */
	public void started(String id) {
		out.show(JsonNodeFactory.instance.objectNode().put("id", id), id);
	}

	/** Prints who is hit when. */
	public void preview(List<List<TaskTarget>> waves) {
		if (out.json()) {
			var array = JsonNodeFactory.instance.arrayNode();
			for (var wave : waves) {
				var targets = array.addObject().put("wave", array.size()).putArray("targets");
				wave.forEach(t -> targets.add(t.label()));
			}
			out.json(array);
			return;
		}
		var rows = new ArrayList<List<String>>();
		for (var wave : waves) {
			rows.add(List.of(Integer.toString(rows.size() + 1), Integer.toString(wave.size()), names(wave)));
		}
		out.table(List.of("WAVE", "TARGETS", "WHO"), rows);
	}

	/** The labels of targets. */
	public static String names(List<TaskTarget> targets) {
		return String.join(", ", targets.stream().map(TaskTarget::label).toList());
	}

	/**
	 * Waits until nothing of a rollout is under way, tells its waves as they come, and prints how it ended. Interrupting halts it.
	 *
	 * @return the exit code
	 */
	public int await(String id) throws InterruptedException, IOException {
		var told = new ConcurrentHashMap<String, String>();
		try (var listener = rollouts.addListener(r -> {
			if (r.id().equals(id)) {
				note(told, r);
			}
		})) {
			var end = rollouts.await(id);
			note(told, end);
			print(end);
			return exitCode(end);
		} catch (InterruptedException e) {
			if (rollouts.possible(id).contains("halt")) {
				rollouts.halt(id);
			}
			Thread.interrupted();
			print(rollouts.await(id));
			throw e;
		}
	}

	/**
	 * As {@link #await}, but interrupting lets it go on, and so does the end of the time.
	 *
	 * @param seconds how long it is waited for; negative for as long as it takes
	 */
	public int watch(String id, long seconds) throws InterruptedException, IOException {
		var now = rollouts.rollout(id).orElseThrow();
		if (now.state() == State.INTERRUPTED) {
			print(now);
			return exitCode(now);
		}
		var waiting = new FutureTask<>(() -> rollouts.await(id));
		Thread.ofVirtual().name("waits for rollout " + id).start(waiting);
		try {
			now = seconds < 0 ? waiting.get() : waiting.get(seconds, TimeUnit.SECONDS);
		} catch (TimeoutException e) {
			now = rollouts.rollout(id).orElseThrow();
		} catch (ExecutionException e) {
			throw new IOException(e.getCause().getMessage(), e.getCause());
		} finally {
			waiting.cancel(true);
		}
		print(now);
		return exitCode(now);
	}

	private void note(ConcurrentHashMap<String, String> told, Rollout rollout) {
		if (out.json()) {
			return;
		}
		for (var wave : rollout.waves()) {
			String key = Integer.toString(wave.number());
			String now = word(wave.state());
			if (wave.state() != WaveState.PENDING && !now.equals(told.put(key, now))) {
				out.note("Wave %d of %d %s: %s".formatted(wave.number(), rollout.waves().size(), now, names(wave.targets())));
			}
			for (String health : wave.health()) {
				if (told.put(key + health, "") == null) {
					out.note("  " + health);
				}
			}
		}
		String state = rollout.state().word();
		if (!state.equals(told.put("state", state)) && (rollout.state() == State.PAUSED || rollout.state() == State.ROLLING_BACK)) {
			out.note("The rollout is " + state);
		}
	}

	/** Prints how a rollout is, or all of it as JSON. */
	public void print(Rollout rollout) {
		out.show(json(rollout), rollout.task().title() + ": " + rollout.state().word() + (rollout.reason().isEmpty() ? "" : ": " + rollout.reason()));
	}

	/** 0 all waves are done, 1 it failed or was rolled back, 6 interrupted, 130 halted by a user, 5 still under way. */
	public static int exitCode(Rollout rollout) {
		return switch (rollout.state()) {
		case SUCCEEDED -> ExitCode.DONE;
		case ROLLED_BACK, FAILED -> ExitCode.FAILED;
		case HALTED -> rollout.waves().stream().anyMatch(w -> w.state() == WaveState.FAILED) ? ExitCode.FAILED : ExitCode.CANCELLED;
		case INTERRUPTED -> ExitCode.INTERRUPTED;
		case RUNNING, SOAKING, PAUSED, ROLLING_BACK -> ExitCode.STILL_RUNNING;
		};
	}

	/** The state as users read it. */
	public static String word(WaveState state) {
		return switch (state) {
		case PENDING -> "pending";
		case RUNNING -> "running";
		case SOAKING -> "soaking";
		case HALTED -> "halted";
		case SUCCEEDED -> "done";
		case FAILED -> "failed";
		case ROLLING_BACK -> "rolling back";
		case ROLLED_BACK -> "rolled back";
		};
	}

	/** A rollout with its waves as a JSON document. */
	public ObjectNode json(Rollout rollout) {
		var node = JsonNodeFactory.instance.objectNode().put("id", rollout.id()).put("title", rollout.task().title()).put("verb", rollout.task().verb())
				.put("state", rollout.state().word()).put("reason", rollout.reason()).put("user", rollout.user()).put("created", rollout.created().toString())
				.put("needsAttention", rollout.needsAttention());
		rollout.ended().ifPresent(t -> node.put("ended", t.toString()));
		var plan = node.putObject("plan").put("success", rollout.plan().successThreshold()).put("error", rollout.plan().errorThreshold())
				.put("soakSeconds", rollout.plan().soak().toMillis() / 1000.0).put("onFailure", rollout.plan().onFailure().name().toLowerCase().replace("roll_back", "rollback").replace('_', '-'));
		var sizes = plan.putArray("waves");
		rollout.plan().waves().forEach(w -> sizes.add(w.toString()));
		var waves = node.putArray("waves");
		for (var wave : rollout.waves()) {
			var w = waves.addObject().put("number", wave.number()).put("state", word(wave.state()));
			wave.soaksTo().ifPresent(t -> w.put("soaksTo", t.toString()));
			var targets = w.putArray("targets");
			wave.targets().forEach(t -> targets.add(t.label()));
			var runs = w.putArray("tasks");
			wave.runs().forEach(runs::add);
			var health = w.putArray("health");
			wave.health().forEach(health::add);
		}
		node.set("parameters", new MaskedJson(name -> "***").of(rollout.task().parameters()));
		var possible = node.putArray("possible");
		rollouts.possible(rollout.id()).forEach(possible::add);
		return node;
	}

	/** When it began and ended, for a line. */
	public static String when(Rollout rollout) {
		return "started " + Text.time(rollout.created()) + " by " + rollout.user() + rollout.ended().map(e -> ", ended " + Text.time(e)).orElse("");
	}
}
