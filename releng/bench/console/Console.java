package org.fleetdesk.bench.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.SwtCallable;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.FleetModel;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** The console as a user has it: its window, found by its widgets, and its model of the fleet. */
final class Console {

	private final BundleContext context;
	private final Display display;

	Console(BundleContext context) throws Exception {
		this.context = context;
		display = awaitDisplay();
	}

	private static Display awaitDisplay() throws Exception {
		var found = new AtomicReference<Display>();
		await("a display", 60, () -> {
			Thread.getAllStackTraces().keySet().stream().map(Display::findDisplay).filter(Console::usable).findFirst().ifPresent(found::set);
			return found.get() != null;
		});
		return found.get();
	}

	/** It is found before it is quite made. */
	private static boolean usable(Display display) {
		try {
			if (display == null) {
				return false;
			}
			display.asyncExec(() -> {
			});
			return true;
		} catch (NullPointerException | SWTException e) {
			return false;
		}
	}

	Display display() {
		return display;
	}

	FleetModel fleet() throws InterruptedException {
		var tracker = new ServiceTracker<FleetModel, FleetModel>(context, FleetModel.class, null);
		tracker.open();
		return tracker.waitForService(20_000);
	}

	/** Waits until a condition holds. */
	static void await(String what, int seconds, BooleanSupplier condition) throws InterruptedException, TimeoutException {
		long end = System.nanoTime() + seconds * 1_000_000_000L;
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new TimeoutException("Waited " + seconds + " s in vain for " + what);
			}
			Thread.sleep(5);
		}
	}

	/** Does something on the UI thread and waits for it. */
	<T> T ui(SwtCallable<T, RuntimeException> work) {
		return display.syncCall(work);
	}

	void awaitWindow() throws Exception {
		await("the window", 120, () -> PlatformUI.isWorkbenchRunning() && ui(() -> {
			var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
			return window != null && window.getShell().isVisible() && window.getActivePage() != null;
		}));
		await("the table of containers", 60, () -> ui(() -> find(Composite.class).stream().anyMatch(Console::shows)));
	}

	/** Brings a view to the front; an empty id means none. */
	void show(String view) {
		if (!view.isEmpty()) {
			ui(() -> {
				try {
					return PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage().showView(view);
				} catch (PartInitException e) {
					throw new IllegalArgumentException(view, e);
				}
			});
		}
	}

	/** A character typed into the filter, or its last one deleted, when the UI thread comes to it; returns at once. */
	void type(char character) {
		display.asyncExec(() -> {
			Text filter = filter();
			String text = filter.getText();
			if (character == SWT.BS) {
				filter.setSelection(Math.max(0, text.length() - 1), text.length());
				filter.insert("");
			} else {
				filter.append(Character.toString(character));
			}
		});
	}

	// the following on the UI thread

	/** The table of resources that is in front. */
	Table table() {
		return in(resources(), Table.class).getFirst();
	}

	Text filter() {
		return in(resources(), Text.class).getFirst();
	}

	/** How many there are, in words. */
	String count() {
		return in((Composite) resources().getChildren()[0], Label.class).getFirst().getText();
	}

	private Composite resources() {
		return find(Composite.class).stream().filter(Console::shows).findFirst().orElseThrow();
	}

	private static boolean shows(Composite composite) {
		return composite.getClass().getSimpleName().equals("ResourceTable");
	}

	static boolean ofResources(Control table) {
		for (var parent = table.getParent(); parent != null; parent = parent.getParent()) {
			if (shows(parent)) {
				return true;
			}
		}
		return false;
	}

	/** The lines below the first kind of engines in the tree of the fleet, which come with health and counts. */
	List<String> engines() {
		var texts = new ArrayList<String>();
		for (Tree tree : find(Tree.class)) {
			for (var kind : tree.getItems()) {
				for (var engine : kind.getItems()) {
					if (engine.getText().startsWith("replay-")) {
						texts.add(engine.getText());
					}
				}
			}
		}
		return texts;
	}

	private <W extends Control> List<W> find(Class<W> type) {
		var found = new ArrayList<W>();
		for (var window : PlatformUI.getWorkbench().getWorkbenchWindows()) {
			found.addAll(in(window.getShell(), type));
		}
		return found.stream().filter(Control::isVisible).toList();
	}

	private static <W extends Control> List<W> in(Composite parent, Class<W> type) {
		var found = new ArrayList<W>();
		for (Control child : parent.getChildren()) {
			if (type.isInstance(child)) {
				found.add(type.cast(child));
			}
			if (child instanceof Composite composite) {
				found.addAll(in(composite, type));
			}
		}
		return found;
	}

	/** The table a page further. */
	void pageDown() {
		table().setTopIndex(table().getTopIndex() + Math.max(1, table().getClientArea().height / table().getItemHeight() - 1));
	}
}
