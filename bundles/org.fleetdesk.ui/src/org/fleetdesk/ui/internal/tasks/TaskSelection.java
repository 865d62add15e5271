package org.fleetdesk.ui.internal.tasks;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.internal.Selected;

/** What is selected in the Tasks view. */
final class TaskSelection {

	private TaskSelection() {
	}

	/** The list of the running workbench, or null while it starts or stops. */
	static TaskList list() {
		return PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getService(TaskList.class) : null;
	}

	static List<TaskRow> rows(ISelection selection) {
		List<?> all = selection instanceof IStructuredSelection s ? s.toList() : List.of();
		return all.stream().filter(TaskRow.class::isInstance).map(TaskRow.class::cast).toList();
	}

	/** The runs that are selected, or of which a target is, as they are now; those below rows of other kinds only when they are selected themselves. */
	static List<TaskRun> runs(ISelection selection, TaskList list) {
		return Selected.runs(selection).stream().flatMap(id -> list.run(id).stream()).toList();
	}

	/** The one target that is selected, or that the one selected run has. */
	static Optional<TaskTarget> target(ISelection selection) {
		var rows = rows(selection);
		if (rows.size() != 1) {
			return Optional.empty();
		}
		return switch (rows.getFirst()) {
			case TargetRow t -> Optional.of(t.target().target());
			case RunRow r when r.run().targets().size() == 1 -> Optional.of(r.run().targets().getFirst().target());
			default -> Optional.empty();
		};
	}
}
