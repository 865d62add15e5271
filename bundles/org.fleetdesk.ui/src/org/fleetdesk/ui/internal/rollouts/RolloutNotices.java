package org.fleetdesk.ui.internal.rollouts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Notifications;
import org.fleetdesk.ui.internal.tasks.TasksView;

/** Tells when a rollout halted, or was rolled back, while the Tasks view was out of sight. */
public final class RolloutNotices implements Registration {

	private final Registration registration;
	private final Display display;
	private final Map<String, State> states = new ConcurrentHashMap<>();

	public RolloutNotices(RolloutService rollouts, Display display) {
		this.display = display;
		registration = rollouts.addListener(this::update);
	}

	private void update(Rollout rollout) {
		var before = states.put(rollout.id(), rollout.state());
		if (before != rollout.state()) {
			notice(rollout).ifPresent(text -> UiUpdates.later(display, () -> tell(rollout, text)));
		}
	}

	/** What is said of a rollout that came into its state; empty when nothing is. */
	static Optional<String> notice(Rollout rollout) {
		return switch (rollout.state()) {
			case HALTED -> Optional.of(Texts.format(Messages.Notice_halted, rollout.reason()).strip());
			case ROLLING_BACK -> Optional.of(Texts.format(Messages.Notice_rolling_back, rollout.reason()).strip());
			case ROLLED_BACK -> Optional.of(Texts.format(Messages.Notice_rolled_back, rollout.reason()).strip());
			case FAILED -> Optional.of(Texts.format(Messages.Notice_failed, rollout.reason()).strip());
			case RUNNING, SOAKING, PAUSED, INTERRUPTED, SUCCEEDED -> Optional.empty();
		};
	}

	private static void tell(Rollout rollout, String text) {
		var window = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getActiveWorkbenchWindow() : null;
		var page = window == null ? null : window.getActivePage();
		var view = page == null ? null : page.findView(TasksView.ID);
		if (page != null && (view == null || !page.isPartVisible(view))) {
			Notifications.show(rollout.task().title(), text, null);
		}
	}

	@Override
	public void close() {
		registration.close();
	}
}
