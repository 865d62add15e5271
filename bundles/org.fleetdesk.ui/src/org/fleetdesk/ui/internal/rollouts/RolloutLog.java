package org.fleetdesk.ui.internal.rollouts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.tasks.TaskLogLines;
import org.fleetdesk.ui.logviewer.LogViewer;

/** The log of a rollout as it grows, read in the background with each new state of it. */
final class RolloutLog {

	private final RolloutService rollouts;
	private final LogViewer viewer;
	private final List<TaskLogLine> read = new ArrayList<>();
	private TaskLogLines lines;
	private Rollout shown;
	private boolean reading;
	private boolean again;

	RolloutLog(Composite parent, RolloutService rollouts) {
		this.rollouts = rollouts;
		viewer = new LogViewer(parent, SWT.NONE);
		viewer.setToolsShown(false);
		viewer.setWrapping(true);
	}

	Control control() {
		return viewer;
	}

	void show(Rollout rollout) {
		if (shown == null || !shown.id().equals(rollout.id())) {
			read.clear();
			lines = new TaskLogLines(rollout.task().title(), Optional.empty(), true);
			viewer.setLog(lines, Messages.Pane_log_name, null);
		}
		shown = rollout;
		read();
	}

	private void read() {
		if (reading) {
			again = true;
			return;
		}
		reading = true;
		again = false;
		String id = shown.id();
		var job = new Background<>(Messages.Pane_log_reading, viewer, () -> log(id), now -> {
			if (id.equals(shown.id()) && now.size() > read.size()) {
				var more = List.copyOf(now.subList(read.size(), now.size()));
				read.addAll(more);
				lines.add(more);
			}
			done();
		}, e -> done());
		job.setSystem(true);
		job.schedule();
	}

	private List<TaskLogLine> log(String id) throws IOException {
		return rollouts.log(id);
	}

	private void done() {
		reading = false;
		if (again) {
			read();
		}
	}
}
