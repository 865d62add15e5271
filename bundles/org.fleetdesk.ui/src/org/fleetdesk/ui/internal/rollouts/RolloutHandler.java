package org.fleetdesk.ui.internal.rollouts;

import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.internal.Selected;

/** Pauses, resumes, halts, retries, rolls back or acknowledges the selected rollouts; which of these stands as data in the declaration. */
public final class RolloutHandler extends AbstractHandler implements IExecutableExtension {

	private RolloutVerb verb;

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		verb = RolloutVerb.of(String.valueOf(data));
	}

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!fitting(Selected.of(context)).isEmpty());
	}

	/** A selected wave or target stands for its rollout. */
	private List<RolloutModel> fitting(ISelection selection) {
		return selection instanceof IStructuredSelection s ? ((List<?>) s.toList()).stream().filter(OfRollout.class::isInstance).map(e -> ((OfRollout) e).model())
				.filter(verb::possible).distinct().toList() : List.of();
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var console = Selected.console();
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		// what a question says of targets must hold now; the selection keeps the rollout as it was when its state changed last
		fitting(HandlerUtil.getCurrentSelection(event)).forEach(m -> console.rollouts().rollout(m.id())
				.map(r -> RolloutModel.of(r, console.rollouts().possible(r.id()), console.tasks()::run)).ifPresent(now -> verb.start(now, console.rollouts(), shell)));
		return null;
	}
}
