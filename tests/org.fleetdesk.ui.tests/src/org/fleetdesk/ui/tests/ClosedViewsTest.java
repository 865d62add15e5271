package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;

import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view that left a listener behind in a service could not be collected. */
@ExtendWith(UiHealth.class)
class ClosedViewsTest {

	private static final int TIMES = 4;

	private final Ui ui = Ui.ofWorkbench();

	@ParameterizedTest
	@ValueSource(strings = { "org.fleetdesk.ui.fleet", "org.fleetdesk.ui.details", "org.fleetdesk.ui.tasks", "org.fleetdesk.ui.events",
			"org.fleetdesk.so3.ui.containers", "org.fleetdesk.so3.ui.images" })
	void leavesNothingBehind(String view) {
		var closed = new ArrayList<WeakReference<Object>>();
		for (int i = 0; i < TIMES; i++) {
			ui.run(() -> {
				var page = ui.page();
				var open = page.findView(view);
				if (open != null) {
					page.hideView(open);
				}
				var part = page.showView(view);
				closed.add(new WeakReference<>(part));
				page.hideView(part);
			});
		}
		ui.run(() -> ui.page().showView(view));
		// the platform itself may keep the one that was active last
		ui.await("closed views are collected", () -> {
			System.gc();
			return closed.stream().filter(r -> r.get() != null).count() <= 1;
		});
		assertThat(closed.stream().filter(r -> r.get() != null).count()).isLessThanOrEqualTo(1);
	}
}
