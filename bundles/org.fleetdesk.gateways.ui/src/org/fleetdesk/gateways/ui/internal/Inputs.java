package org.fleetdesk.gateways.ui.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.ActionInput.Answer;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.LabelsDialog;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the verbs of the domain ask before they start. */
final class Inputs {

	/** An installation, which takes a file too. */
	private record Install() implements ActionInput {
		@Override
		public boolean single() {
			return false;
		}

		@Override
		public Optional<Answer> ask(Shell shell, Console console, List<Row> rows) {
			return install(shell, console, rows, Optional.empty());
		}

		@Override
		public Optional<Answer> ask(Shell shell, Console console, List<Row> rows, Path file) {
			return install(shell, console, rows, Optional.of(file));
		}
	}

	private Inputs() {
	}

	/** Of a verb on something of the domain. */
	static Optional<ActionInput> of(String verb) {
		return switch (verb) {
			case Gateways.INSTALL -> Optional.of(new Install());
			case Gateways.INTERVAL -> Optional.of(ActionInput.many((shell, console, rows) -> interval(shell, rows)));
			case Gateways.SCRIPT -> Optional.of(ActionInput.many((shell, console, rows) -> script(shell, rows)));
			case Gateways.SUPPORT_REPORT -> Optional.of(ActionInput.one((shell, console, row) -> support(shell, row)));
			case Gateways.LABEL -> Optional.of(ActionInput.many((shell, console, rows) -> label(shell, rows)));
			case Gateways.ADD -> Optional.of(ActionInput.one((shell, console, row) -> add(shell, row)));
			case Gateways.DELETE_PRODUCT -> Optional.of(ActionInput.many((shell, console, rows) -> Optional.of(deleteProducts(rows))));
			case Gateways.ADD_BY_SSH -> Optional.of(ActionInput.one((shell, console, row) -> addBySsh(shell, row)));
			default -> Optional.empty();
		};
	}

	static ObjectNode parameters() {
		return JsonNodeFactory.instance.objectNode();
	}

	/** How gateways are called together. */
	static String what(List<Row> rows) {
		return rows.size() == 1 ? rows.getFirst().name() : Texts.format(Messages.Gateways_number, rows.size());
	}

	private static Optional<Answer> install(Shell shell, Console console, List<Row> rows, Optional<Path> dropped) {
		var dialog = new InstallDialog(shell, console, rows, dropped);
		if (!dialog.ask()) {
			return Optional.empty();
		}
		var parameters = parameters();
		if (dialog.path().isPresent()) {
			parameters.put("file", dialog.path().get().toString());
		} else {
			parameters.putArray("packages").add(dialog.name());
		}
		return Optional.of(new Answer(Texts.format(Messages.Install_task, Texts.plain(dialog.name()), what(rows)), parameters, dialog.waves()));
	}

	private static Optional<Answer> interval(Shell shell, List<Row> rows) {
		var now = rows.stream().map(r -> r.attribute(Gateways.UPDATE_INTERVAL)).distinct().toList();
		var dialog = new IntervalDialog(shell, what(rows), now.size() == 1 ? Texts.number(now.getFirst()) : Optional.empty());
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Interval_task, what(rows), dialog.seconds()), parameters().put("seconds", dialog.seconds()))) : Optional.empty();
	}

	private static Optional<Answer> script(Shell shell, List<Row> rows) {
		var dialog = new ScriptDialog(shell, rows);
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Script_task, dialog.title(), what(rows)), parameters().put("script", dialog.script()).put("title", dialog.title()), dialog.waves()))
				: Optional.empty();
	}

	private static Optional<Answer> support(Shell shell, Row row) {
		var dialog = new FileDialog(shell, SWT.SAVE);
		dialog.setText(Messages.Support_title);
		dialog.setOverwrite(true);
		dialog.setFilterExtensions("*.tar.gz");
		dialog.setFileName("support-" + row.resource().name().replaceAll("[^\\w.-]", "_") + ".tar.gz");
		return Optional.ofNullable(dialog.open()).map(file -> new Answer(Texts.format(Messages.Support_task, row.name()), parameters().put("file", file)));
	}

	private static Optional<Answer> label(Shell shell, List<Row> rows) {
		var dialog = new LabelsDialog(shell, rows, what(rows), Messages.Labels_use);
		return dialog.ask() ? dialog.changes().map(changes -> new Answer(Texts.format(Messages.Labels_task, what(rows)), changes)) : Optional.empty();
	}

	private static Optional<Answer> add(Shell shell, Row product) {
		var dialog = new AddDialog(shell, product.name());
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Add_task, dialog.numbers().count(), product.name()), dialog.numbers().parameters())) : Optional.empty();
	}

	private static Optional<Answer> addBySsh(Shell shell, Row product) {
		var dialog = new SshDialog(shell, product.name(), product.connection().url().toString());
		return dialog.ask() ? Optional.of(new Answer(Texts.format(Messages.Ssh_task, dialog.host(), product.name()), dialog.parameters())) : Optional.empty();
	}

	/** The question before it says how many gateways go too. */
	private static Answer deleteProducts(List<Row> products) {
		boolean gateways = products.stream().anyMatch(p -> p.attribute(Gateways.GATEWAYS).matches("[1-9]\\d*"));
		return new Answer(products.size() == 1 ? Texts.format(Messages.Delete_product_task, products.getFirst().name()) : Texts.format(Messages.Delete_products_task, products.size()),
				parameters().put("force", gateways));
	}
}
