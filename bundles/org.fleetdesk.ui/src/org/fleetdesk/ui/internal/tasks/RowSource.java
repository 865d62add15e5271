package org.fleetdesk.ui.internal.tasks;

import java.util.List;
import java.util.Map;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IWorkbenchSite;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskRun;

/** Brings rows of its own into the Tasks view, such as rollouts, and what stands beside them; a service. */
public interface RowSource {

	/**
	 * Its rows at the top level, in any order; called on a background thread.
	 *
	 * @param runs all that are known, by id
	 */
	List<? extends TaskRow> rows(Map<String, RunRow> runs);

	/** Whether a run stands below one of its rows, and not at the top level; called on a background thread. */
	boolean takes(TaskRun run);

	/** Whether it is one of its rows. */
	boolean has(TaskRow row);

	/**
	 * What goes on as one thing, or has to be looked at, for the status line.
	 *
	 * @param active   whether it goes on
	 * @param fraction of it that is done, from 0 to 1
	 */
	record Whole(boolean active, boolean needsAttention, double fraction) {
	}

	/** Those of its rows at the top level that go on or have to be looked at; does not block. */
	List<Whole> wholes();

	/** Makes what is shown beside its rows. */
	RowPane pane(Composite parent, IWorkbenchSite site);

	/** Calls back on any thread when its rows change other than by their runs. */
	Registration addListener(Runnable changed);
}
