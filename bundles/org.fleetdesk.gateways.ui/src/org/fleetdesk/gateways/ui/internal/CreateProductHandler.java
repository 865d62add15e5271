package org.fleetdesk.gateways.ui.internal;

import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Tasks;

/** Makes a product on a device cloud, the selected one first. */
public final class CreateProductHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!clouds(Tasks.engines(context)).isEmpty());
	}

	/** Those that can make one. */
	private static List<EngineView> clouds(List<EngineView> selected) {
		var console = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getService(Console.class) : null;
		if (console == null) {
			return List.of();
		}
		return Related.clouds(console).filter(e -> e.snapshot().filter(s -> s.refusals().containsKey(Gateways.CREATE_PRODUCT)).isEmpty())
				.sorted((a, b) -> Boolean.compare(has(selected, b), has(selected, a))).toList();
	}

	private static boolean has(List<EngineView> engines, EngineView one) {
		return engines.stream().anyMatch(e -> e.connection().id().equals(one.connection().id()));
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		var dialog = new ProductDialog(shell, clouds(Tasks.engines(event)).stream().map(EngineView::connection).toList());
		if (dialog.ask()) {
			dialog.request().ifPresent(request -> Tasks.start(shell, request));
		}
		return null;
	}
}
