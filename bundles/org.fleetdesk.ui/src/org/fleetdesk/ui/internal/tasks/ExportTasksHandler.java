package org.fleetdesk.ui.internal.tasks;

import java.nio.file.Path;
import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.tasks.TaskExport;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;

/** Writes the selected tasks to a file, when several are selected, else all that the Tasks view shows. */
public final class ExportTasksHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) {
		var window = HandlerUtil.getActiveWorkbenchWindow(event);
		var list = TaskSelection.list();
		var selected = TaskSelection.runs(HandlerUtil.getCurrentSelection(event), list);
		var runs = selected.size() > 1 ? selected : shown(window.getActivePage().findView(TasksView.ID));
		var dialog = new FileDialog(window.getShell(), SWT.SAVE);
		dialog.setText(Texts.format(TaskWords.export_title, Texts.format(TaskWords.counted, runs.size())));
		dialog.setOverwrite(true);
		dialog.setFileName("tasks.json");
		dialog.setFilterExtensions(new String[] { "*.json", "*.csv" });
		dialog.setFilterNames(new String[] { TaskWords.export_json, TaskWords.export_csv });
		if (!runs.isEmpty() && dialog.open() instanceof String file) {
			write(list, runs, file, dialog.getFilterIndex(), event);
		}
		return null;
	}

	private static List<TaskRun> shown(Object view) {
		return view instanceof TasksView tasks ? tasks.shown() : List.of();
	}

	/** The name's ending tells the form; a name without one gets that of the chosen filter. */
	private static void write(TaskList list, List<TaskRun> runs, String name, int filter, ExecutionEvent event) {
		boolean ended = name.endsWith(".json") || name.endsWith(".csv");
		var format = name.endsWith(".csv") || !ended && filter == 1 ? TaskExport.Format.CSV : TaskExport.Format.JSON;
		Path file = Path.of(ended ? name : name + "." + format.extension());
		Background.run(Texts.format(TaskWords.exporting, file), HandlerUtil.getActiveWorkbenchWindow(event).getShell(), () -> {
			TaskExport.write(file, format, runs, list.tasks()::log);
			return null;
		});
	}
}
