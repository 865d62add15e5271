package org.fleetdesk.gateways.ui.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.WavesFields;

/** Asks what is installed on gateways, from the shelf or from a file, shows what is in it and who is hit, and whether all at once or in waves. */
final class InstallDialog extends AskDialog {

	private static final int VIEW = 150;

	private final List<Row> rows;
	private final Optional<Path> dropped;
	private final List<String> shelf;
	private Combo combo;
	private PackageFile file;
	private PackageView view;
	private WavesFields waves;
	private int chosen = -1;
	private Optional<RolloutPlan> plan = Optional.empty();
	private Optional<Path> path = Optional.empty();

	/** @param dropped the file that was dropped on the gateways */
	InstallDialog(Shell shell, Console console, List<Row> rows, Optional<Path> dropped) {
		super(shell, Messages.Install_title, Texts.format(Messages.Install_heading, Inputs.what(rows)), Messages.Install_what, verb(rows));
		this.rows = rows;
		this.dropped = dropped;
		this.shelf = Shelf.common(console, rows);
	}

	private static String verb(List<Row> rows) {
		return rows.size() == 1 ? Messages.Install_button : Texts.format(Messages.Install_button_many, rows.size());
	}

	@Override
	protected void createFields(Composite area) {
		label(area, Messages.Install_shelf);
		combo = new Combo(area, SWT.READ_ONLY);
		combo.setItems(shelf.stream().map(Texts::plain).toArray(String[]::new));
		combo.setEnabled(!shelf.isEmpty());
		Accessibles.name(combo, Messages.Install_shelf);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(combo);
		combo.addListener(SWT.Selection, e -> {
			chosen = combo.getSelectionIndex();
			file.clear();
			view.clear(Texts.format(Messages.Install_from_shelf, shelf.get(chosen)));
			changed();
		});
		label(area, Messages.Install_file);
		file = new PackageFile(area, Messages.Install_file, this::show);
		view = new PackageView(area, VIEW);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).applyTo(view);
		view.clear(shelf.isEmpty() ? Messages.Install_shelf_empty : Messages.Install_choose);
		var hit = new Label(area, SWT.WRAP);
		hit.setText(Texts.label(Hit.words(rows)));
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(560, SWT.DEFAULT).applyTo(hit);
		if (rows.size() > 1) {
			waves = new WavesFields(area, rows, Messages.Gateway_one, Messages.Gateway_many, this::changed);
			GridDataFactory.fillDefaults().span(2, 1).grab(true, false).applyTo(waves);
		}
		dropped.ifPresent(file::set);
	}

	/** Where Enter presses the button. */
	@Override
	protected Optional<Control> focus() {
		return dropped.isPresent() ? Optional.of(file.control()) : Optional.empty();
	}

	/** The file changed, or was looked into. */
	private void show(PackageFile.State state) {
		if (view == null) {
			return; // it is being made
		}
		switch (state) {
			case PackageFile.State.None() -> {
				if (chosen < 0) {
					view.clear(Messages.Install_choose);
				}
			}
			case PackageFile.State.Reading() -> {
				chosen = -1;
				combo.deselectAll();
				view.clear(Messages.File_reading);
			}
			case PackageFile.State.Unreadable(var why) -> view.clear(why);
			case PackageFile.State.Read(var read, var content) -> view.show(content);
		}
		changed();
	}

	@Override
	protected Optional<String> problem() {
		var what = packageProblem();
		return what.isPresent() || waves == null ? what : waves.problem();
	}

	private Optional<String> packageProblem() {
		return switch (file == null ? new PackageFile.State.None() : file.state()) {
			case PackageFile.State.None() -> chosen < 0 ? Optional.of(Messages.Install_choose) : Optional.empty();
			case PackageFile.State.Reading() -> Optional.of(Messages.File_reading);
			case PackageFile.State.Unreadable(var why) -> Optional.of(why);
			case PackageFile.State.Read(var read, var content) -> content.usable() ? Optional.empty() : Optional.of(Shelf.refusal(content));
		};
	}

	@Override
	protected boolean incomplete() {
		return packageProblem().filter(p -> p.equals(Messages.Install_choose) || p.equals(Messages.File_reading)).isPresent();
	}

	@Override
	protected void checked() {
		verb(waves == null ? verb(rows) : waves.button().orElse(verb(rows)));
	}

	/** The file to upload; empty when the package lies on the shelf. */
	Optional<Path> path() {
		return path;
	}

	/** The file's name, by which the cloud knows the package. */
	String name() {
		return path.map(p -> p.getFileName().toString()).orElseGet(() -> shelf.get(chosen));
	}

	/** How it goes through the gateways when not all at once. */
	Optional<RolloutPlan> waves() {
		return plan;
	}

	@Override
	protected void okPressed() {
		path = file.state() instanceof PackageFile.State.Read(var read, var content) ? Optional.of(read) : Optional.empty();
		plan = waves == null ? Optional.empty() : waves.plan();
		super.okPressed();
	}

	@Override
	protected Point getInitialSize() {
		var size = super.getInitialSize();
		return new Point(Math.max(size.x, 700), size.y);
	}
}
