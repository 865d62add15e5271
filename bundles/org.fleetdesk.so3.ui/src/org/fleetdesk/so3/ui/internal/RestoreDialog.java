package org.fleetdesk.so3.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** Asks from which checkpoint a container goes on. */
final class RestoreDialog extends AskDialog {

	private final Console console;
	private final Row row;
	private List<So3Checkpoint> checkpoints = List.of();
	private String wrong = Messages.Checkpoints_reading;
	private int chosen = -1;
	private Table table;

	RestoreDialog(Shell shell, Console console, Row row) {
		super(shell, Messages.Restore_title, Texts.format(Messages.Restore_heading, row.name()), Messages.Restore_what, Messages.Restore_button);
		this.console = console;
		this.row = row;
	}

	@Override
	protected void createFields(Composite area) {
		GridDataFactory.fillDefaults().span(2, 1).applyTo(label(area, Messages.Restore_choose));
		table = new Table(area, SWT.BORDER | SWT.SINGLE | SWT.FULL_SELECTION);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).hint(400, 150).applyTo(table);
		for (int width : new int[] { 230, 170 }) {
			new TableColumn(table, SWT.LEFT).setWidth(width);
		}
		table.addListener(SWT.Selection, e -> choose(table.getSelectionIndex()));
		table.addListener(SWT.DefaultSelection, e -> {
			choose(table.getSelectionIndex());
			okPressed();
		});
		var reading = Checkpoints.read(console, row, table, this::show, this::failed);
		table.addListener(SWT.Dispose, e -> reading.run());
	}

	private void choose(int index) {
		chosen = index;
		changed();
	}

	private void show(List<So3Checkpoint> found) {
		checkpoints = found.reversed();
		for (So3Checkpoint checkpoint : checkpoints) {
			new TableItem(table, SWT.NONE).setText(new String[] { Texts.plain(checkpoint.name()), Checkpoints.facts(checkpoint) });
		}
		wrong = checkpoints.isEmpty() ? Messages.Restore_none : Messages.Restore_choose_one;
		if (!checkpoints.isEmpty()) {
			table.select(0);
			chosen = 0;
		}
		check();
		if (checkpoints.isEmpty()) {
			setMessage(wrong, IMessageProvider.INFORMATION);
		}
	}

	private void failed(String message) {
		wrong = message;
		setErrorMessage(Texts.plain(message));
	}

	@Override
	protected Optional<String> problem() {
		return chosen < 0 ? Optional.of(wrong) : Optional.empty();
	}

	String checkpoint() {
		return checkpoints.get(chosen).name();
	}
}
