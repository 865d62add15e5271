package org.fleetdesk.ui.internal.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.ProgressBar;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.menus.WorkbenchWindowControlContribution;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Registration;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Commands;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.tasks.TaskGroup;
import org.fleetdesk.ui.internal.tasks.TaskList;
import org.fleetdesk.ui.internal.tasks.TasksView;

/** The fleet in one line: engines, tasks, last change. */
public final class StatusTrim extends WorkbenchWindowControlContribution {

	private static final int SLACK = 40;

	private static final Duration UNDO_SHOWN = Duration.ofSeconds(20);

	private Label text;
	private Link tasks;
	private ProgressBar bar;
	private Link undo;
	private Label change;

	@Override
	protected Control createControl(Composite parent) {
		var body = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(5).margins(8, 2).spacing(8, 0).applyTo(body);
		text = label(body);
		tasks = link(body);
		tasks.setToolTipText(Messages.Status_tasks_tip);
		bar = new ProgressBar(body, SWT.HORIZONTAL | SWT.SMOOTH);
		bar.setMaximum(1000);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).hint(70, 10).exclude(true).applyTo(bar);
		bar.setVisible(false);
		undo = link(body);
		change = label(body);
		Console console = Selected.console();
		var list = PlatformUI.getWorkbench().getService(TaskList.class);
		if (console != null && list != null) {
			follow(body, console, list);
		}
		return body;
	}

	private static Link link(Composite parent) {
		var link = new Link(parent, SWT.NONE);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).exclude(true).applyTo(link);
		link.setVisible(false);
		return link;
	}

	private static Label label(Composite parent) {
		var label = new Label(parent, SWT.NONE);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(label);
		return label;
	}

	private void follow(Composite body, Console console, TaskList list) {
		var updates = new UiUpdates(body, () -> update(console, list));
		Registration fleet = console.fleet().addListener((connections, events) -> updates.request());
		Registration runs = list.addListener(run -> updates.request());
		body.addListener(SWT.Dispose, e -> {
			fleet.close();
			runs.close();
		});
		tasks.addListener(SWT.Selection, e -> TasksView.show(getWorkbenchWindow().getActivePage(), TaskGroup.of(e.text)));
		undo.addListener(SWT.Selection, e -> Commands.run(getWorkbenchWindow(), Commands.UNDO));
		UiUpdates.everySecond(body, () -> update(console, list));
		update(console, list);
	}

	private void update(Console console, TaskList list) {
		var counts = list.counts();
		var events = console.fleet().events();
		String last = events.isEmpty() ? "" : "·  " + Texts.format(Messages.Status_changed, Texts.age(events.getLast().time()));
		String percent = counts.active() == 0 ? "" : Math.round(100 * counts.fraction()) + " %  ";
		boolean moved = set(text, engines(console)) | set(tasks, badge(counts)) | set(undo, undo(list)) | set(change, percent + last)
				| bar.getVisible() == (counts.active() == 0);
		Grids.show(bar, counts.active() > 0);
		bar.setSelection((int) (1000 * counts.fraction()));
		if (moved) {
			fit(text.getParent());
		}
	}

	private static String engines(Console console) {
		var engines = console.fleet().engines();
		long online = engines.stream().filter(e -> e.health().current()).count();
		long connecting = engines.stream().filter(e -> e.health().status() == Health.Status.CONNECTING).count();
		long attention = engines.stream().map(e -> e.health().status()).filter(s -> s == Health.Status.UNTRUSTED || s == Health.Status.UNAUTHORIZED).count();
		long away = engines.size() - online - connecting - attention;
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
		return line.toString();
	}

	/** How many tasks run, wait and need attention, each a link to them; empty when there are none. */
	private static String badge(TaskList.Counts counts) {
		var parts = new ArrayList<String>();
		part(parts, counts.running(), Messages.Status_running, TaskGroup.ACTIVE);
		part(parts, counts.waiting(), Messages.Status_waiting, TaskGroup.ACTIVE);
		part(parts, counts.attention(), Messages.Status_needs, TaskGroup.ATTENTION);
		return parts.isEmpty() ? "" : "·  " + Texts.format(Messages.Status_tasks, String.join(", ", parts));
	}

	private static void part(List<String> parts, int number, String pattern, TaskGroup group) {
		if (number > 0) {
			parts.add("<a href=\"" + group.id() + "\">" + Texts.format(pattern, number) + "</a>");
		}
	}

	/** For a while after a task that can be undone, unless another one was begun meanwhile. */
	private static String undo(TaskList list) {
		return list.undoOffer().filter(r -> r.ended().filter(Instant.now().minus(UNDO_SHOWN)::isBefore).isPresent())
				.map(r -> "·  <a>" + Texts.format(Messages.Status_undo, Texts.label(r.request().title()).replace('<', '‹')) + "</a>").orElse("");
	}

	private static boolean set(Link link, String text) {
		if (link.getText().equals(text)) {
			return false;
		}
		link.setText(text);
		Grids.show(link, !text.isEmpty());
		return true;
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
