package org.fleetdesk.so3.ui.internal;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Removes what nobody uses from the selected engines: images without containers, or stopped containers. Declared with the verb as data. */
public final class PruneHandler extends AbstractHandler implements IExecutableExtension {

	private static final int LISTED = 10;

	private String verb = "";

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		verb = String.valueOf(data);
	}

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!targets(Tasks.engines(context)).isEmpty());
	}

	/** Engines that answer and know the verb. */
	private List<EngineView> targets(List<EngineView> engines) {
		return engines.stream().filter(e -> e.connection().kind().equals(So3.KIND) && e.health().current()
				&& e.snapshot().filter(s -> s.refusals().containsKey(verb)).isEmpty()).toList();
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		boolean images = verb.equals(So3.PRUNE_IMAGES);
		var engines = targets(Tasks.engines(event));
		var hit = new ArrayList<String>();
		var targets = new ArrayList<TaskTarget>();
		for (EngineView engine : engines) {
			var going = engine.snapshot().stream().flatMap(s -> s.ofKind(images ? So3.IMAGE : So3.CONTAINER).stream()).filter(r -> images ? unused(r) : stopped(r)).toList();
			going.forEach(r -> hit.add(Texts.format(Messages.Prune_item, Texts.plain(r.name()), engine.connection().name())));
			if (!going.isEmpty()) {
				targets.add(new TaskTarget(ResourceId.engine(engine.connection().id()), engine.connection().name()));
			}
		}
		if (targets.isEmpty()) {
			MessageDialog.openInformation(shell, images ? Messages.Prune_images : Messages.Prune_containers, images ? Messages.Prune_no_images : Messages.Prune_no_containers);
			return null;
		}
		String title = Texts.format(images ? Messages.Prune_images_button : Messages.Prune_containers_button, hit.size());
		if (Tasks.confirm(shell, images ? Messages.Prune_images : Messages.Prune_containers, question(title, hit), title)) {
			Tasks.start(shell, new TaskRequest(1, verb, title, targets, JsonNodeFactory.instance.objectNode()));
		}
		return null;
	}

	private static boolean unused(Resource image) {
		return image.attribute(So3.CONTAINERS).equals("0");
	}

	private static boolean stopped(Resource container) {
		return container.state().phase() == Phase.STOPPED || container.state().phase() == Phase.FAILED;
	}

	private static String question(String title, List<String> hit) {
		var text = new StringBuilder(title).append("?\n\n");
		hit.stream().limit(LISTED).forEach(h -> text.append("    ").append(h).append('\n'));
		if (hit.size() > LISTED) {
			text.append("    ").append(Texts.format(Messages.Prune_more, hit.size() - LISTED)).append('\n');
		}
		return text.append('\n').append(Messages.Prune_undone).toString();
	}
}
