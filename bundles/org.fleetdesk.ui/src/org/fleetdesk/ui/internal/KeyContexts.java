package org.fleetdesk.ui.internal;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.IWorkbenchSite;
import org.eclipse.ui.contexts.IContextActivation;
import org.eclipse.ui.contexts.IContextService;

/** Activates key binding contexts while a control has the focus, so that Delete removes a container, but edits text in a filter. */
public final class KeyContexts {

	private final IContextService service;
	private final List<String> contexts;
	private final List<IContextActivation> active = new ArrayList<>();

	/** @param contexts the ids; those that are not defined are left out */
	public KeyContexts(IWorkbenchSite site, String... contexts) {
		service = site.getService(IContextService.class);
		this.contexts = List.of(contexts).stream().filter(c -> service.getContext(c).isDefined()).toList();
	}

	public void follow(Control control) {
		control.addListener(SWT.FocusIn, e -> {
			leave();
			contexts.forEach(c -> active.add(service.activateContext(c)));
		});
		control.addListener(SWT.FocusOut, e -> leave());
		control.addListener(SWT.Dispose, e -> leave());
	}

	/** Activates a context while any part of a view is used, the filter and the toolbar too; one that is not defined is left out. */
	public static void ofView(IWorkbenchSite site, String context) {
		IContextService ofSite = site.getService(IContextService.class);
		if (ofSite.getContext(context).isDefined()) {
			ofSite.activateContext(context);
		}
	}

	private void leave() {
		service.deactivateContexts(active);
		active.clear();
	}
}
