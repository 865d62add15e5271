package org.fleetdesk.ui.internal.tasks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;

/** What can be done with runs. */
enum TaskVerb {
	CANCEL, RESUME, RETRY, DISCARD, UNDO;

	private static final String COMMAND = "org.fleetdesk.ui.task.";

	static TaskVerb of(String id) {
		return valueOf(id.toUpperCase(Locale.ROOT));
	}

	/** The id of its command. */
	String command() {
		return COMMAND + name().toLowerCase(Locale.ROOT);
	}

	String label() {
		return switch (this) {
			case CANCEL -> TaskWords.cancel;
			case RESUME -> TaskWords.resume;
			case RETRY -> TaskWords.retry;
			case DISCARD -> TaskWords.discard;
			case UNDO -> TaskWords.undo;
		};
	}

	/** Why it cannot be done with the run now, as part of a sentence; empty when it can. */
	String refusal(TaskList list, TaskRun run) {
		if (this == CANCEL) {
			return run.state().ended() ? TaskWords.no_ended : "";
		}
		if (!run.state().ended()) {
			return TaskWords.no_active;
		}
		if (run.links().rollout().isPresent()) {
			return TaskWords.no_rollout;
		}
		if (this == UNDO) {
			return list.tasks().undoable(run.id()) ? "" : run.links().undoneBy().isPresent() ? TaskWords.no_undone : TaskWords.no_undo;
		}
		if (run.links().retriedBy().isPresent()) {
			return Texts.format(TaskWords.no_retried, run.links().retriedBy().get());
		}
		return switch (this) {
			case RESUME -> run.resumable() ? "" : TaskWords.no_interrupted;
			case RETRY -> run.retryable() ? "" : TaskWords.no_failed;
			default -> run.retryable() && run.state() != TaskState.CANCELLED ? "" : TaskWords.no_failed;
		};
	}

	/** Those with which it can be done now. */
	List<TaskRun> fitting(TaskList list, List<TaskRun> runs) {
		return runs.stream().filter(r -> refusal(list, r).isEmpty()).toList();
	}

	/** Does it with all of them, off the UI thread; what went wrong is shown. */
	void start(TaskList list, List<TaskRun> runs, Shell shell) {
		for (TaskRun run : runs) {
			Background.run(Texts.format(doing(), run.request().title()), shell, () -> {
				act(list, run.id());
				return null;
			});
		}
	}

	private void act(TaskList list, String run) throws IOException {
		var tasks = list.tasks();
		switch (this) {
			case CANCEL -> tasks.cancel(run);
			case RESUME -> tasks.resume(run);
			case RETRY -> tasks.retry(run);
			case DISCARD -> tasks.discard(run);
			case UNDO -> tasks.undo(run);
		}
	}

	private String doing() {
		return switch (this) {
			case CANCEL -> TaskWords.cancelling;
			case RESUME -> TaskWords.resuming;
			case RETRY -> TaskWords.retrying;
			case DISCARD -> TaskWords.discarding;
			case UNDO -> TaskWords.undoing;
		};
	}
}
