package org.fleetdesk.so3.ui.internal;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Resource;
import org.fleetdesk.so3.So3;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.ActionInput.Answer;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.LabelsDialog;
import org.fleetdesk.ui.NameDialog;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the verbs on containers and images ask before they start. */
final class Inputs {

	private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

	/** An update, which takes a file too. */
	private record Update() implements ActionInput {
		@Override
		public boolean single() {
			return false;
		}

		@Override
		public Optional<Answer> ask(Shell shell, Console console, List<Row> rows) {
			return update(shell, console, rows, Optional.empty());
		}

		@Override
		public Optional<Answer> ask(Shell shell, Console console, List<Row> rows, Path file) {
			return update(shell, console, rows, Optional.of(file));
		}
	}

	private Inputs() {
	}

	/** Of a verb on containers or images. */
	static Optional<ActionInput> of(String verb) {
		return switch (verb) {
			case So3.RENAME -> Optional.of(ActionInput.one((shell, console, row) -> rename(shell, row)));
			case So3.UPDATE -> Optional.of(new Update());
			case So3.LABEL -> Optional.of(ActionInput.many((shell, console, rows) -> label(shell, rows)));
			case So3.CHECKPOINT -> Optional.of(ActionInput.many((shell, console, rows) -> checkpoint(shell, rows)));
			case So3.RESTORE -> Optional.of(ActionInput.one(Inputs::restore));
			case So3.TAG_IMAGE -> Optional.of(ActionInput.one((shell, console, row) -> tag(shell, row)));
			default -> Optional.empty();
		};
	}

	private static ObjectNode parameters() {
		return JsonNodeFactory.instance.objectNode();
	}

	private static String what(List<Row> rows) {
		return rows.size() == 1 ? rows.getFirst().name() : Texts.format(Messages.Containers_number, rows.size());
	}

	private static Optional<Answer> rename(Shell shell, Row row) {
		var dialog = new NameDialog(shell, Messages.Rename_title, Texts.format(Messages.Rename_heading, row.name()), Messages.Rename_what, Messages.Rename_button,
				row.resource().name(), Names::problem);
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Rename_task, row.name(), dialog.name()), parameters().put("name", dialog.name())))
				: Optional.empty();
	}

	private static Optional<Answer> update(Shell shell, Console console, List<Row> rows, Optional<Path> file) {
		var dialog = new UpdateDialog(shell, console, rows, Texts.format(Messages.Update_heading, what(rows)), candidates(console, rows), file);
		if (!dialog.ask()) {
			return Optional.empty();
		}
		var parameters = parameters().put("image", dialog.image());
		dialog.artifact().ifPresent(a -> parameters.put("file", a.file().toString()).put("digest", a.digest()).put("size", a.size()));
		return Optional.of(new Answer(Texts.format(Messages.Update_task, what(rows), dialog.image()), parameters, dialog.waves()));
	}

	/** The images that all the engines have, without those that cannot be used, and without the one that all the containers run already. */
	private static List<String> candidates(Console console, List<Row> rows) {
		LinkedHashSet<String> common = null;
		for (String connection : rows.stream().map(r -> r.connection().id()).distinct().toList()) {
			var here = new LinkedHashSet<String>();
			console.fleet().engine(connection).flatMap(EngineView::snapshot).ifPresent(s -> s.ofKind(So3.IMAGE).stream().filter(i -> i.attribute(So3.PROBLEM).isEmpty())
					.map(Resource::name).forEach(here::add));
			if (common == null) {
				common = here;
			} else {
				common.retainAll(here);
			}
		}
		var running = rows.stream().map(r -> r.attribute(So3.IMAGE_NAME)).distinct().toList();
		if (common != null && running.size() == 1) {
			common.remove(running.getFirst());
		}
		return common == null ? List.of() : common.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList();
	}

	private static Optional<Answer> label(Shell shell, List<Row> rows) {
		var dialog = new LabelsDialog(shell, rows, what(rows), Messages.Labels_what);
		return dialog.ask() ? dialog.changes().map(changes -> new Answer(Texts.format(Messages.Labels_task, what(rows)), changes)) : Optional.empty();
	}

	private static Optional<Answer> checkpoint(Shell shell, List<Row> rows) {
		var dialog = NameAndBoxDialog.checkpoint(shell, Texts.format(Messages.Checkpoint_heading, what(rows)), "at-" + STAMP.format(LocalDateTime.now()));
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Checkpoint_task, dialog.name(), what(rows)),
				parameters().put("name", dialog.name()).put("stop", dialog.ticked()))) : Optional.empty();
	}

	private static Optional<Answer> restore(Shell shell, Console console, Row row) {
		var dialog = new RestoreDialog(shell, console, row);
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Restore_task, row.name(), dialog.checkpoint()), parameters().put("name", dialog.checkpoint())))
				: Optional.empty();
	}

	private static Optional<Answer> tag(Shell shell, Row row) {
		var dialog = new NameDialog(shell, Messages.Tag_title, Texts.format(Messages.Tag_heading, row.name()), Messages.Tag_what, Messages.Tag_button, row.resource().name(),
				Names::imageProblem);
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Tag_task, row.name(), dialog.name()), parameters().put("tag", dialog.name())))
				: Optional.empty();
	}
}
