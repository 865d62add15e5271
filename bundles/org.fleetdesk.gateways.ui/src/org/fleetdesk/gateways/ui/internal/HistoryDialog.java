package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** The values that an alias had, newest first, the whole of the selected one below. */
final class HistoryDialog extends Dialog {

	private static final int MOST = 200;
	private static final int ROWS = 10;

	private final Console console;
	private final Row row;
	private final String alias;
	private Label note;
	private Grid grid;
	private Text whole;
	private List<AliasValue> values = List.of();

	HistoryDialog(Shell shell, Console console, Row row, String alias) {
		super(shell);
		this.console = console;
		this.row = row;
		this.alias = alias;
		setShellStyle(SWT.CLOSE | SWT.TITLE | SWT.RESIZE | SWT.MODELESS);
		setBlockOnOpen(false);
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		shell.setText(Texts.format(Messages.History_title, alias, row.name()));
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		var area = (Composite) super.createDialogArea(parent);
		note = new Label(area, SWT.WRAP);
		note.setText(Messages.History_reading);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(note);
		grid = new Grid(area, Messages.Alias_history, ROWS, new String[] { Messages.When, Messages.Writer, Messages.Value }, 170, 90, 400);
		GridDataFactory.fillDefaults().grab(true, true).hint(680, grid.table().getItemHeight() * ROWS).applyTo(grid.table());
		grid.table().addListener(SWT.Selection, e -> whole.setText(Texts.plainLines(values.get(grid.selected()).value())));
		whole = new Text(area, SWT.BORDER | SWT.READ_ONLY | SWT.MULTI | SWT.WRAP | SWT.V_SCROLL);
		whole.setFont(JFaceResources.getTextFont());
		Accessibles.name(whole, Messages.Value);
		GridDataFactory.fillDefaults().grab(true, true).hint(680, 110).applyTo(whole);
		var reading = Tasks.inBackground(Messages.History_reading, area,
				() -> ((GatewaysSession) console.sessions().session(row.connection().id())).history(Related.productOf(row.id()), Related.serialOf(row.id()), alias, MOST, Optional.empty()), this::fill,
				message -> note.setText(Texts.label(message)));
		area.addListener(SWT.Dispose, e -> reading.run());
		return area;
	}

	private void fill(List<AliasValue> found) {
		values = found;
		note.setText(found.isEmpty() ? Messages.History_none : Texts.format(Messages.History_count, found.size()));
		grid.show(found.stream().map(v -> List.of(v.at().map(Texts::dateTime).orElse(""), v.byDevice() ? Messages.Writer_gateway : Messages.Writer_cloud, v.value())).toList());
		GridDataFactory.fillDefaults().grab(true, true).hint(680, grid.table().getItemHeight() * ROWS).applyTo(grid.table());
	}

	@Override
	protected void createButtonsForButtonBar(Composite parent) {
		createButton(parent, IDialogConstants.CANCEL_ID, Messages.Close, true);
	}
}
