package org.fleetdesk.ui.internal.actions;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.Action;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Confirmation;
import org.fleetdesk.ui.internal.Messages;

/** Finds what can be done with what is selected, confirms it where it destroys something, and hands it to the tasks. */
public final class Actions {

	private final Console console;
	private final Contributions contributions;

	public Actions(Console console, Contributions contributions) {
		this.console = console;
		this.contributions = contributions;
	}

	/** The kind that all rows have, or empty. */
	public Optional<ResourceKind> kind(List<Row> rows) {
		if (rows.isEmpty() || rows.stream().map(r -> r.connection().kind() + "/" + r.id().kind()).distinct().count() != 1) {
			return Optional.empty();
		}
		return console.resourceKind(rows.getFirst().id());
	}

	/** The action of this verb on the rows, or empty when their kind does not know it or none of them can take it. */
	public Optional<ActionRequest> request(String verb, List<Row> rows) {
		return kind(rows).flatMap(kind -> kind.actions().stream().filter(a -> a.verb().equals(verb)).findFirst().map(a -> request(a, kind, rows)))
				.filter(r -> !r.rows().isEmpty());
	}

	/** All actions of the rows' kind, also those that none of them can take now. */
	public List<ActionRequest> all(List<Row> rows) {
		return kind(rows).map(kind -> kind.actions().stream().map((Action a) -> request(a, kind, rows)).toList()).orElse(List.of());
	}

	private ActionRequest request(Action action, ResourceKind kind, List<Row> rows) {
		var ui = contributions.kind(rows.getFirst().connection().kind(), kind.id());
		return ActionRequest.of(action, kind, rows, ui.flatMap(k -> k.ui().input(action.verb())));
	}

	/** Asks for what the action needs, confirms where it destroys something, and starts the task. */
	public void start(ActionRequest request, Shell shell) {
		start(request, shell, Optional.empty());
	}

	/** What a dropped file can be used for with the rows that it was dropped on, such as to update them; empty for nothing. */
	public Optional<ActionRequest> withFile(List<Row> rows) {
		return kind(rows).flatMap(kind -> contributions.kind(rows.getFirst().connection().kind(), kind.id())).flatMap(k -> k.ui().fileVerb()).flatMap(v -> request(v, rows));
	}

	/** @param file that was dropped on the rows */
	public void start(ActionRequest request, Shell shell, Optional<Path> file) {
		var answer = request.input()
				.map(input -> file.isPresent() ? input.ask(shell, console, request.rows(), file.get()) : input.ask(shell, console, request.rows()));
		if (answer.isPresent() && answer.get().isEmpty()) {
			return;
		}
		var task = answer.map(a -> request.toTask(a.orElseThrow())).orElseGet(request::toTask);
		if (!request.action().destructive() || confirm(request, shell)) {
			var waves = answer.flatMap(a -> a.flatMap(ActionInput.Answer::waves));
			Background.run(task.title(), shell, () -> waves.isPresent() ? console.rollouts().start(task, waves.get()) : console.tasks().submit(task));
		}
	}

	private boolean confirm(ActionRequest request, Shell shell) {
		var ui = contributions.kind(request.rows().getFirst().connection().kind(), request.kind().id());
		return Confirmation.ask(shell, MessageDialog.WARNING, request.action().onKind(request.kind().label()),
				request.question(row -> ui.map(k -> k.ui().consequence(request.action().verb(), row)).orElse("")), request.title());
	}
}
