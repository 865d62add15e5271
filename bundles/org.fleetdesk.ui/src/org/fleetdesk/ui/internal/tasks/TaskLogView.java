package org.fleetdesk.ui.internal.tasks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.Registration;
import org.fleetdesk.logs.LogExport;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.logviewer.LogViewer;

import jakarta.inject.Inject;

/** The whole log of one task, which its secondary id names, with all that the log viewer can do. */
public final class TaskLogView extends ViewPart {

	private static final String ID = "org.fleetdesk.ui.taskLog";

	@Inject
	private TaskList list;

	private LogViewer viewer;
	private TaskLogFeed feed;
	private Registration registration;

	/** Opens the log of a run, or brings it to the front. */
	public static void open(IWorkbenchPage page, String run) {
		try {
			page.showView(ID, run, IWorkbenchPage.VIEW_ACTIVATE);
		} catch (PartInitException e) {
			Errors.show(page.getWorkbenchWindow().getShell(), Messages.Log_cannot_open, e);
		}
	}

	@Override
	public void createPartControl(Composite parent) {
		viewer = new LogViewer(parent, SWT.NONE);
		viewer.setSaver(this::save);
		var updates = new UiUpdates(viewer, this::update);
		registration = list.addListener(run -> updates.request());
		update();
	}

	/** After a start the run may not have been read yet. */
	private void update() {
		String id = getViewSite().getSecondaryId();
		var run = id == null ? Optional.<org.fleetdesk.tasks.TaskRun>empty() : list.run(id);
		if (feed == null && run.isPresent()) {
			feed = new TaskLogFeed(list, id);
			setPartName(Texts.format(Messages.Log_title, Texts.plain(run.get().request().title())));
			setTitleToolTip(Texts.format(TaskWords.log_of, id));
			viewer.setLog(feed.lines(run.get(), Optional.empty()), Texts.plain(run.get().request().title()), null);
		}
		viewer.setStatus(run.map(r -> TaskTexts.word(r.state())).orElse(list.isRead() ? TaskWords.log_gone : TaskWords.reading));
	}

	private void save(LogLines lines) {
		var dialog = new FileDialog(viewer.getShell(), SWT.SAVE);
		dialog.setOverwrite(true);
		dialog.setFileName("task-" + getViewSite().getSecondaryId() + ".log");
		boolean times = viewer.isShowingTimes();
		if (dialog.open() instanceof String file) {
			Background.run(Texts.format(Messages.Log_saving, file), viewer, () -> write(lines, times, file));
		}
	}

	private static Object write(LogLines lines, boolean times, String file) throws IOException, InterruptedException {
		return new LogExport(times, false, false).write(lines, Path.of(file), null);
	}

	@Override
	public void setFocus() {
		viewer.setFocus();
	}

	@Override
	public void dispose() {
		if (registration != null) {
			registration.close();
		}
		if (feed != null) {
			feed.close();
		}
		super.dispose();
	}
}
