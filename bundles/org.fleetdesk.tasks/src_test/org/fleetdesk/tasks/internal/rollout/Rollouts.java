package org.fleetdesk.tasks.internal.rollout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

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
		return on(data, fleet, tasks, handlers, InstantSource.system(), System::nanoTime);
	}

	/** @param nanos the clock of soaks */
	public static <T extends TaskService & RunStarter> RolloutEngine on(DataFolder data, FleetModel fleet, T tasks, TaskHandlers handlers, InstantSource clock, LongSupplier nanos) {
		return new RolloutEngine(data, fleet, tasks, tasks, handlers, what -> { }, clock, new Soak.Pace(Duration.ofMillis(10), Duration.ofSeconds(1), nanos));
	}
}
