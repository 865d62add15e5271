package org.fleetdesk.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.tasks.RolloutPlan;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an action must know beside its targets, such as a new name; asked on the UI thread before its task is made. */
public interface ActionInput {

	/**
	 * What the user answered.
	 *
	 * @param title      of the task, such as "Rename ticker to meter"
	 * @param parameters of the task
	 * @param waves      how it goes through its targets when not all at once
	 */
	record Answer(String title, ObjectNode parameters, Optional<RolloutPlan> waves) {

		/** All at once. */
		public Answer(String title, ObjectNode parameters) {
			this(title, parameters, Optional.empty());
		}
	}

	/** Asks about one resource. */
	interface OfOne {
		Optional<Answer> ask(Shell shell, Console console, Row row);
	}

	/** Asks about all of them together. */
	interface OfMany {
		Optional<Answer> ask(Shell shell, Console console, List<Row> rows);
	}

	/** For what can be done on one resource at a time only. */
	static ActionInput one(OfOne question) {
		return new AskedInput(true, (shell, console, rows) -> question.ask(shell, console, rows.getFirst()));
	}

	/** For what can be done on many resources at once. */
	static ActionInput many(OfMany question) {
		return new AskedInput(false, question);
	}

	/** Whether it can be done on one resource at a time only, as a name can be given to one only. */
	boolean single();

	/**
	 * Asks; the dialog may read from the engine in the background.
	 *
	 * @param rows that can take the action, at least one
	 * @return empty when the user cancelled
	 */
	Optional<Answer> ask(Shell shell, Console console, List<Row> rows);

	/** The same with a file that the user has dropped on the resources; only for the verb that takes one. */
	default Optional<Answer> ask(Shell shell, Console console, List<Row> rows, Path file) {
		return ask(shell, console, rows);
	}
}
