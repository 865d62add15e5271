package org.fleetdesk.ui.internal.rollouts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.tasks.TaskNotices;

/** Tells when a rollout halted, or was rolled back, while the Tasks view was out of sight. */
public final class RolloutNotices implements Registration {

	private final TaskNotices notices;
	private final Registration registration;
	private final Map<String, State> states = new ConcurrentHashMap<>();

	public RolloutNotices(RolloutService rollouts, TaskNotices notices) {
		this.notices = notices;
		registration = rollouts.addListener(this::update);
	}

	private void update(Rollout rollout) {
		var before = states.put(rollout.id(), rollout.state());
		if (before != rollout.state()) {
			notice(rollout).ifPresent(text -> notices.tell(rollout.task().title(), text, rollout.id()));
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

	@Override
	public void close() {
		registration.close();
	}
}
