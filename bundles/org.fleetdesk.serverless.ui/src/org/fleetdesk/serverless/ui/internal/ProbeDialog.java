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

	/** @param url empty when the function has no endpoint yet */
	private record Question(Row row, String function, String endpoint, String url) {
	}

	private final Console console;
	private final List<Question> questions = new ArrayList<>();
	private final List<Runnable> asking = new ArrayList<>();
	private int answered;
	private int silent;

	ProbeDialog(Shell shell, Console console, List<Row> rows) {
		super(shell);
		this.console = console;
		setHelpAvailable(false);
		for (Row row : rows) {
			question(row, Messages.Faas, Serverless.faas(Serverless.ENDPOINT), Serverless.faas(Serverless.ENDPOINT_URL));
			if (!row.attribute(Serverless.daas(Serverless.FLAVOUR)).isEmpty()) {
				question(row, Messages.Daas, Serverless.daas(Serverless.ENDPOINT), Serverless.daas(Serverless.ENDPOINT_URL));
			}
		}
	}

	private void question(Row row, String function, String endpoint, String url) {
		questions.add(new Question(row, function, row.attribute(endpoint), row.attribute(url)));
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
		GridDataFactory.fillDefaults().grab(true, true).hint(800, table.getItemHeight() * Math.min(questions.size() + 2, MOST_SHOWN)).applyTo(table);
		questions.forEach(q -> ask(table, q));
		count();
		return area;
	}

	private void ask(org.eclipse.swt.widgets.Table table, Question question) {
		var item = new TableItem(table, SWT.NONE);
		item.setText(new String[] { Texts.format(Messages.Form_field_of, question.row().name(), question.function()), Texts.plain(question.url()), Messages.Endpoint_asking });
		if (question.endpoint().isEmpty()) {
			answer(item, Texts.format(Messages.Endpoint_none, question.function()), false);
			return;
		}
		asking.add(Tasks.inBackground(Messages.Endpoint_asking, table, () -> ((ServerlessSession) console.sessions().session(question.row().connection().id())).answer(question.endpoint()),
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
		setMessage(answered < questions.size() ? Texts.format(Messages.Probe_count, answered, questions.size()) : Texts.format(Messages.Probe_done, questions.size() - silent, questions.size()));
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
