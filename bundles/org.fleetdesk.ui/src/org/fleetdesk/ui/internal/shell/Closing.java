package org.fleetdesk.ui.internal.shell;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.dialogs.ProgressMonitorDialog;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Confirmation;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.tasks.TaskList;

/** Asks what becomes of the tasks that run when the console is closed. On the UI thread, but for {@link #askNoMore}. */
final class Closing {

	private static final int INTERRUPT = 0;
	private static final int CANCEL = 1;
	private static final int STAY = 2;
	private static final int LISTED = 10;
	private static final long LOOK = 50;

	private volatile boolean silent;
	private boolean asking;

	/** From now on the console ends without a question, and one that is open does not count. */
	void askNoMore() {
		silent = true;
	}

	/** Whether the console may end now. While the question is open, asking again changes nothing. */
	boolean mayClose(TaskList list, RolloutService rollouts, Shell shell) {
		if (silent) {
			return true;
		}
		if (asking) {
			return false;
		}
		var titles = titles(list, rollouts);
		if (titles.isEmpty()) {
			return true;
		}
		asking = true;
		try {
			return switch (Confirmation.choose(shell, MessageDialog.QUESTION, Messages.Exit_title, text(titles), STAY, Messages.Exit_interrupt, Messages.Exit_cancel,
					Messages.Exit_stay)) {
				case INTERRUPT -> true;
				case CANCEL -> cancelAll(list, rollouts, shell);
				default -> silent;
			};
		} finally {
			asking = false;
		}
	}

	/** What has not ended; a rollout stands for its runs. */
	private static List<String> titles(TaskList list, RolloutService rollouts) {
		return Stream.concat(active(rollouts).stream().map(r -> r.task().title()),
				list.active().stream().filter(r -> r.links().rollout().isEmpty()).map(r -> r.request().title())).toList();
	}

	private static List<Rollout> active(RolloutService rollouts) {
		return rollouts.rollouts().stream().filter(r -> switch (r.state()) {
			case RUNNING, SOAKING, ROLLING_BACK -> true;
			default -> false;
		}).toList();
	}

	private static String text(List<String> titles) {
		String first = titles.stream().limit(LISTED).map(t -> "    " + Texts.plain(t)).collect(Collectors.joining("\n"));
		String more = titles.size() > LISTED ? "\n    " + Texts.format(Messages.Confirm_more, titles.size() - LISTED) : "";
		return Texts.format(Messages.Exit_question, titles.size()) + "\n\n" + first + more + "\n\n" + Messages.Exit_explained;
	}

	/** Cancels everything and waits until what was half-done is undone; who cancels the waiting stays. */
	private boolean cancelAll(TaskList list, RolloutService rollouts, Shell shell) {
		try {
			new ProgressMonitorDialog(shell).run(true, true, monitor -> cancelAll(list, rollouts, monitor));
			return true;
		} catch (InterruptedException e) {
			return silent;
		} catch (InvocationTargetException e) {
			Errors.show(shell, Messages.Exit_cancelling, e.getCause());
			return false;
		}
	}

	private void cancelAll(TaskList list, RolloutService rollouts, IProgressMonitor monitor) throws InterruptedException, InvocationTargetException {
		monitor.beginTask(Messages.Exit_cancelling, IProgressMonitor.UNKNOWN);
		try {
			for (Rollout rollout : active(rollouts)) {
				rollouts.halt(rollout.id());
			}
		} catch (IOException e) {
			throw new InvocationTargetException(e);
		}
		list.active().stream().map(TaskRun::id).forEach(list.tasks()::cancel);
		while (!silent && (!list.active().isEmpty() || !active(rollouts).isEmpty())) {
			if (monitor.isCanceled()) {
				throw new InterruptedException();
			}
			Thread.sleep(LOOK);
		}
	}
}
