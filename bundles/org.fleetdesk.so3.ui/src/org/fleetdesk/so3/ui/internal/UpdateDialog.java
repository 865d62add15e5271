package org.fleetdesk.so3.ui.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.WavesFields;

/** Asks for the image that containers are updated to, which an engine has or a file holds, and whether they are updated in waves. */
final class UpdateDialog extends AskDialog {

	private static final int PAUSE = 300;

	private final Console console;
	private final List<Row> rows;
	private final List<String> images;
	private final Optional<Path> dropped;
	private Combo combo;
	private Text file;
	private WavesFields waves;
	private int chosen = -1;
	private Artifact artifact;
	private Optional<RolloutPlan> plan = Optional.empty();
	/** Why there is no artifact, while a file stands in its field. */
	private String wrong = "";
	private int typed;
	private Runnable reading = () -> {
	};

	/**
	 * @param images  that every engine concerned has
	 * @param dropped the file that was dropped on the containers
	 */
	UpdateDialog(Shell shell, Console console, List<Row> rows, String heading, List<String> images, Optional<Path> dropped) {
		super(shell, rows.size() == 1 ? Messages.Update_title : Messages.Update_title_many, heading, rows.size() == 1 ? Messages.Update_what : Messages.Update_what_many,
				verb(rows));
		this.console = console;
		this.rows = rows;
		this.images = images;
		this.dropped = dropped;
	}

	private static String verb(List<Row> rows) {
		return rows.size() == 1 ? Messages.Update_button : Texts.format(Messages.Update_button_many, rows.size());
	}

	@Override
	protected void createFields(Composite area) {
		label(area, Messages.Update_image);
		combo = new Combo(area, SWT.READ_ONLY);
		combo.setItems(images.stream().map(Texts::plain).toArray(String[]::new));
		GridDataFactory.fillDefaults().grab(true, false).hint(280, SWT.DEFAULT).applyTo(combo);
		combo.addListener(SWT.Selection, e -> choose());
		label(area, Messages.Update_file);
		var line = new Composite(area, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).applyTo(line);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(line);
		file = new Text(line, SWT.BORDER);
		file.setMessage(Messages.Update_file_hint);
		file.addListener(SWT.Modify, e -> read());
		GridDataFactory.fillDefaults().grab(true, false).hint(220, SWT.DEFAULT).applyTo(file);
		var browse = new Button(line, SWT.PUSH);
		browse.setText(Messages.Update_browse);
		browse.addListener(SWT.Selection, e -> browse());
		if (rows.size() > 1) {
			waves = new WavesFields(area, rows, Messages.Update_one, Messages.Update_many, this::changed);
			GridDataFactory.fillDefaults().span(2, 1).grab(true, true).applyTo(waves);
		}
		if (images.size() == 1) {
			combo.select(0);
			chosen = 0;
		}
		dropped.ifPresent(path -> file.setText(path.toString()));
	}

	private void choose() {
		chosen = combo.getSelectionIndex();
		if (!file.getText().isEmpty()) {
			file.setText("");
		}
		changed();
	}

	private void browse() {
		var dialog = new FileDialog(getShell(), SWT.OPEN);
		dialog.setFilterExtensions("*.itb", "*");
		String path = dialog.open();
		if (path != null) {
			file.setText(path);
		}
	}

	/** Looks into the file that stands in the field, a moment after the last change of it. */
	private void read() {
		reading.run();
		artifact = null;
		String path = file.getText().strip();
		int mine = ++typed;
		if (path.isEmpty()) {
			changed();
			return;
		}
		combo.deselectAll();
		chosen = -1;
		wrong = Messages.Update_reading;
		check();
		getShell().getDisplay().timerExec(PAUSE, () -> {
			if (mine == typed && !file.isDisposed()) {
				inspect(path);
			}
		});
	}

	private void inspect(String path) {
		try {
			var absolute = Path.of(path).toAbsolutePath().normalize();
			reading = Tasks.inspect(console, So3.KIND, absolute, file, found -> {
				artifact = found;
				changed();
			}, this::wrong);
		} catch (InvalidPathException e) {
			wrong(Texts.format(Messages.Update_no_path, path));
		}
	}

	private void wrong(String sentence) {
		wrong = Texts.plain(sentence);
		changed();
	}

	@Override
	protected Optional<String> problem() {
		var image = imageProblem();
		return image.isPresent() || waves == null ? image : waves.problem();
	}

	private Optional<String> imageProblem() {
		if (file != null && !file.getText().isBlank()) {
			return artifact == null ? Optional.of(wrong) : Optional.empty();
		}
		return chosen < 0 ? Optional.of(images.isEmpty() ? Messages.Update_no_image : Messages.Update_choose) : Optional.empty();
	}

	@Override
	protected boolean incomplete() {
		return imageProblem().filter(Messages.Update_choose::equals).isPresent();
	}

	@Override
	protected void checked() {
		verb(waves == null ? verb(rows) : waves.button().orElse(verb(rows)));
	}

	/** The file to upload; empty when the engines have the image. */
	Optional<Artifact> artifact() {
		return Optional.ofNullable(artifact);
	}

	/** What the image is called. */
	String image() {
		return artifact == null ? images.get(chosen) : artifact.name();
	}

	/** How they are updated when not all at once. */
	Optional<RolloutPlan> waves() {
		return plan;
	}

	@Override
	protected void okPressed() {
		plan = waves == null ? Optional.empty() : waves.plan();
		super.okPressed();
	}

	@Override
	public boolean close() {
		reading.run();
		return super.close();
	}
}
