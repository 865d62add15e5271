package org.fleetdesk.ui;

import java.util.List;
import java.util.Optional;

import org.eclipse.swt.widgets.Shell;

/** Asks one question. */
record AskedInput(boolean single, ActionInput.OfMany question) implements ActionInput {

	@Override
	public Optional<Answer> ask(Shell shell, Console console, List<Row> rows) {
		return question.ask(shell, console, rows);
	}
}
