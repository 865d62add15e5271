package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Makes a runtime on an engine: the one that is selected, or any other that is connected. */
public final class CreateRuntimeHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!engines().isEmpty());
	}

	/** Those that take runtimes now. */
	private static List<EngineView> engines() {
		var console = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getService(Console.class) : null;
		return console == null ? List.of() : console.fleet().engines().stream().filter(e -> e.connection().kind().equals(Serverless.KIND) && e.health().current()
				&& e.snapshot().filter(s -> !s.refusals().containsKey(Serverless.CREATE)).isPresent()).toList();
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		var engines = engines();
		if (engines.isEmpty()) {
			return null; // the last one was lost meanwhile
		}
		var selected = Tasks.engines(event).stream().map(e -> e.connection().id()).toList();
		int first = 0;
		for (int i = engines.size() - 1; i >= 0; i--) {
			first = selected.contains(engines.get(i).connection().id()) ? i : first;
		}
		var dialog = new CreateRuntimeDialog(shell, PlatformUI.getWorkbench().getService(Console.class), engines, first);
		if (dialog.ask()) {
			var connection = dialog.engine().connection();
			var parameters = JsonNodeFactory.instance.objectNode();
			parameters.set("runtime", dialog.runtime());
			Tasks.start(shell, new TaskRequest(1, Serverless.CREATE, Texts.format(Messages.Create_task, dialog.runtime().path("NAME").asText(), connection.name()),
					List.of(new TaskTarget(ResourceId.engine(connection.id()), connection.name())), parameters));
		}
		return null;
	}
}
