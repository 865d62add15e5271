package org.fleetdesk.core;

import java.util.List;
import java.util.Set;

/** Hears of changes in the {@link FleetModel}. */
public interface FleetListener {

	/**
	 * @param connections the ids of the engines whose health, snapshot or connection changed, came or went
	 * @param events      what happened since the last call
	 */
	void changed(Set<String> connections, List<FleetEvent> events);
}
