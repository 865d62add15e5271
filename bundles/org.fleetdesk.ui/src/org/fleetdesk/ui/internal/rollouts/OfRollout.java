package org.fleetdesk.ui.internal.rollouts;

import org.fleetdesk.ui.internal.tasks.TaskRow;

/** A row that belongs to a rollout. */
interface OfRollout extends TaskRow {

	RolloutModel model();
}
