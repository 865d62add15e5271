package org.fleetdesk.ui;

import java.util.concurrent.atomic.AtomicBoolean;

import org.eclipse.swt.SWTException;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;

/** Runs an update on the UI thread when asked from any thread, at most ten times a second, and no more once its control is gone. */
public final class UiUpdates {

	private static final long PAUSE = 100;

	private final Control control;
	private final Display display;
	private final Runnable update;
	private final AtomicBoolean requested = new AtomicBoolean();
	private long last;

	public UiUpdates(Control control, Runnable update) {
		this.control = control;
		this.display = control.getDisplay();
		this.update = update;
	}

	/** Asks for an update; returns at once. */
	public void request() {
		if (requested.compareAndSet(false, true)) {
			later(display, this::arrange);
		}
	}

	private void arrange() {
		long wait = last + PAUSE - System.currentTimeMillis();
		if (wait <= 0 || wait > PAUSE) {
			run();
		} else {
			display.timerExec((int) wait, this::run);
		}
	}

	private void run() {
		requested.set(false);
		last = System.currentTimeMillis();
		if (!control.isDisposed()) {
			update.run();
		}
	}

	/** Runs it on the UI thread later, or not at all when the display is gone. */
	public static void later(Display display, Runnable runnable) {
		try {
			display.asyncExec(runnable);
		} catch (SWTException e) {
			// the display was disposed of meanwhile: nothing is left to update
		}
	}

	/** Runs it on the UI thread later, unless the control is gone by then. */
	public static void later(Control control, Runnable runnable) {
		try {
			later(control.getDisplay(), () -> {
				if (!control.isDisposed()) {
					runnable.run();
				}
			});
		} catch (SWTException e) {
			// the control was disposed of meanwhile
		}
	}

	/** Runs it each second on the UI thread for as long as the control lives and is visible; for ages. */
	public static void everySecond(Control control, Runnable runnable) {
		control.getDisplay().timerExec(1000, () -> {
			if (!control.isDisposed()) {
				if (control.isVisible()) {
					runnable.run();
				}
				everySecond(control, runnable);
			}
		});
	}
}
