package org.fleetdesk.ui.internal.actions;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.fleetdesk.core.Action;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * An action on what is selected: the rows that can take it, and the words for it.
 *
 * @param rows    those that the action is done on
 * @param refused those that are selected too, but cannot take it now
 * @param input   what must be asked before
 */
public record ActionRequest(Action action, ResourceKind kind, List<Row> rows, List<Row> refused, Optional<ActionInput> input) {

	private static final int LISTED = 10;

	/** Divides the selected rows by whether they can take the action. */
	public static ActionRequest of(Action action, ResourceKind kind, List<Row> selected, Optional<ActionInput> input) {
		if (selected.size() > 1 && input.filter(ActionInput::single).isPresent()) {
			return new ActionRequest(action, kind, List.of(), selected, input);
		}
		var divided = selected.stream().collect(Collectors.partitioningBy(r -> refusal(r, action).isEmpty()));
		return new ActionRequest(action, kind, divided.get(true), divided.get(false), input);
	}

	/** With dots when something is asked before: "Rename…". */
	public String label() {
		return action.label() + (input.isPresent() ? "…" : "");
	}

	/** Why it cannot be done on any of the selected ones now, or the empty string when it can. */
	public String reason() {
		if (!rows.isEmpty() || refused.isEmpty()) {
			return "";
		}
		return refused.size() > 1 && input.filter(ActionInput::single).isPresent() ? Texts.format(Messages.Action_single, kind.label())
				: refusal(refused.getFirst(), action);
	}

	/** Why the action cannot be done on the row now, or the empty string. */
	public static String refusal(Row row, Action action) {
		if (row.stale()) {
			return Texts.format(Messages.Action_unreachable, row.connection().name());
		}
		return row.resource().refusals().getOrDefault(action.verb(), "");
	}

	/** Such as "Stop ticker-7", "Stop 3 containers" or "Regenerate the key of gw-1". */
	public String title() {
		return action.on(rows.size() == 1 ? rows.getFirst().name() : rows.size() + " " + kind.plural());
	}

	/**
	 * Such as "Remove ticker-7?" with the engine, or the first ten names and how many more.
	 *
	 * @param consequence what the action does to one of them, as a sentence, or empty
	 */
	public String question(Function<Row, String> consequence) {
		var text = new StringBuilder(Texts.format(Messages.Confirm_question, title())).append("\n\n");
		rows.stream().limit(LISTED).forEach(r -> {
			text.append("    ").append(label(r)).append('\n');
			String more = Texts.plain(consequence.apply(r));
			if (!more.isEmpty()) {
				text.append("        ").append(more).append('\n');
			}
		});
		if (rows.size() > LISTED) {
			text.append("    ").append(Texts.format(Messages.Confirm_more, rows.size() - LISTED)).append('\n');
		}
		if (!refused.isEmpty()) {
			text.append('\n').append(Texts.format(Messages.Confirm_refused, refused.size())).append('\n');
		}
		return (action.undoable() ? text : text.append('\n').append(Messages.Confirm_undone)).toString().stripTrailing();
	}

	public TaskRequest toTask() {
		return toTask(new ActionInput.Answer(title(), JsonNodeFactory.instance.objectNode()));
	}

	public TaskRequest toTask(ActionInput.Answer answer) {
		return new TaskRequest(1, action.verb(), answer.title(), rows.stream().map(ActionRequest::target).toList(), answer.parameters());
	}

	/** A row as a task has it. */
	public static TaskTarget target(Row row) {
		return new TaskTarget(row.id(), label(row));
	}

	private static String label(Row row) {
		return Texts.format(Messages.Action_target, row.name(), row.connection().name());
	}
}
