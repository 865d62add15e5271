package org.fleetdesk.cli;

import java.util.Collection;

import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;

/** What a command ends with, for scripts. */
public final class ExitCode {

	public static final int DONE = 0;
	/** The operation failed, or was discarded. */
	public static final int FAILED = 1;
	/** The words do not make sense. */
	public static final int USAGE = 2;
	/** The engine cannot be reached, or did not answer in time. */
	public static final int UNREACHABLE = 3;
	/** Refused, because the same runs already on the target. */
	public static final int DUPLICATE = 4;
	/** Waiting ended before the task did. */
	public static final int STILL_RUNNING = 5;
	/** The process that ran the task ended in the middle of it. */
	public static final int INTERRUPTED = 6;
	public static final int CANCELLED = 130;

	private ExitCode() {
	}

	/** What tells best how these runs are: the first of failed, interrupted, cancelled, still running that one of them is; else done. */
	public static int of(Collection<TaskRun> runs) {
		if (any(runs, TaskState.FAILED) || any(runs, TaskState.DISCARDED)) {
			return FAILED;
		}
		if (any(runs, TaskState.INTERRUPTED)) {
			return INTERRUPTED;
		}
		if (any(runs, TaskState.CANCELLED)) {
			return CANCELLED;
		}
		return runs.stream().allMatch(r -> r.state().ended()) ? DONE : STILL_RUNNING;
	}

	private static boolean any(Collection<TaskRun> runs, TaskState state) {
		return runs.stream().anyMatch(r -> r.state() == state);
	}
}
