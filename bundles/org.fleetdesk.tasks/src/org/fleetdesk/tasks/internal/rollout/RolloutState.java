package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.WaveState;

/**
 * Everything of a rollout that changes; immutable. It stands in the journal as it is.
 *
 * @param reason   why it is in its state, as a sentence, or empty
 * @param present  the index of the wave that it is at
 * @param backFrom the index of the first wave that is taken back, once that was decided; from then on nothing goes forward
 * @param activity the run that is under way: never more than one
 * @param targets  in the order of the request
 * @param acknowledged whether the user has said that how it stands is known
 */
record RolloutState(Rollout.State state, String reason, int present, Optional<Integer> backFrom, Optional<Activity> activity, List<Target> targets, List<Wave> waves,
		Optional<Instant> ended, boolean acknowledged) {

	/** The reason of one that the user rolled back. */
	static final String BY_USER = "Rolled back by the user";

	/** How a target fares in the rollout. */
	enum Status {
		/** Not begun. */
		PENDING,
		/** In the run that is under way. */
		RUNNING,
		DONE, FAILED,
		/** Done, and found to be not healthy. */
		UNHEALTHY,
		/** Broken off or never begun, on demand. */
		CANCELLED,
		/** Broken off with the process. */
		INTERRUPTED, ROLLED_BACK,
		/** It could not be rolled back. */
		STUCK;

		/** Whether it was begun and may need to be taken back. */
		boolean begun() {
			return this != PENDING && this != RUNNING && this != ROLLED_BACK;
		}

		/** Whether it is as the request wants it. */
		boolean good() {
			return this == DONE;
		}

		boolean bad() {
			return this == FAILED || this == UNHEALTHY;
		}

		/** Whether it has still to be done, nobody having said that it cannot. */
		boolean open() {
			return this == PENDING || this == CANCELLED || this == INTERRUPTED;
		}
	}

	/**
	 * @param message why it is in its status, or empty
	 * @param run     the last one in which it ended; empty before the first
	 */
	record Target(Status status, String message, String run) {
	}

	/**
	 * @param from    the index of its first target
	 * @param to      the index after its last target
	 * @param runs    ids, in order
	 * @param failure why it fails, once that is known; empty before
	 */
	record Wave(int from, int to, WaveState state, List<String> runs, Optional<Instant> soaksTo, String failure) {
		Wave {
			runs = List.copyOf(runs);
		}

		int size() {
			return to - from;
		}
	}

	/**
	 * A run that is under way.
	 *
	 * @param back      whether it takes back what was done
	 * @param run       empty until an id is reserved for it
	 * @param left      the targets, by index, that have not ended in it
	 * @param cancelled whether a target was broken off in it
	 */
	record Activity(boolean back, String run, List<Integer> left, boolean cancelled) {
		Activity {
			left = List.copyOf(left);
		}
	}

	RolloutState {
		targets = List.copyOf(targets);
		waves = List.copyOf(waves);
	}

	/** Whether somebody should look after it. */
	boolean needsAttention() {
		return !acknowledged && switch (state) {
		case HALTED, INTERRUPTED, FAILED -> true;
		case ROLLED_BACK -> !reason.equals(BY_USER);
		default -> false;
		};
	}
}
