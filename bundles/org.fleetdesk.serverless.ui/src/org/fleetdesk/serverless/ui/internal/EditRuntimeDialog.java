package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Asks what changes in a runtime. */
final class EditRuntimeDialog extends SchemaDialog {

	private final Row row;
	private final RuntimeEdit edit;
	private ObjectNode change;

	EditRuntimeDialog(Shell shell, Console console, Row row) {
		super(shell, console, Messages.Edit_title, Texts.format(Messages.Edit_heading, row.name()), Messages.Edit_what, Messages.Edit_button);
		this.row = row;
		edit = new RuntimeEdit(row);
	}

	@Override
	protected void createFields(Composite area) {
		super.createFields(area);
		read(row.connection().id());
	}

	@Override
	protected Map<String, String> initial() {
		return edit.present();
	}

	@Override
	protected List<SchemaGroup> groups(SchemaForm made) {
		return edit.groups(made);
	}

	@Override
	protected Predicate<SchemaField> fixed() {
		return edit::fixed;
	}

	@Override
	protected Map<String, String> problems(SchemaForm made, Map<String, String> values) {
		return edit.problems(made, values);
	}

	@Override
	protected Optional<String> problem() {
		var problem = super.problem();
		return problem.isEmpty() && edit.change(form(), values()).isEmpty() ? Optional.of(Messages.Edit_nothing) : problem;
	}

	@Override
	protected void okPressed() {
		change = edit.change(form(), values());
		super.okPressed();
	}

	/** What is different, the inside of {@code SERVERLESS_RUNTIME}. */
	ObjectNode change() {
		return change;
	}
}
