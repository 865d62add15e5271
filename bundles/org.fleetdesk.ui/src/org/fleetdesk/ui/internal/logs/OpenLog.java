package org.fleetdesk.ui.internal.logs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.logs.FurtherLog;
import org.fleetdesk.logs.Logs;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.tasks.TaskLogView;

/** Opens the logs of the selected resources or tasks, each in a view of its own; with a word behind the class's name, further logs of resources, see {@link FurtherLog}. */
public final class OpenLog extends AbstractHandler implements IExecutableExtension {

	private static final int AT_ONCE = 6;

	private String further = "";

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		further = data == null ? "" : data.toString();
	}

	@Override
	public void setEnabled(Object context) {
		var logs = Selected.console() == null ? null : PlatformUI.getWorkbench().getService(Logs.class);
		var selection = Selected.of(context);
		setBaseEnabled(logs != null && (Selected.rows(selection).stream().anyMatch(r -> logs.hasSource(log(r))) || further.isEmpty() && !Selected.runs(selection).isEmpty()));
	}

	private ResourceId log(Row row) {
		return further.isEmpty() ? row.id() : new FurtherLog(row.id(), further).id();
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var site = HandlerUtil.getActiveSite(event);
		Selected.rows(HandlerUtil.getCurrentSelection(event)).stream().map(this::log).limit(AT_ONCE).forEach(id -> open(site, id));
		if (further.isEmpty()) {
			Selected.runs(HandlerUtil.getCurrentSelection(event)).stream().limit(AT_ONCE).forEach(run -> TaskLogView.open(site.getPage(), run));
		}
		return null;
	}

	/** Opens the log of a resource, or brings it to the front; the keyboard goes there. */
	public static void open(IWorkbenchSite site, ResourceId id) {
		open(site, id, IWorkbenchPage.VIEW_ACTIVATE);
	}

	/** The same for a log that opens by itself, later: the keyboard stays where the user types by then, and the view there stays in front. */
	public static void openQuietly(IWorkbenchSite site, ResourceId id) {
		open(site, id, IWorkbenchPage.VIEW_VISIBLE);
	}

	private static void open(IWorkbenchSite site, ResourceId id, int mode) {
		try {
			site.getPage().showView(LogView.ID, encode(id), mode);
		} catch (PartInitException e) {
			Errors.show(site.getShell(), Messages.Log_cannot_open, e);
		}
	}

	/** A resource as the secondary id of its view, in which colons are not allowed. */
	static String encode(ResourceId id) {
		String text = id.connection() + "\n" + id.kind() + "\n" + id.key();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	static Optional<ResourceId> decode(String secondaryId) {
		try {
			String[] parts = new String(Base64.getUrlDecoder().decode(secondaryId == null ? "" : secondaryId), StandardCharsets.UTF_8).split("\n", 3);
			return parts.length == 3 ? Optional.of(new ResourceId(parts[0], parts[1], parts[2])) : Optional.empty();
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}
}
