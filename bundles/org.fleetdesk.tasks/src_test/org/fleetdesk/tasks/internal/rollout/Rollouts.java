package org.fleetdesk.tasks.internal.rollout;

import java.time.Duration;
import java.time.InstantSource;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.internal.RunStarter;
import org.fleetdesk.tasks.internal.TaskHandlers;

/** Engines of rollouts for tests, which ask for health often. */
public final class Rollouts {

	private Rollouts() {
	}

	/** @param tasks also starts the runs */
	public static <T extends TaskService & RunStarter> RolloutEngine on(DataFolder data, FleetModel fleet, T tasks, TaskHandlers handlers) {
		return new RolloutEngine(data, fleet, tasks, tasks, handlers, what -> { }, InstantSource.system(), new Soak.Pace(Duration.ofMillis(10), Duration.ofSeconds(1)));
	}
}
