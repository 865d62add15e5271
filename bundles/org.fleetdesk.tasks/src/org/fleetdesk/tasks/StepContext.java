package org.fleetdesk.tasks;

import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.files.Severity;

/** What a {@link TaskHandler} is given for a step. */
public interface StepContext {

	/**
	 * The run's id, or for a retry the id of the first run that it retries; what a create makes carries it as the label
	 * {@code org.fleetdesk.run}, so that a retry finds it.
	 */
	String runId();

	/** With its secrets. */
	TaskRequest request();

	/** The session of the target's connection. */
	<S extends Session> S session(Class<S> type) throws EngineException;

	/** Tells how far the step is; cheap, may be called often. */
	void progress(Progress progress);

	/** A line in the run's log. */
	void log(Severity severity, String text);

	/**
	 * Keeps a value for this target's later steps and for a retry, also over a restart; it is in the journal when the call returns, encrypted if the request has secrets or the value tells
	 * one by its names.
	 *
	 * @throws EngineException when the journal cannot be written
	 */
	void put(String name, String value) throws EngineException;

	Optional<String> get(String name);

	/** Keeps what there was before the first attempt: as {@link #put}, unless there is a value already. */
	default void keep(String name, String value) throws EngineException {
		if (get(name).isEmpty()) {
			put(name, value);
		}
	}

	/** The target's result as a sentence, such as "ticker-2 runs in slot 4", shown when all its steps are done; the last one counts. */
	void result(String sentence);

	/** Hands on a snapshot that the handler just read, so that the views show it at once. */
	void publish(Snapshot snapshot);

	/** Reads the session's engine again and hands that on, if need be together with what other targets ask for; that it cannot be read does not make the step fail. */
	default void publish(Session session) throws InterruptedException {
		try {
			publish(session.refresh());
		} catch (EngineException e) {
			// the model reads it again by itself
		}
	}

	/** What a step does. */
	interface Work {
		void run() throws EngineException, InterruptedException;
	}

	/**
	 * Does work that only waits for others, such as for a gateway that comes once in hours: meanwhile other targets have this one's turn, which is taken again before this returns. Until the
	 * work says that it is {@link #underWay}, what stops targets that have not begun stops this one, too.
	 */
	default void waiting(Work work) throws EngineException, InterruptedException {
		work.run();
	}

	/** What was {@link #waiting waited for} has begun, so that it is not stopped any more as what has not. */
	default void underWay() {
		// nobody would stop it
	}

	/** Works and shows the views what came of it, be it a failure; a cancelled step ends at once instead. */
	default void published(Session session, Work work) throws EngineException, InterruptedException {
		try {
			work.run();
		} catch (EngineException e) {
			publish(session);
			throw e;
		}
		publish(session);
	}
}
