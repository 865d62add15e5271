package org.fleetdesk.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.IHandlerService;

/**
 * Drives the running workbench from a test, which runs on its own thread: finds what a user would look for, gives real input to the X server, and
 * waits for what should come of it.
 */
public final class Ui {

	/** How long to wait for anything, unless told otherwise. */
	public static final Duration PATIENCE = Duration.ofSeconds(60);
	private static final Duration FOCUS = Duration.ofSeconds(2);

	private final Display display;
	private final Input input = new Input();

	public Ui(Display display) {
		this.display = display;
	}

	public static Ui ofWorkbench() {
		return new Ui(PlatformUI.getWorkbench().getDisplay());
	}

	public Display display() {
		return display;
	}

	/** Mouse and keyboard. */
	public Input input() {
		return input;
	}

	/** Runs on the UI thread and gives what came of it, an error too. */
	public <T> T on(Callable<T> call) {
		var result = new Object[1];
		var error = new Throwable[1];
		display.syncExec(() -> {
			try {
				result[0] = call.call();
			} catch (Throwable e) {
				error[0] = e;
			}
		});
		if (error[0] != null) {
			throw new AssertionError("On the UI thread: " + error[0], error[0]);
		}
		@SuppressWarnings("unchecked")
		T value = (T) result[0];
		return value;
	}

	/** Runs on the UI thread. */
	public void run(ThrowingRunnable action) {
		on(() -> {
			action.run();
			return null;
		});
	}

	/** An action that may throw. */
	@FunctionalInterface
	public interface ThrowingRunnable {
		void run() throws Exception;
	}

	/** The first visible control of this role with this label, in any window; waits for it. */
	public Part find(Role role, String label) {
		return find(role, label, c -> labelIs(c, label));
	}

	/** The first visible control of this role for which a condition, asked on the UI thread, is true; waits for it. */
	public Part find(Role role, String what, Predicate<Control> condition) {
		var found = new Control[1];
		await(role.name().toLowerCase() + " \"" + what + "\"", () -> {
			found[0] = on(() -> controls().filter(c -> role.fits(c) && condition.test(c)).findFirst().orElse(null));
			return found[0] != null;
		});
		return new Part(this, found[0]);
	}

	/** Whether such a control is visible now. */
	public boolean shows(Role role, Predicate<Control> condition) {
		return on(() -> controls().anyMatch(c -> role.fits(c) && condition.test(c)));
	}

	/** Whether this text is on a visible label, button or the like now. */
	public boolean shows(String text) {
		return shows(Role.ANY, c -> Labels.of(c).stream().anyMatch(l -> l.contains(text)));
	}

	private static boolean labelIs(Control control, String label) {
		return Labels.of(control).stream().anyMatch(l -> l.equals(label));
	}

	/** A visible window whose title contains this; waits for it, and a moment for the keyboard to be its own: what is pressed before goes to the window below. */
	public Shell window(String title) {
		var found = new Shell[1];
		await("window \"" + title + "\"", () -> {
			found[0] = on(() -> Arrays.stream(display.getShells()).filter(s -> s.isVisible() && s.getText().contains(title)).findFirst().orElse(null));
			return found[0] != null;
		});
		within(FOCUS, () -> input.activeWindow().contains(title));
		return found[0];
	}

	/** Does what opens a menu, and chooses from it by keyboard, submenus by their path. */
	public void menu(Runnable opening, String... path) {
		var shown = new AtomicReference<Menu>();
		Listener noted = e -> shown.compareAndSet(null, e.widget instanceof Menu menu ? menu : null);
		run(() -> display.addFilter(SWT.Show, noted));
		try {
			opening.run();
			new Menus(this).choose(shown::get, path);
		} finally {
			run(() -> display.removeFilter(SWT.Show, noted));
		}
	}

	/** Types the path of a file into the desktop's own dialog, which is no window of SWT's, and waits until it is closed. */
	public void fileDialog(String title, Path file) {
		await("the file dialog \"" + title + "\"", () -> input.activeWindow().equals(title));
		input.keys("ctrl+a");
		input.type(file.toString());
		input.keys("Return");
		await("the file dialog to close", () -> !input.activeWindow().equals(title));
	}

	/** The text in the clipboard; empty when there is none. */
	public String clipboard() {
		return on(() -> {
			var clipboard = new Clipboard(display);
			try {
				return clipboard.getContents(TextTransfer.getInstance()) instanceof String text ? text : "";
			} finally {
				clipboard.dispose();
			}
		});
	}

	/** The workbench window, brought to the front. */
	public Shell workbench() {
		return on(() -> {
			Shell shell = workbenchWindow().getShell();
			shell.setMinimized(false);
			shell.forceActive();
			return shell;
		});
	}

	/** Shows a view and gives its root control. */
	public Part view(String id) {
		return new Part(this, on(() -> {
			IViewPart view = page().showView(id);
			return (Control) view.getSite().getService(MPart.class).getWidget();
		}));
	}

	/** Runs a command on the UI thread without waiting for its end (it may open a dialog). */
	public void command(String id) {
		display.asyncExec(() -> {
			try {
				PlatformUI.getWorkbench().getService(IHandlerService.class).executeCommand(id, null);
			} catch (Exception e) {
				throw new IllegalStateException("The command " + id + " failed: " + e, e);
			}
		});
	}

	public IWorkbenchPage page() {
		return workbenchWindow().getActivePage();
	}

	private static IWorkbenchWindow workbenchWindow() {
		IWorkbenchWindow active = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
		return active != null ? active : PlatformUI.getWorkbench().getWorkbenchWindows()[0];
	}

	/** Waits for a condition, which is asked on the calling thread; fails with a picture of the screen. */
	public void await(String what, BooleanSupplier condition) {
		await(what, PATIENCE, condition);
	}

	/** Waits for a condition, which is asked on the calling thread; fails with a picture of the screen. */
	public void await(String what, Duration patience, BooleanSupplier condition) {
		if (!within(patience, condition)) {
			throw new AssertionError("Waited " + patience.toSeconds() + " s in vain for " + what + "; see " + picture("failure"));
		}
	}

	/** Whether a condition, which is asked on the calling thread, comes true in time. */
	public boolean within(Duration patience, BooleanSupplier condition) {
		long end = System.nanoTime() + patience.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				return false;
			}
			LockSupport.parkNanos(20_000_000);
			if (Thread.interrupted()) {
				throw new AssertionError("Interrupted while waiting");
			}
		}
		return true;
	}

	/** A picture of the whole screen, as the user sees it, in the folder of the system property {@code fleetdesk.screenshots}. */
	public Path picture(String name) {
		try {
			Path folder = Files.createDirectories(Path.of(System.getProperty("fleetdesk.screenshots", "target/screenshots")).toAbsolutePath());
			Path file = folder.resolve(name + ".png");
			for (int i = 2; name.equals("failure") && Files.exists(file); i++) {
				file = folder.resolve(name + i + ".png");
			}
			Input.run(List.of("import", "-window", "root", file.toString()));
			return file;
		} catch (IOException e) {
			throw new AssertionError("No picture of the screen: " + e, e);
		}
	}

	/** Closes a notification that lies over this place of a control, as a user would: it may be of the test before. */
	public void uncover(Control control, Point at) {
		run(() -> {
			for (Shell shell : display.getShells()) {
				if (shell != control.getShell() && shell.isVisible() && (shell.getStyle() & SWT.ON_TOP) != 0 && shell.getBounds().contains(at)) {
					shell.close();
				}
			}
		});
	}

	/** The middle of a control on the screen; asked of its parent, as a search field takes the place of its icon for its own once there was a text in it. */
	Point middle(Control control) {
		return on(() -> {
			var size = control.getSize();
			var at = control.getLocation();
			return control instanceof Shell ? control.toDisplay(size.x / 2, size.y / 2) : control.getParent().toDisplay(at.x + size.x / 2, at.y + size.y / 2);
		});
	}

	/** All visible controls, the active window's first. To be called on the UI thread. */
	private Stream<Control> controls() {
		var all = new ArrayList<Control>();
		Shell active = display.getActiveShell();
		if (active != null) {
			collect(active, all);
		}
		for (Shell shell : display.getShells()) {
			if (shell != active) {
				collect(shell, all);
			}
		}
		return all.stream();
	}

	static void collect(Control control, List<Control> into) {
		if (!control.isDisposed() && control.isVisible()) {
			into.add(control);
			if (control instanceof Composite composite) {
				for (Control child : composite.getChildren()) {
					collect(child, into);
				}
			}
		}
	}
}
