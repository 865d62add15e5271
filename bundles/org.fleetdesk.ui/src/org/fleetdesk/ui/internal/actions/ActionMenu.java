package org.fleetdesk.ui.internal.actions;

import java.util.List;

import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.ui.IWorkbenchSite;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.menus.CommandContributionItem;
import org.eclipse.ui.menus.CommandContributionItemParameter;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** Fills a context menu with the actions of the selected rows' kind; an action whose verb is a command's id shows that command, with its key. */
public final class ActionMenu {

	private final Actions actions;
	private final IWorkbenchSite site;

	public ActionMenu(Console console, Contributions contributions, IWorkbenchSite site) {
		this.actions = new Actions(console, contributions);
		this.site = site;
	}

	public void fill(IMenuManager menu, List<Row> rows) {
		var commands = site.getService(ICommandService.class);
		boolean destructive = false;
		for (var request : actions.all(rows)) {
			if (request.action().destructive() && !destructive) {
				destructive = true;
				menu.add(new Separator());
			}
			String verb = request.action().verb();
			if (commands.getCommand(verb).isDefined()) {
				var parameter = new CommandContributionItemParameter(site, null, verb, CommandContributionItem.STYLE_PUSH);
				parameter.label = Texts.label(request.label());
				menu.add(new CommandContributionItem(parameter));
			} else {
				var action = new Action(Texts.label(request.label())) {
					@Override
					public void run() {
						actions.start(request, site.getShell());
					}
				};
				action.setEnabled(!request.rows().isEmpty());
				menu.add(action);
			}
		}
	}
}
