package org.fleetdesk.tasks.internal;

import java.io.IOException;

import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.files.Severity;

/** Where a {@link TargetWorker} writes what it does. */
interface Recorder {

	/**
	 * Writes to the journal, then to the run.
	 *
	 * @param sync whether it is on disk when this returns
	 * @throws IOException when it cannot be written; then the run does not have it either
	 */
	void record(Entry entry, boolean sync) throws IOException;

	/**
	 * As {@link #record}, and when the journal cannot be written, the run has it nevertheless: what happened cannot be refused. It is written later, when the
	 * journal can be written again.
	 */
	void recordAnyway(Entry entry, boolean sync);

	/** @param target by index, or -1 when the line concerns the whole run */
	void log(Run run, int target, Severity severity, String text);

	/** The run's progress changed; cheap. */
	void changed(Run run);

	/** A target came to rest, and the run with it when it was the last. */
	void settled(Run run);

	void publish(Snapshot snapshot);

	/** Reads an engine again and shows that, at once or a little later. */
	void publish(Session session) throws InterruptedException;
}
