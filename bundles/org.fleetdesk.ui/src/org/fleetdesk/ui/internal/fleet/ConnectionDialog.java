package org.fleetdesk.ui.internal.fleet;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.EngineAccess.Reached;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Labels;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.security.Connecting;
import org.fleetdesk.ui.internal.security.OptionFields;
import org.fleetdesk.ui.internal.security.SecuritySection;
import org.fleetdesk.ui.internal.security.WindowPrompts;

/** Adds or changes a connection, and tests it in the background. */
final class ConnectionDialog extends TitleAreaDialog {

	private static final int TEST = IDialogConstants.CLIENT_ID;

	private final Console console;
	private final Optional<Connection> edited;
	private final String wanted;
	private final Consumer<String> chosen;
	private final List<EngineKind> kinds;
	private Combo kind;
	private Text name;
	private Text url;
	private Text labels;
	private OptionFields options;
	private SecuritySection security;
	private Background<Reached> test;
	/** What answered last, with what the user trusted and gave on the way. */
	private Optional<ConnectionDraft> base = Optional.empty();
	/** The same while the fields are as they were. */
	private Optional<ConnectionDraft> tested = Optional.empty();

	/** To change a connection. */
	ConnectionDialog(Shell shell, Console console, Connection edited) {
		this(shell, console, Optional.of(edited), edited.kind(), k -> { });
	}

	/**
	 * To add a connection.
	 *
	 * @param wanted the id of the kind that it begins with
	 * @param chosen told the kind of the connection when it is added
	 */
	ConnectionDialog(Shell shell, Console console, String wanted, Consumer<String> chosen) {
		this(shell, console, Optional.empty(), wanted, chosen);
	}

	private ConnectionDialog(Shell shell, Console console, Optional<Connection> edited, String wanted, Consumer<String> chosen) {
		super(shell);
		this.console = console;
		this.edited = edited;
		this.wanted = wanted;
		this.chosen = chosen;
		kinds = console.engineKinds();
		setHelpAvailable(false);
		setShellStyle(getShellStyle() | SWT.RESIZE | SWT.SHEET);
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		shell.setText(edited.isPresent() ? Messages.Connection_edit : Messages.Connection_add);
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		var area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
		GridLayoutFactory.swtDefaults().numColumns(2).margins(12, 12).spacing(10, 8).applyTo(area);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
		setTitle(edited.map(c -> Texts.format(Messages.Connection_edit_title, c.name())).orElse(Messages.Connection_add_title));
		label(area, Messages.Connection_kind);
		kind = new Combo(area, SWT.READ_ONLY | SWT.DROP_DOWN);
		kinds.forEach(k -> kind.add(k.label()));
		kind.select(Math.max(0, kinds.stream().map(EngineKind::id).toList().indexOf(wanted)));
		kind.setEnabled(edited.isEmpty() && kinds.size() > 1);
		kind.addListener(SWT.Selection, e -> changed());
		name = text(area, Messages.Connection_name, edited.map(Connection::name).orElse(""));
		url = text(area, Messages.Connection_url, edited.map(c -> c.url().toString()).orElse(""));
		labels = text(area, Messages.Connection_labels, edited.map(c -> Labels.format(c.labels())).orElse(""));
		labels.setMessage(Messages.Deploy_labels_hint);
		options = new OptionFields(area, edited, this::changed);
		options.show(engineKind());
		security = new SecuritySection(area, edited, this::changed);
		return area;
	}

	private static void label(Composite parent, String text) {
		new Label(parent, SWT.NONE).setText(text);
	}

	private Text text(Composite parent, String label, String value) {
		label(parent, label);
		var text = new Text(parent, SWT.BORDER);
		text.setText(value);
		text.addListener(SWT.Modify, e -> changed());
		GridDataFactory.fillDefaults().grab(true, false).hint(360, SWT.DEFAULT).applyTo(text);
		return text;
	}

	@Override
	protected void createButtonsForButtonBar(Composite parent) {
		createButton(parent, TEST, Messages.Connection_test, false);
		createButton(parent, IDialogConstants.OK_ID, edited.isPresent() ? Messages.Connection_save : Messages.Connection_add_button, true);
		createButton(parent, IDialogConstants.CANCEL_ID, Messages.Cancel, false);
		name.setFocus();
		changed();
	}

	private Optional<EngineKind> engineKind() {
		return kind.getSelectionIndex() < 0 ? Optional.empty() : Optional.of(kinds.get(kind.getSelectionIndex()));
	}

	private void changed() {
		if (getButton(TEST) == null) {
			return;
		}
		cancelTest();
		tested = Optional.empty();
		engineKind().ifPresent(k -> url.setMessage(k.exampleUrl()));
		options.show(engineKind());
		security.url(url.getText().strip());
		Optional<String> problem = problem();
		boolean untouched = name.getText().isBlank() && url.getText().isBlank();
		if (problem.isPresent() && !untouched) {
			setMessage(problem.get(), IMessageProvider.WARNING);
		} else if (problem.isEmpty() && security.exposes(URI.create(url.getText().strip()))) {
			setMessage(Messages.Security_exposed, IMessageProvider.WARNING);
		} else {
			setMessage(Messages.Connection_hint, IMessageProvider.NONE);
		}
		getButton(IDialogConstants.OK_ID).setEnabled(problem.isEmpty());
		getButton(TEST).setEnabled(urlProblem().or(this::moreProblem).isEmpty());
	}

	private Optional<String> problem() {
		if (engineKind().isEmpty()) {
			return Optional.of(Messages.Connection_no_kind);
		}
		if (name.getText().isBlank()) {
			return Optional.of(Messages.Connection_no_name);
		}
		String wish = name.getText().strip();
		String of = engineKind().get().id(); // this machine's engines of several kinds have one name
		boolean taken = console.connections().list().stream().anyMatch(
				c -> c.kind().equals(of) && c.name().equalsIgnoreCase(wish) && edited.filter(e -> e.id().equals(c.id())).isEmpty());
		return taken ? Optional.of(Texts.format(Messages.Connection_taken, wish)) : urlProblem().or(this::moreProblem);
	}

	private Optional<String> moreProblem() {
		return options.problem().or(security::problem);
	}

	private Optional<String> urlProblem() {
		if (url.getText().isBlank()) {
			return Optional.of(Messages.Connection_no_url);
		}
		try {
			var uri = new URI(url.getText().strip());
			return engineKind().flatMap(k -> k.refusal(uri));
		} catch (URISyntaxException e) {
			return Optional.of(Texts.format(Messages.Connection_bad_url, e.getReason()));
		}
	}

	/** What stands in the fields, without the files, which the background reads. */
	private ConnectionDraft draft() {
		var from = base.orElseGet(() -> ConnectionDraft.of(edited.orElseGet(
				() -> new Connection(UUID.randomUUID().toString(), engineKind().orElseThrow().id(), "", URI.create(""), Optional.empty(), Map.of(), false))));
		var named = from.with(from.connection().withName(name.getText().strip()).withLabels(Labels.parse(labels.getText())));
		return options.apply(named.withUrl(URI.create(url.getText().strip())));
	}

	@Override
	protected void buttonPressed(int id) {
		if (id == TEST) {
			if (test == null) {
				test();
			} else {
				cancelTest();
				setMessage(Messages.Connection_hint);
			}
		} else {
			super.buttonPressed(id);
		}
	}

	private void test() {
		var draft = draft();
		var input = security.input();
		var kind = engineKind().orElseThrow();
		setMessage(Texts.format(Messages.Connection_testing, draft.connection().url()), IMessageProvider.NONE);
		getButton(TEST).setText(Messages.Connection_cancel_test);
		var mine = new Background<Reached>(Messages.Connection_test, getShell(),
				() -> console.access().reach(kind, input.apply(draft, WindowPrompts::passphrase)), reached -> {
					tested = Optional.of(reached.draft());
					base = tested;
					options.reached(reached.draft());
					security.reached(reached.draft());
					var info = reached.info();
					tested(info.product() + " " + info.version() + (info.name().isEmpty() ? "" : ", " + info.name()), IMessageProvider.INFORMATION);
				}, e -> tested(Errors.message(e), IMessageProvider.ERROR));
		mine.setSystem(true);
		test = mine;
		mine.schedule();
	}

	private void tested(String text, int type) {
		if (test != null) {
			test = null;
			getButton(TEST).setText(Messages.Connection_test);
			setMessage(type == IMessageProvider.ERROR ? Texts.plain(text) : Texts.format(Messages.Connection_answers, Texts.plain(text)), type);
		}
	}

	private void cancelTest() {
		if (test != null) {
			test.cancel();
			test = null;
			getButton(TEST).setText(Messages.Connection_test);
		}
	}

	@Override
	protected void okPressed() {
		cancelTest();
		var known = tested;
		var draft = draft();
		var input = security.input();
		getButton(IDialogConstants.OK_ID).setEnabled(false);
		new Background<>(Messages.Connection_save, getShell(), () -> {
			// what was tested, with the answers given there, needs no second question
			var made = known.isPresent() ? known.get() : input.apply(draft, WindowPrompts::passphrase);
			if (edited.isPresent()) {
				console.connections().update(made.connection(), made.secrets());
			} else {
				console.connections().add(made.connection(), made.secrets());
				chosen.accept(made.connection().kind());
			}
			return made.connection();
		}, saved -> {
			var parent = getParentShell();
			super.okPressed();
			if (known.isEmpty() && edited.filter(saved::sameWay).isEmpty()) {
				new Connecting(console, parent).connect(saved, false);
			}
		}, e -> {
			setMessage(Errors.message(e), IMessageProvider.ERROR);
			getButton(IDialogConstants.OK_ID).setEnabled(true);
		}).schedule();
	}

	@Override
	public boolean close() {
		cancelTest();
		return super.close();
	}
}
