package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Does a verb on a product: the selected one, that of what is selected, or the one that the user chooses. Declared with the verb as data. */
public final class ProductHandler extends AbstractHandler implements IExecutableExtension {

	private String verb = "";

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		verb = String.valueOf(data);
	}

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!candidates(Tasks.selected(context), Tasks.engines(context)).isEmpty());
	}

	/** The products that are meant. */
	private List<Row> candidates(List<Row> selected, List<EngineView> engines) {
		var console = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getService(Console.class) : null;
		if (console == null) {
			return List.of();
		}
		var all = Row.of(Related.clouds(console).toList(), Gateways.KIND, Gateways.PRODUCT).stream().filter(r -> !r.resource().refusals().containsKey(verb)).toList();
		var clouds = engines.stream().map(EngineView::connection).filter(c -> c.kind().equals(Gateways.KIND)).map(Connection::id).toList();
		return candidates(all, clouds, selected.stream().flatMap(r -> Related.of(r).stream()).distinct().toList());
	}

	/**
	 * Those of all that are meant; a selected cloud never means the product of another one.
	 *
	 * @param clouds   the connections that are selected, or on which what is selected is; empty for none
	 * @param products that what is selected belongs to; empty for none
	 */
	static List<Row> candidates(List<Row> all, List<String> clouds, List<Related.Product> products) {
		var here = all.stream().filter(r -> clouds.isEmpty() || clouds.contains(r.connection().id())).toList();
		var meant = here.stream().filter(r -> products.contains(new Related.Product(r.connection().id(), r.connection().name(), r.id().key()))).toList();
		return meant.isEmpty() ? here : meant;
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		choose(shell, candidates(Tasks.selected(event), Tasks.engines(event))).ifPresent(product -> start(shell, product));
		return null;
	}

	private static Optional<Row> choose(Shell shell, List<Row> products) {
		if (products.size() <= 1) {
			return products.stream().findFirst();
		}
		var dialog = new ChooseProductDialog(shell, products);
		return dialog.ask() ? Optional.of(dialog.product()) : Optional.empty();
	}

	private void start(Shell shell, Row product) {
		var answer = Inputs.of(verb).map(input -> input.ask(shell, PlatformUI.getWorkbench().getService(Console.class), List.of(product)))
				.orElseGet(() -> Optional.of(new ActionInput.Answer(Texts.format(Messages.Start_local_task, product.name()), Inputs.parameters())));
		answer.ifPresent(a -> Tasks.start(shell, new TaskRequest(1, verb, a.title(), List.of(new TaskTarget(product.id(), product.name())), a.parameters())));
	}
}
