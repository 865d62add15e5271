package org.fleetdesk.serverless.ui.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Resource;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.ActionInput.Answer;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.NameDialog;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the verbs on serverless resources ask before they start. */
final class Inputs {

	private Inputs() {
	}

	static Optional<ActionInput> of(String verb) {
		return switch (verb) {
			case Serverless.UPDATE -> Optional.of(ActionInput.one(Inputs::edit));
			case Serverless.RENAME -> Optional.of(ActionInput.one(Inputs::rename));
			case Serverless.SCALE -> Optional.of(ActionInput.many(Inputs::scale));
			case Serverless.RECOVER_VM -> Optional.of(ActionInput.many((shell, console, rows) -> recover(shell, rows)));
			default -> Optional.empty();
		};
	}

	private static ObjectNode parameters() {
		return JsonNodeFactory.instance.objectNode();
	}

	private static String what(List<Row> rows, String many) {
		return rows.size() == 1 ? rows.getFirst().name() : Texts.format(many, rows.size());
	}

	private static Optional<Answer> edit(Shell shell, Console console, Row row) {
		var dialog = new EditRuntimeDialog(shell, console, row);
		if (!dialog.ask()) {
			return Optional.empty();
		}
		var parameters = parameters();
		parameters.set("runtime", dialog.change());
		return Optional.of(new Answer(Texts.format(Messages.Edit_task, row.name()), parameters));
	}

	private static Optional<Answer> rename(Shell shell, Console console, Row row) {
		var others = console.fleet().engine(row.connection().id()).flatMap(EngineView::snapshot).stream().flatMap(s -> s.ofKind(Serverless.RUNTIME).stream()).map(Resource::name).toList();
		var dialog = new NameDialog(shell, Messages.Rename_title, Texts.format(Messages.Rename_heading, row.name()), Messages.Rename_what, Messages.Rename_button,
				row.resource().name(), name -> name.isEmpty() ? Optional.of(Messages.Name_missing) : others.contains(name) ? Optional.of(Messages.Name_taken) : Optional.empty());
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Rename_task, row.name(), dialog.name()), parameters().put("name", dialog.name()))) : Optional.empty();
	}

	private static Optional<Answer> scale(Shell shell, Console console, List<Row> rows) {
		String what = rows.size() == 1 ? owner(rows.getFirst()) : Texts.format(Messages.Runtimes_number, rows.size());
		var dialog = new ScaleDialog(shell, Texts.format(Messages.Scale_heading, what), roles(console, rows));
		if (!dialog.ask()) {
			return Optional.empty();
		}
		var parameters = parameters().put("cardinality", dialog.cardinality()).put("force", dialog.force());
		if (rows.getFirst().id().kind().equals(Serverless.RUNTIME)) {
			parameters.put("role", dialog.chosen());
		}
		return Optional.of(new Answer(Texts.format(Messages.Scale_task, dialog.chosen(), what, String.valueOf(dialog.cardinality())), parameters));
	}

	/** Whose role it is: that of a runtime, or of a service that has none. */
	private static String owner(Row row) {
		if (!row.id().kind().equals(Serverless.ROLE)) {
			return row.name();
		}
		String runtime = Texts.plain(row.attribute(Serverless.RUNTIME_NAME));
		return runtime.isEmpty() ? Texts.format(Messages.Scale_service, Texts.plain(row.attribute(Serverless.SERVICE_ID))) : runtime;
	}

	/** The roles that all of them have; with the cardinality where that is the same. */
	static List<ScaleDialog.Role> roles(Console console, List<Row> rows) {
		Map<String, Optional<Integer>> common = null;
		for (Row row : rows) {
			var here = new LinkedHashMap<String, Optional<Integer>>();
			roles(console, row).forEach(r -> here.put(name(r), Texts.number(r.attribute(Serverless.CARDINALITY)).map(Long::intValue)));
			if (common == null) {
				common = here;
			} else {
				common.keySet().retainAll(here.keySet());
				common.replaceAll((name, cardinality) -> cardinality.equals(here.get(name)) ? cardinality : Optional.empty());
			}
		}
		var roles = common == null ? List.<ScaleDialog.Role>of() : common.entrySet().stream().map(e -> new ScaleDialog.Role(e.getKey(), e.getValue())).toList();
		return roles.isEmpty() ? List.of(new ScaleDialog.Role(Serverless.FAAS, Optional.empty())) : roles;
	}

	private static Stream<Resource> roles(Console console, Row row) {
		return row.id().kind().equals(Serverless.ROLE) ? Stream.of(row.resource())
				: console.fleet().engine(row.connection().id()).flatMap(EngineView::snapshot).stream().flatMap(s -> Related.down(row.resource(), s, Serverless.ROLE).stream());
	}

	/** A role's own name: what it is called among all of them may name its service too. */
	private static String name(Resource role) {
		String key = role.id().key();
		return key.substring(key.indexOf('/') + 1);
	}

	private static Optional<Answer> recover(Shell shell, List<Row> rows) {
		String what = what(rows, Messages.Vms_number);
		var dialog = new RecoverDialog(shell, Texts.format(Messages.Recover_heading, what));
		if (!dialog.ask() || dialog.destroys() && !Tasks.confirm(shell, Messages.Recover_title, Texts.format(Messages.Recover_question, what), dialog.button())) {
			return Optional.empty();
		}
		return Optional.of(new Answer(Texts.format(Messages.Recover_task, what, dialog.how().word()), parameters().put("how", dialog.how().word())));
	}
}
