package org.fleetdesk.gateways.ui.internal;

import java.io.IOException;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.model.AppBuilder;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Asks what an application package is made of, and says with each change what would be wrong with it. */
final class BuildDialog extends AskDialog {

	private static final int PAUSE = 400;
	private static final int VIEW = 180;

	private Text source;
	private Text name;
	private Text version;
	private Text includes;
	private Text excludes;
	private PathField into;
	private Label commands;
	private Button upload;
	private PackageView view;
	private BuildPlan plan;
	private String unreadable = Messages.Build_choose;
	private BuildPlan.Check check;
	private int typed;
	private boolean loading;
	private boolean offered = true;
	private Runnable reading = () -> {
	};

	BuildDialog(Shell shell) {
		super(shell, Messages.Build_title, Messages.Build_heading, Messages.Build_what, Messages.Build_button);
	}

	@Override
	protected void createFields(Composite area) {
		label(area, Messages.Build_source);
		var line = new Composite(area, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(3).applyTo(line);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(line);
		source = new Text(line, SWT.BORDER);
		source.setMessage(Messages.Build_source_hint);
		Accessibles.name(source, Messages.Build_source);
		GridDataFactory.fillDefaults().grab(true, false).hint(240, SWT.DEFAULT).applyTo(source);
		source.addListener(SWT.Modify, e -> later(this::read));
		button(line, Messages.Build_folder, () -> new DirectoryDialog(getShell(), SWT.OPEN).open(), source);
		button(line, Messages.Build_file, () -> new FileDialog(getShell(), SWT.OPEN).open(), source);
		name = field(area, Messages.Build_name, "");
		version = field(area, Messages.Version, "");
		includes = field(area, Messages.Build_includes, Messages.Build_includes_hint);
		excludes = field(area, Messages.Build_excludes, Messages.Build_excludes_hint);
		commands = new Label(area, SWT.WRAP);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(460, SWT.DEFAULT).applyTo(commands);
		Grids.show(commands, false);
		view = new PackageView(area, VIEW);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).applyTo(view);
		label(area, Messages.Build_into);
		var place = new Composite(area, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).applyTo(place);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(place);
		var folder = new Text(place, SWT.BORDER);
		folder.setText(System.getProperty("user.home"));
		Accessibles.name(folder, Messages.Build_into);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(folder);
		into = new PathField(folder, PathField.Kind.FOLDER, this::changed);
		button(place, Messages.Build_folder, () -> new DirectoryDialog(getShell(), SWT.SAVE).open(), folder);
		upload = box(area, Messages.Build_upload, true);
		upload.addListener(SWT.Selection, e -> offered = upload.getSelection());
		view.clear(Messages.Build_choose);
		view.addListener(SWT.Dispose, e -> reading.run());
	}

	private Text field(Composite area, String label, String hint) {
		var field = textField(area, label, "");
		field.setMessage(hint);
		field.addListener(SWT.Modify, e -> {
			if (!loading) {
				later(this::inspect);
			}
		});
		return field;
	}

	private interface Chooser {
		String choose();
	}

	private static void button(Composite parent, String text, Chooser chooser, Text field) {
		var button = new Button(parent, SWT.PUSH);
		button.setText(text);
		button.addListener(SWT.Selection, e -> {
			if (chooser.choose() instanceof String path) {
				field.setText(path);
			}
		});
	}

	/** A moment after the last change. */
	private void later(Runnable action) {
		reading.run();
		check = null;
		int mine = ++typed;
		changed();
		source.getDisplay().timerExec(PAUSE, () -> {
			if (mine == typed && !source.isDisposed()) {
				action.run();
			}
		});
	}

	private void read() {
		String text = source.getText().strip();
		plan = null;
		unreadable = text.isEmpty() ? Messages.Build_choose : Messages.File_reading;
		changed();
		if (!text.isEmpty()) {
			reading = Tasks.inBackground(Messages.File_reading, source, () -> BuildPlan.of(text), this::show, this::wrong);
		}
	}

	private void wrong(String message) {
		unreadable = message;
		view.clear(message);
		changed();
	}

	private void show(BuildPlan read) {
		plan = read;
		loading = true;
		name.setText(read.name());
		version.setText(read.version());
		includes.setText(String.join(" ", read.includes()));
		excludes.setText(String.join(" ", read.excludes()));
		commands.setText(Texts.format(Messages.Build_commands, Texts.label(String.join("; ", read.before())), Texts.label(String.join("; ", read.after()))));
		Grids.show(commands, read.commands());
		commands.requestLayout();
		loading = false;
		inspect();
	}

	private void inspect() {
		if (plan == null) {
			return;
		}
		plan = plan.with(name.getText(), version.getText(), includes.getText(), excludes.getText());
		int mine = typed;
		var wanted = plan;
		reading = Tasks.inBackground(Messages.Build_checking, source, wanted::check, found -> {
			if (mine == typed) {
				check = found;
				found.content().ifPresentOrElse(view::show, () -> view.show(found.findings(), found.words()));
				changed();
			}
		}, message -> {
			if (mine == typed) {
				plan = null;
				wrong(message);
			}
		});
	}

	@Override
	protected Optional<String> problem() {
		if (plan == null) {
			return Optional.of(unreadable);
		}
		if (check == null) {
			return Optional.of(Messages.Build_checking);
		}
		if (!check.usable()) {
			return Optional.of(Texts.plain(check.findings().getFirst().message()));
		}
		return into.path().isEmpty() && into.problem().isEmpty() ? Optional.of(Messages.Build_no_into) : into.problem();
	}

	@Override
	protected boolean incomplete() {
		return plan == null && (unreadable.equals(Messages.Build_choose) || unreadable.equals(Messages.File_reading)) || plan != null && (check == null || check.usable() && into.looking());
	}

	@Override
	protected void checked() {
		verb(plan != null && check != null && check.usable() ? Texts.format(Messages.Build_button_named, plan.name(), plan.version()) : Messages.Build_button);
	}

	/** Builds it; off the UI thread. */
	AppBuilder.Built build() throws IOException, InterruptedException {
		return plan.build(into.path().orElseThrow());
	}

	/** Whether it is to be uploaded then. */
	boolean upload() {
		return offered;
	}

	@Override
	protected Point getInitialSize() {
		var size = super.getInitialSize();
		return new Point(Math.max(size.x, 700), size.y);
	}
}
