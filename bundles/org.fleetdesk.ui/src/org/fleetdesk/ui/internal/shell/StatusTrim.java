package org.fleetdesk.ui.internal.shell;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ProgressBar;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.menus.WorkbenchWindowControlContribution;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Registration;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;

/** The fleet in one line: engines, tasks, last change. */
public final class StatusTrim extends WorkbenchWindowControlContribution {

	private static final int SLACK = 40;

	private Label text;
	private ProgressBar bar;
	private Label change;

	@Override
	protected Control createControl(Composite parent) {
		var body = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(3).margins(8, 2).spacing(8, 0).applyTo(body);
		text = label(body);
		bar = new ProgressBar(body, SWT.HORIZONTAL | SWT.SMOOTH);
		bar.setMaximum(1000);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).hint(70, 10).exclude(true).applyTo(bar);
		bar.setVisible(false);
		change = label(body);
		Console console = Selected.console();
		if (console != null) {
			follow(body, console);
		}
		return body;
	}

	private static Label label(Composite parent) {
		var label = new Label(parent, SWT.NONE);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(label);
		return label;
	}

	private void follow(Composite body, Console console) {
		var updates = new UiUpdates(body, () -> update(console));
		Registration fleet = console.fleet().addListener((connections, events) -> updates.request());
		Registration tasks = console.tasks().addListener(run -> updates.request());
		body.addListener(SWT.Dispose, e -> {
			fleet.close();
			tasks.close();
		});
		UiUpdates.everySecond(body, () -> update(console));
		update(console);
	}

	private void update(Console console) {
		var engines = console.fleet().engines();
		long online = engines.stream().filter(e -> e.health().current()).count();
		long connecting = engines.stream().filter(e -> e.health().status() == Health.Status.CONNECTING).count();
		long attention = engines.stream().map(e -> e.health().status()).filter(s -> s == Health.Status.UNTRUSTED || s == Health.Status.UNAUTHORIZED).count();
		long away = engines.size() - online - connecting - attention;
		var runs = console.tasks().runs().stream().filter(r -> !r.state().ended()).toList();
		var line = new StringBuilder(Texts.format(Messages.Status_online, online));
		if (connecting > 0) {
			line.append(", ").append(Texts.format(Messages.Status_connecting, connecting));
		}
		if (attention > 0) {
			line.append(", ").append(Texts.format(Messages.Status_attention, attention));
		}
		if (away > 0) {
			line.append(", ").append(Texts.format(Messages.Status_unreachable, away));
		}
		if (!runs.isEmpty()) {
			line.append("  ·  ").append(Texts.format(Messages.Status_tasks, runs.size()));
		}
		double fraction = runs.stream().mapToDouble(r -> r.fraction()).average().orElse(0);
		var events = console.fleet().events();
		String last = events.isEmpty() ? "" : "·  " + Texts.format(Messages.Status_changed, Texts.age(events.getLast().time()));
		String percent = runs.isEmpty() ? "" : Math.round(100 * fraction) + " %  ";
		boolean moved = set(text, line.toString()) | set(change, percent + last) | bar.getVisible() == runs.isEmpty();
		((GridData) bar.getLayoutData()).exclude = runs.isEmpty();
		bar.setVisible(!runs.isEmpty());
		bar.setSelection((int) (1000 * fraction));
		if (moved) {
			fit(text.getParent());
		}
	}

	/** The control sits in an item of a tool bar, which does not follow its size by itself. */
	private static void fit(Composite body) {
		int wanted = body.computeSize(SWT.DEFAULT, SWT.DEFAULT).x;
		if (body.getParent().getParent() instanceof ToolBar tools) {
			for (ToolItem item : tools.getItems()) {
				if (item.getControl() == body.getParent() && (wanted > item.getWidth() || wanted < item.getWidth() - SLACK)) {
					item.setWidth(wanted + SLACK / 2);
					tools.pack(true);
					tools.getShell().layout(true, true);
				}
			}
		}
		body.layout();
	}

	private static boolean set(Label label, String text) {
		if (label.getText().equals(text)) {
			return false;
		}
		label.setText(text);
		return true;
	}
}
