package org.fleetdesk.ui.internal.fleet;

import java.util.List;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.Connection;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Confirmation;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.security.Connecting;
import org.fleetdesk.ui.internal.shell.Settings;

/** Adds, edits, removes, connects or refreshes connections, or shows their certificates; which of these stands as data in the declaration. */
public final class ConnectionHandler extends AbstractHandler implements IExecutableExtension {

	private String verb = "";

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		verb = String.valueOf(data);
	}

	@Override
	public void setEnabled(Object context) {
		var console = Selected.console();
		var selected = console == null ? List.<Connection>of() : connections(Selected.of(context), console);
		setBaseEnabled(console != null && switch (verb) {
			case "edit" -> selected.size() == 1;
			case "connect" -> !selected.isEmpty();
			case "certificate" -> selected.size() == 1 && selected.getFirst().encrypted();
			case "remove" -> !selected.isEmpty() && selected.stream().noneMatch(Connection::local);
			default -> true;
		});
	}

	private static List<Connection> connections(ISelection selection, Console console) {
		return Selected.connections(selection, console).stream().map(id -> console.fleet().engine(id)).flatMap(Optional::stream).map(e -> e.connection()).toList();
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var console = Selected.console();
		var window = HandlerUtil.getActiveWorkbenchWindow(event);
		var shell = window.getShell();
		var selection = HandlerUtil.getCurrentSelection(event);
		var selected = connections(selection, console);
		switch (verb) {
			case "add" -> add(selection, console, window);
			case "edit" -> new ConnectionDialog(shell, console, selected.getFirst()).open();
			case "connect" -> selected.forEach(c -> new Connecting(console, shell).connect(c, true));
			case "certificate" -> new Connecting(console, shell).review(selected.getFirst());
			case "remove" -> remove(selected, console, shell);
			default -> refresh(selected, console);
		}
		return null;
	}

	private static void add(ISelection selection, Console console, IWorkbenchWindow window) {
		var page = window.getActivePage();
		var kind = FirstKind.of(Selected.engineKind(selection, console), v -> page.findView(v) instanceof IViewPart view && page.isPartVisible(view),
				Settings.connectionKind(), window.getService(Contributions.class).kinds());
		new ConnectionDialog(window.getShell(), console, kind.orElse(""), Settings::connectionKind).open();
	}

	private static void refresh(List<Connection> selected, Console console) {
		if (selected.isEmpty()) {
			console.fleet().engines().forEach(e -> console.fleet().refresh(e.connection().id()));
		} else {
			selected.forEach(c -> console.fleet().refresh(c.id()));
		}
	}

	private static void remove(List<Connection> selected, Console console, Shell shell) {
		String verb = selected.size() == 1 ? Texts.format(Messages.Connection_remove_one, selected.getFirst().name())
				: Texts.format(Messages.Connection_remove_many, selected.size());
		String names = String.join("\n    ", selected.stream().limit(10).map(Connection::name).toList())
				+ (selected.size() > 10 ? "\n    " + Texts.format(Messages.Confirm_more, selected.size() - 10) : "");
		String question = Texts.format(Messages.Confirm_question, verb) + "\n\n    " + names + "\n\n" + Messages.Connection_remove_note;
		if (Confirmation.ask(shell, MessageDialog.WARNING, Messages.Connection_remove_title, question, verb)) {
			Background.run(verb, shell, () -> {
				for (Connection connection : selected) {
					console.connections().remove(connection.id());
				}
				return null;
			});
		}
	}
}
