package org.fleetdesk.so3.ui.internal;

import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.Row;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Makes a container of the selected image, on the image's engine. */
public final class CreateContainerHandler extends AbstractHandler {

	private static final String VERB = "so3.container.create";

	@Override
	public void setEnabled(Object context) {
		var rows = Tasks.selected(context);
		setBaseEnabled(rows.size() == 1 && isImage(rows.getFirst()) && !rows.getFirst().stale());
	}

	private static boolean isImage(Row row) {
		return row.connection().kind().equals("so3") && row.id().kind().equals("image");
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		Tasks.selected(event).stream().filter(CreateContainerHandler::isImage).findFirst().ifPresent(image -> {
			var dialog = NameAndBoxDialog.container(shell, image.name(), image.connection().name());
			if (dialog.ask()) {
				Tasks.start(shell, request(image, dialog.name(), dialog.ticked()));
			}
		});
		return null;
	}

	private static TaskRequest request(Row image, String name, boolean start) {
		var parameters = JsonNodeFactory.instance.objectNode().put("image", image.resource().name()).put("name", name).put("start", start);
		parameters.putObject("labels");
		String engine = image.connection().name();
		return new TaskRequest(1, VERB, Texts.format(Messages.Create_task, name, engine),
				List.of(new TaskTarget(ResourceId.engine(image.connection().id()), engine)), parameters);
	}
}
