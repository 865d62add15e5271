package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.model.RuntimeSchema;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Asks for the properties of a runtime by fields that are made from the engine's own schema. */
abstract class SchemaDialog extends AskDialog {

	private static final int WIDTH = 800;
	private static final int HEIGHT = 420;

	/** @param note what the user should know of where the form is from, or empty */
	private record Read(SchemaForm form, String note) {
	}

	private final Console console;
	private final String sentence;
	private ScrolledComposite scroll;
	private SchemaFields fields;
	private SchemaForm form;
	private String note = "";
	private List<String> templates = List.of();
	private Map<String, String> wrong = Map.of();
	private Runnable reading = () -> {
	};
	private Runnable readingFlavours = () -> {
	};

	SchemaDialog(Shell shell, Console console, String title, String heading, String sentence, String verb) {
		super(shell, title, heading, sentence, verb);
		this.console = console;
		this.sentence = sentence;
	}

	/** What stands in the fields at first, by path. */
	protected abstract Map<String, String> initial();

	/** The groups of the form that are shown. */
	protected abstract List<SchemaGroup> groups(SchemaForm made);

	/** The fields that are shown but cannot be changed. */
	protected abstract Predicate<SchemaField> fixed();

	/** What is wrong with what was entered, by path. */
	protected abstract Map<String, String> problems(SchemaForm made, Map<String, String> values);

	/** Makes what stands above the fields of the schema, in two columns. */
	protected void createHead(Composite area) {
		// nothing
	}

	@Override
	protected void createFields(Composite area) {
		createHead(area);
		scroll = new ScrolledComposite(area, SWT.V_SCROLL);
		scroll.setExpandHorizontal(true);
		scroll.setExpandVertical(true);
		scroll.setShowFocusedControl(true);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).hint(WIDTH, HEIGHT).applyTo(scroll);
		var waiting = new Composite(scroll, SWT.NONE);
		GridLayoutFactory.fillDefaults().applyTo(waiting);
		new Label(waiting, SWT.NONE).setText(Messages.Form_reading);
		scroll.setContent(waiting);
	}

	/** Reads the schema of an engine, in the background, and makes its fields; what stands in fields that are left stays. */
	protected final void read(String connection) {
		reading.run();
		readingFlavours.run();
		form = null;
		templates = List.of();
		reading = Tasks.inBackground(Messages.Form_reading, scroll, () -> read((ServerlessSession) console.sessions().session(connection)), this::build,
				message -> build(new Read(new SchemaForm(RuntimeSchema.json()), Texts.format(Messages.Form_known_schema, message))));
		readingFlavours = Tasks.inBackground(Messages.Form_reading_flavours, scroll, () -> ((ServerlessSession) console.sessions().session(connection)).flavours(), found -> {
			templates = found.stream().map(Texts::plain).sorted(NaturalOrder.INSTANCE).toList();
			check();
		}, message -> templates = List.of()); // flavours can be written
	}

	private static Read read(ServerlessSession session) throws InterruptedException {
		try {
			var own = new SchemaForm(session.schema());
			return new Read(own, session.tellsSchema() ? "" : Messages.Form_no_schema);
		} catch (EngineException | IllegalArgumentException e) {
			return new Read(new SchemaForm(RuntimeSchema.json()), Texts.format(Messages.Form_known_schema, String.valueOf(e.getMessage())));
		}
	}

	private void build(Read read) {
		var values = fields == null ? initial() : fields.values();
		scroll.getContent().dispose();
		form = read.form();
		note = read.note();
		fields = new SchemaFields(scroll, groups(form), values, fixed(), this::changed);
		scroll.setContent(fields);
		scroll.setMinSize(fields.computeSize(SWT.DEFAULT, SWT.DEFAULT));
		check();
		fit();
		fields.setFocus();
	}

	/** As large as the fields need and the screen allows. */
	private void fit() {
		var shell = getShell();
		var wanted = fields.computeSize(SWT.DEFAULT, SWT.DEFAULT);
		var shown = scroll.getClientArea();
		var screen = shell.getMonitor().getClientArea();
		var now = shell.getBounds();
		int width = Math.min(screen.width, now.width + Math.max(0, wanted.x - shown.width));
		int height = Math.min(screen.height, now.height + Math.max(0, wanted.y - shown.height));
		if (width != now.width || height != now.height) {
			shell.setBounds(Math.clamp(now.x - (width - now.width) / 2, screen.x, screen.x + screen.width - width),
					Math.clamp(now.y - (height - now.height) / 2, screen.y, screen.y + screen.height - height), width, height);
		}
	}

	@Override
	protected Point getInitialSize() {
		return getShell().computeSize(SWT.DEFAULT, SWT.DEFAULT, true);
	}

	@Override
	protected Optional<String> problem() {
		if (form == null) {
			return Optional.of(Messages.Form_reading);
		}
		wrong = problems(form, fields.values());
		return wrong.entrySet().stream().findFirst().map(e -> e.getKey().isEmpty() ? e.getValue() : Texts.format(Messages.Form_problem, form.name(e.getKey()), e.getValue()));
	}

	@Override
	protected void checked() {
		if (form == null) {
			return;
		}
		fields.show(wrong);
		var values = fields.values();
		String faas = values.getOrDefault("/FAAS/" + Flavours.PROPERTY, "");
		String daas = values.getOrDefault("/DAAS/" + Flavours.PROPERTY, "");
		fields.propose("/FAAS/" + Flavours.PROPERTY, templates);
		fields.propose("/DAAS/" + Flavours.PROPERTY, Flavours.daas(templates, faas));
		String warning = Flavours.doubt(templates, faas, daas).orElse(note);
		setMessage(Texts.plain(warning.isEmpty() ? sentence : warning), warning.isEmpty() ? IMessageProvider.NONE : IMessageProvider.WARNING);
	}

	/** The form that is shown; null while it is read. */
	protected final SchemaForm form() {
		return form;
	}

	/** What was entered, by path. */
	protected final Map<String, String> values() {
		return fields.values();
	}

	@Override
	public boolean close() {
		reading.run();
		readingFlavours.run();
		return super.close();
	}
}
