package org.fleetdesk.ui.internal;

import java.util.List;

import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.notifications.NotificationPopup;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;

/** Tells what ended out of sight, without taking the keyboard. */
public final class Notifications {

	private static final long SHOWN = 12_000;
	private static final int WIDTH = 340;
	private static final int MARGIN = 8;

	/** What can be done about it, as a link. */
	public record Offer(String label, Runnable action) {
	}

	private Notifications() {
	}

	/** May be called from any thread. Also in the Error Log. */
	public static void show(String title, String text, Throwable problem) {
		ILog.of(Notifications.class).warn(title + " " + text, problem);
		if (PlatformUI.isWorkbenchRunning()) {
			UiUpdates.later(PlatformUI.getWorkbench().getDisplay(), () -> open(title, text, List.of()));
		}
	}

	/** With links; a click on one takes the notification away. On the UI thread. */
	public static void open(String title, String text, List<Offer> offers) {
		var windows = PlatformUI.getWorkbench().getWorkbenchWindows();
		if (windows.length > 0) {
			var popup = new NotificationPopup[1];
			popup[0] = NotificationPopup.forShell(windows[0].getShell()).title(parent -> title(parent, title), true)
					.content(parent -> content(parent, text, offers, () -> popup[0].close())).delay(SHOWN).build();
			popup[0].open();
		}
	}

	private static Control title(Composite parent, String text) {
		var label = new Label(parent, SWT.NONE);
		label.setText(Texts.label(text));
		label.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		GridDataFactory.fillDefaults().grab(true, false).indent(MARGIN, MARGIN).applyTo(label);
		return label;
	}

	private static Control content(Composite parent, String text, List<Offer> offers, Runnable close) {
		var body = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(Math.max(1, offers.size())).spacing(16, 8).applyTo(body);
		((GridLayout) body.getLayout()).marginBottom = MARGIN;
		GridDataFactory.fillDefaults().grab(true, true).indent(MARGIN, 0).applyTo(body);
		var label = new Label(body, SWT.WRAP);
		label.setText(Texts.label(text));
		GridDataFactory.fillDefaults().span(Math.max(1, offers.size()), 1).grab(true, false).hint(Math.min(WIDTH, label.computeSize(SWT.DEFAULT, SWT.DEFAULT).x), SWT.DEFAULT)
				.applyTo(label);
		for (Offer offer : offers) {
			var link = new Link(body, SWT.NONE);
			link.setText("<a>" + Texts.label(offer.label()) + "</a>");
			link.addListener(SWT.Selection, e -> {
				close.run();
				offer.action().run();
			});
		}
		return body;
	}
}
