package org.fleetdesk.serverless.ui.internal;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.fleetdesk.serverless.EndpointAnswer;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Asks endpoints and shows what each answered, as the answers come; closing it ends the asking. */
final class ProbeDialog extends TitleAreaDialog {

	private static final int[] WIDTHS = { 130, 210, 420 };
	private static final int MOST_SHOWN = 12;

	private final Console console;
	private final List<Row> rows;
	private final List<Runnable> asking = new ArrayList<>();
	private int answered;
	private int silent;

	ProbeDialog(Shell shell, Console console, List<Row> rows) {
		super(shell);
		this.console = console;
		setHelpAvailable(false);
		this.rows = rows;
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		shell.setText(Messages.Probe_title);
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		setTitle(Messages.Probe_title);
		var area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
		GridLayoutFactory.swtDefaults().margins(12, 12).applyTo(area);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
		var table = new org.eclipse.swt.widgets.Table(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.MULTI);
		table.setHeaderVisible(true);
		Accessibles.name(table, Messages.Probe_title);
		String[] titles = { Messages.Runtime, Messages.Endpoint, Messages.Probe_answer };
		for (int i = 0; i < titles.length; i++) {
			var column = new TableColumn(table, SWT.LEFT);
			column.setText(titles[i]);
			column.setWidth(WIDTHS[i]);
		}
		GridDataFactory.fillDefaults().grab(true, true).hint(800, table.getItemHeight() * Math.min(rows.size() + 2, MOST_SHOWN)).applyTo(table);
		rows.forEach(r -> ask(table, r));
		count();
		return area;
	}

	private void ask(org.eclipse.swt.widgets.Table table, Row row) {
		var item = new TableItem(table, SWT.NONE);
		item.setText(new String[] { row.name(), Endpoints.faas(row), Messages.Endpoint_asking });
		String endpoint = row.attribute(Serverless.ENDPOINT);
		if (endpoint.isEmpty()) {
			answer(item, Messages.Endpoint_none, false);
			return;
		}
		asking.add(Tasks.inBackground(Messages.Endpoint_asking, table, () -> ((ServerlessSession) console.sessions().session(row.connection().id())).answer(endpoint),
				(EndpointAnswer found) -> answer(item, Endpoints.words(found), found.answers()), message -> answer(item, message, false)));
	}

	private void answer(TableItem item, String text, boolean answers) {
		item.setText(2, Texts.plain(text));
		if (!answers) {
			silent++;
			item.setForeground(2, Palette.of(item.getParent()).error());
		}
		answered++;
		count();
	}

	private void count() {
		setMessage(answered < rows.size() ? Texts.format(Messages.Probe_count, answered, rows.size()) : Texts.format(Messages.Probe_done, rows.size() - silent, rows.size()));
	}

	@Override
	protected void createButtonsForButtonBar(Composite parent) {
		createButton(parent, IDialogConstants.OK_ID, IDialogConstants.CLOSE_LABEL, true);
	}

	@Override
	protected boolean isResizable() {
		return true;
	}

	@Override
	public boolean close() {
		asking.forEach(Runnable::run);
		return super.close();
	}
}
