package org.fleetdesk.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One request over many targets in waves, as it was when it was asked for; immutable. Each wave is a {@link TaskRun} whose links name the rollout.
 *
 * @param id      short, unique and sortable by time
 * @param task    the request with all targets
 * @param reason  why it is in its state, as a sentence, such as "2 of 5 targets of wave 1 failed"; may be empty
 * @param user    who asked for it
 * @param needsAttention whether somebody should look after it: it stands still, or went back or failed, and nobody has acknowledged that; what the user rolled back needs none
 */
public record Rollout(String id, TaskRequest task, RolloutPlan plan, State state, List<Wave> waves, String reason, String user, Instant created, Optional<Instant> ended,
		boolean needsAttention) {

	/** The state of the whole. */
	public enum State {
		/** A wave is under way. */
		RUNNING,
		/** A wave is done and is being watched. */
		SOAKING,
		/** By the user: what runs goes on to its end, no next wave starts. */
		PAUSED,
		/** Ended by the user or by a threshold before all waves were done; it can go on, be retried or be rolled back. */
		HALTED,
		ROLLING_BACK,
		/** The process that ran it ended in the middle; it can be resumed, halted or rolled back. */
		INTERRUPTED,
		SUCCEEDED, ROLLED_BACK,
		/** The roll back itself failed on some target; the reason names it. */
		FAILED;

		/** Whether nothing of it is under way. */
		public boolean atRest() {
			return this == HALTED || ended();
		}

		public boolean ended() {
			return this == SUCCEEDED || this == ROLLED_BACK || this == FAILED;
		}

		/** As users read it, in messages and on the command line. */
		public String word() {
			return switch (this) {
			case RUNNING -> "running";
			case SOAKING -> "soaking";
			case PAUSED -> "paused";
			case HALTED -> "halted";
			case ROLLING_BACK -> "rolling back";
			case INTERRUPTED -> "interrupted";
			case SUCCEEDED -> "done";
			case ROLLED_BACK -> "rolled back";
			case FAILED -> "failed";
			};
		}
	}

	/** The state of a wave. */
	public enum WaveState {
		PENDING, RUNNING, SOAKING,
		/** Begun and neither done nor failed; it stands still, as the rollout is halted or interrupted. */
		HALTED, SUCCEEDED, FAILED, ROLLING_BACK, ROLLED_BACK
	}

	/**
	 * @param number  from 1
	 * @param runs    ids of its runs in order: the first, its retries, its roll back
	 * @param soaksTo when its soak ends, while it soaks
	 * @param health  why targets are not healthy, by target label, as last seen
	 */
	public record Wave(int number, List<TaskTarget> targets, WaveState state, List<String> runs, Optional<Instant> soaksTo, List<String> health) {
		public Wave {
			targets = List.copyOf(targets);
			runs = List.copyOf(runs);
			health = List.copyOf(health);
		}
	}

	public Rollout {
		waves = List.copyOf(waves);
	}
}
