package org.fleetdesk.tasks;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.fleetdesk.core.Registration;

/**
 * Runs requests and remembers them; a service. The process that owns the data folder runs them, and there reading never blocks; any other
 * process reads the journal with each question, and a run whose process is gone is interrupted.
 */
public interface TaskService {

	/**
	 * Writes the request to the journal, then runs it.
	 *
	 * @return the run's id
	 * @throws IOException              when the journal cannot be written; nothing is run then
	 * @throws DuplicateTaskException   when a request of the same verb and parameters is queued, runs or waits on one of the targets already
	 * @throws IllegalArgumentException when no handler knows the verb; the message is for the user
	 */
	String submit(TaskRequest request) throws IOException;

	/** All runs that are known, newest first: the running ones and the history. */
	List<TaskRun> runs();

	Optional<TaskRun> run(String id);

	/** What is wrong with the journal now, as sentences: entries that cannot be read, or that it cannot be written; empty when all is well. May read files. */
	List<String> problems();

	/** The run's log so far. */
	List<TaskLogLine> log(String id) throws IOException;

	/**
	 * Cancels what is not done yet, and returns at once. What is half-done is undone, which takes at most 10 s a step; a second call gives that up, and the result says
	 * what is left behind.
	 */
	void cancel(String id);

	/** Runs the failed, cancelled and interrupted targets again, as a new run; errors as in {@link #submit}. */
	String retry(String id) throws IOException;

	/**
	 * Lets the interrupted targets of a run go on where they were cut off, as the same run: steps that are idempotent, or of which a probe says that they did not
	 * happen, are done again, the others not; what cannot be told fails its target.
	 *
	 * @throws IOException              as in {@link #submit}
	 * @throws IllegalArgumentException when nothing of it is interrupted
	 */
	void resume(String id) throws IOException;

	/** Whether {@link #undo} would do something; never blocks. */
	boolean undoable(String id);

	/**
	 * Takes back what a run did to the targets where it succeeded, as a new run.
	 *
	 * @return the new run's id
	 * @throws IOException              as in {@link #submit}
	 * @throws IllegalArgumentException when the verb has no way back, nothing was changed, or it was undone already
	 */
	String undo(String id) throws IOException;

	/** Puts an interrupted or failed run aside: what was half-done is undone where the handler can. */
	void discard(String id) throws IOException;

	/**
	 * Waits until the run has ended.
	 *
	 * @throws IllegalArgumentException when there is no such run
	 * @throws IllegalStateException    when it runs in another process
	 * @throws InterruptedException     also when the service ends before the run
	 */
	TaskRun await(String id) throws InterruptedException;

	/** Calls back with each new state of a run, on a background thread, progress coalesced to ten a second a run. */
	Registration addListener(Consumer<TaskRun> changed);
}
