package org.fleetdesk.ui.internal.fleet;

/** A node of the Fleet tree; what it shows is looked up when it is drawn. */
public sealed interface FleetNode {

	/** All engines of a kind. */
	record Kind(String kind) implements FleetNode {
	}

	/** @param connection the connection's id */
	record Engine(String connection) implements FleetNode {
	}
}
