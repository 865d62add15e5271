package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.LocalFleet;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.FrameworkUtil;

/** That {@link UiHealth} does fail a test run; it is called by hand here instead of being registered. */
class UiHealthTest {

	private final Ui ui = Ui.ofWorkbench();
	private final UiHealth health = new UiHealth();

	@BeforeEach
	void begins() {
		health.beforeAll(null);
		health.beforeEach(null);
	}

	@Test
	void failsOnACallOfAnEntryPointOnTheUiThread() {
		var context = FrameworkUtil.getBundle(UiHealthTest.class).getBundleContext();
		var fleet = context.getService(context.getServiceReference(LocalFleet.class));
		assertThatThrownBy(() -> ui.run(fleet::running)).hasStackTraceContaining("UI thread");
		assertThatThrownBy(() -> health.afterEach(null)).hasMessageContaining("was called on the UI thread");
		health.afterAll(null);
	}

	@Test
	void failsOnAWindowThatIsLeftOpen() {
		ui.run(() -> {
			var shell = new Shell(ui.display());
			shell.setText("forgotten");
			shell.open();
		});
		assertThatThrownBy(() -> health.afterEach(null)).hasMessageContaining("\"forgotten\" was left open");
		health.afterAll(null);
	}

	@Test
	void failsOnAResourceThatIsNotDisposed() {
		ui.run(() -> new Image(ui.display(), 1, 1));
		health.afterEach(null);
		assertThatThrownBy(() -> health.afterAll(null)).hasMessageContaining("an SWT resource was not disposed");
	}

	@Test
	void failsOnAProcessThatIsLeftBehind() throws Exception {
		var child = new ProcessBuilder("sleep", "300").start();
		try {
			health.afterEach(null);
			assertThatThrownBy(() -> health.afterAll(null)).hasMessageContaining("the process " + child.pid());
		} finally {
			child.destroyForcibly().waitFor();
		}
	}

	@Test
	void failsWhenOurCodeHoldsTheUiThread() {
		// the monitor begins on a thread of its own, at an unknown moment: the first hold may come too early for it
		ui.await("the freeze monitor tells", Duration.ofMinutes(1), () -> {
			ui.run(() -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2500)));
			try {
				health.afterEach(null);
				return false;
			} catch (AssertionError e) {
				return e.getMessage().contains("the UI thread was held");
			}
		});
		health.afterAll(null);
	}
}
