package org.fleetdesk.ui.internal.tasks;

import java.util.List;

import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.ui.IWorkbenchSite;
import org.eclipse.ui.menus.CommandContributionItem;
import org.eclipse.ui.menus.CommandContributionItemParameter;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.internal.Messages;

/** Fills the context menu of tasks; what cannot be done now says why. */
final class TaskMenu {

	static final String SHOW_TARGET = "org.fleetdesk.ui.task.target";
	static final String OPEN_LOG = "org.fleetdesk.ui.openLog";
	static final String COPY = "org.fleetdesk.ui.task.copy";
	static final String EXPORT = "org.fleetdesk.ui.task.export";

	private final TaskList list;
	private final IWorkbenchSite site;

	TaskMenu(TaskList list, IWorkbenchSite site) {
		this.list = list;
		this.site = site;
	}

	void fill(IMenuManager menu, ISelection selection) {
		var runs = TaskSelection.runs(selection, list);
		if (!runs.isEmpty()) {
			for (TaskVerb verb : TaskVerb.values()) {
				add(menu, verb.command(), label(verb, runs));
			}
			menu.add(new Separator());
			add(menu, SHOW_TARGET, TaskSelection.target(selection).map(t -> TaskWords.show_target).orElse(TaskWords.show_target + TaskWords.no_single));
			add(menu, OPEN_LOG, TaskWords.open_log);
			menu.add(new Separator());
			add(menu, COPY, Messages.Details_copy);
		}
		add(menu, EXPORT, TaskWords.export);
		menu.add(new Separator());
	}

	private String label(TaskVerb verb, List<TaskRun> runs) {
		return verb.fitting(list, runs).isEmpty() ? verb.label() + " (" + verb.refusal(list, runs.getFirst()) + ")" : verb.label();
	}

	private void add(IMenuManager menu, String command, String label) {
		var parameter = new CommandContributionItemParameter(site, null, command, CommandContributionItem.STYLE_PUSH);
		parameter.label = label;
		menu.add(new CommandContributionItem(parameter));
	}
}
