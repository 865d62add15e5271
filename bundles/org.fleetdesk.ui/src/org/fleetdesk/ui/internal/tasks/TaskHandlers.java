package org.fleetdesk.ui.internal.tasks;

import java.util.List;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;

/** Cancels, retries or discards the selected tasks; which of these stands as data in the declaration. */
public final class TaskHandlers extends AbstractHandler implements IExecutableExtension {

	private String verb = "";

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		verb = String.valueOf(data);
	}

	@Override
	public void setEnabled(Object context) {
		var console = Selected.console();
		setBaseEnabled(console != null && !fitting(Selected.of(context), console).isEmpty());
	}

	private List<TaskRun> fitting(ISelection selection, Console console) {
		return selection instanceof IStructuredSelection s
				? ((List<?>) s.toList()).stream().filter(e -> e instanceof String || e instanceof TaskRows.Target).map(TaskTree::runOf).distinct()
						.map(console.tasks()::run).flatMap(Optional::stream).filter(this::fits).toList()
				: List.of();
	}

	private boolean fits(TaskRun run) {
		return switch (verb) {
			case "cancel" -> !run.state().ended();
			case "retry" -> run.retryable();
			default -> run.retryable() && run.state() != TaskState.CANCELLED;
		};
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var console = Selected.console();
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		for (TaskRun run : fitting(HandlerUtil.getCurrentSelection(event), console)) {
			switch (verb) {
				case "cancel" -> Background.run(Messages.Task_cancelling, shell, () -> {
					console.tasks().cancel(run.id());
					return null;
				});
				case "retry" -> Background.run(Messages.Task_retrying, shell, () -> console.tasks().retry(run.id()));
				default -> Background.run(Messages.Task_discarding, shell, () -> {
					console.tasks().discard(run.id());
					return null;
				});
			}
		}
		return null;
	}
}
