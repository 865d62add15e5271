package org.fleetdesk.core;

import java.util.List;
import java.util.Optional;

/**
 * All engines' last snapshots and health; a service. It asks nothing before {@link #start()}: a command line uses
 * {@link Sessions} instead. Reading never blocks.
 */
public interface FleetModel {

	/** Begins to follow all connections, each on its own threads; calling it again does nothing. */
	void start();

	/**
	 * Begins to follow the first few connections only, until {@link #start()}: for a program that has much to do itself meanwhile, and shows what they say as soon as it is ready.
	 * Does nothing when it was started.
	 */
	void startFew();

	/** All engines, by connection name. */
	List<EngineView> engines();

	Optional<EngineView> engine(String connection);

	/** The resource as last seen. */
	default Optional<Resource> resource(ResourceId id) {
		return engine(id.connection()).flatMap(EngineView::snapshot).map(s -> s.resources().get(id));
	}

	/** Asks the engine soon; returns at once. */
	void refresh(String connection);

	/** Takes over a snapshot that somebody just read, as a task after its action. Older ones than the present are ignored. */
	void accept(Snapshot snapshot);

	/** Adds an event that somebody else saw, such as the task engine. */
	void report(FleetEvent event);

	/** The latest events, oldest first, bounded; from {@link #start()} on also those of earlier runs. */
	List<FleetEvent> events();

	/** Calls back on a background thread, changes coalesced to at most ten calls a second. */
	Registration addListener(FleetListener listener);
}
