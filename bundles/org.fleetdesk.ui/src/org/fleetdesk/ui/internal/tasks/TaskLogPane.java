package org.fleetdesk.ui.internal.tasks;

import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.logviewer.LogViewer;

/** The log of a run, or what it says of one of its targets, as it grows; above it what came of it. */
final class TaskLogPane implements RowPane {

	private final Composite body;
	private final Label title;
	private final Label message;
	private final LogViewer viewer;
	private final TaskList list;
	private TaskLogFeed feed;
	private Object shown;

	TaskLogPane(Composite parent, TaskList list) {
		this.list = list;
		body = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().margins(6, 3).spacing(0, 3).applyTo(body);
		title = new Label(body, SWT.NONE);
		title.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		GridDataFactory.fillDefaults().grab(true, false).applyTo(title);
		message = new Label(body, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(message);
		viewer = new LogViewer(body, SWT.NONE);
		viewer.setToolsShown(false);
		viewer.setWrapping(true);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer);
		body.addListener(SWT.Dispose, e -> stop());
	}

	@Override
	public Control control() {
		return body;
	}

	@Override
	public void show(TaskRow row) {
		switch (row) {
			case RunRow r -> show(row, r.run(), Optional.empty());
			case TargetRow t -> show(row, t.run(), Optional.of(t.title()));
			default -> throw new IllegalArgumentException("no log of " + row.getClass());
		}
	}

	private void show(TaskRow row, TaskRun run, Optional<String> target) {
		if (!row.key().equals(shown)) {
			shown = row.key();
			title.setText(Texts.label(row.title()));
			title.setToolTipText(Texts.label(row.title()));
			if (feed == null || !feed.run().equals(run.id())) {
				stop();
				feed = new TaskLogFeed(list, run.id());
			}
			viewer.setLog(feed.lines(run, target), Texts.plain(row.title()), null);
		}
		String text = row.active() ? "" : Texts.label(row.message());
		if (!message.getText().equals(text)) {
			message.setText(text);
			Grids.show(message, !text.isEmpty());
			body.layout();
		}
	}

	private void stop() {
		if (feed != null) {
			feed.close();
			feed = null;
		}
	}
}
