package org.fleetdesk.so3.engine.internal.daemon;

import java.time.Instant;

/**
 * A container's last run, and what is counted over all of them.
 *
 * @param state        in Docker's words
 * @param exitCode     of the last run that ended, 0 while one is under way
 * @param started      when; null when it never ran
 * @param finished     when the last run that ended did; null when none has
 * @param error        why the last verb failed, or how the guest ended; empty when there is nothing to complain about
 * @param restartCount how often the restart policy has started it since a user did
 * @param exits        how many runs have ended
 * @param dead         whether the guest ended by itself, so that the slot holds nothing until the next start
 * @param stopped      whether a user ended it
 */
public record Run(DockerState state, int exitCode, Instant started, Instant finished, String error, int restartCount, int exits, boolean dead, boolean stopped) {

	static final Run NONE = new Run(DockerState.CREATED, 0, null, null, "", 0, 0, false, false);

	/** Started by a user, or by somebody with a hand on the guest. */
	Run started(Instant at) {
		return new Run(DockerState.RUNNING, 0, at, finished, "", 0, exits, false, false);
	}

	/** Started by its restart policy. */
	Run startedAgain(Instant at) {
		return new Run(DockerState.RUNNING, 0, at, finished, "", restartCount + 1, exits, false, false);
	}

	/** A start by the restart policy that failed counts, too. */
	Run retried() {
		return new Run(state, exitCode, started, finished, error, restartCount + 1, exits, dead, stopped);
	}

	Run in(DockerState newState) {
		return new Run(newState, exitCode, started, finished, "", restartCount, exits, dead, stopped);
	}

	/** @param byItself not by the engine, whether or not a user told it to */
	Run ended(int code, Instant at, String why, boolean byItself) {
		return new Run(DockerState.EXITED, code, started, at, why, restartCount, exits + 1, byItself, stopped);
	}

	/** Ended, and to be started again in a while. */
	Run restarting() {
		return new Run(DockerState.RESTARTING, exitCode, started, finished, error, restartCount, exits, dead, false);
	}

	/** A user wants it to be and stay ended. */
	Run stoppedByUser() {
		return new Run(state.isUp() ? state : DockerState.EXITED, exitCode, started, finished, error, restartCount, exits, dead, true);
	}

	Run failed(String why) {
		return new Run(state, exitCode, started, finished, why, restartCount, exits, dead, stopped);
	}

	/** The image is in the slot again. */
	Run loaded() {
		return new Run(state, exitCode, started, finished, error, restartCount, exits, false, stopped);
	}
}
