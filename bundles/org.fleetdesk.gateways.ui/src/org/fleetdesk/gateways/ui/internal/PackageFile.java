package org.fleetdesk.gateways.ui.internal;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** A field for a package file, which is inspected a moment after the last change. */
final class PackageFile {

	private static final int PAUSE = 300;

	private final Text field;
	private final Consumer<State> changed;
	private Runnable reading = () -> {
	};
	private State state = new State.None();
	private int typed;

	/** What is known of the file. */
	sealed interface State {

		record None() implements State {
		}

		record Reading() implements State {
		}

		record Unreadable(String why) implements State {
		}

		record Read(Path file, ApplicationPackage content) implements State {
		}
	}

	/** @param changed called on the UI thread */
	PackageFile(Composite parent, String name, Consumer<State> changed) {
		this.changed = changed;
		var line = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).applyTo(line);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(line);
		field = new Text(line, SWT.BORDER);
		field.setMessage(Messages.File_hint);
		Accessibles.name(field, name);
		GridDataFactory.fillDefaults().grab(true, false).hint(220, SWT.DEFAULT).applyTo(field);
		field.addListener(SWT.Modify, e -> read());
		field.addListener(SWT.Dispose, e -> reading.run());
		var browse = new Button(line, SWT.PUSH);
		browse.setText(Messages.Browse);
		browse.addListener(SWT.Selection, e -> browse());
	}

	private void browse() {
		var dialog = new FileDialog(field.getShell(), SWT.OPEN);
		dialog.setFilterExtensions("*.tar.gz", "*");
		if (dialog.open() instanceof String path) {
			field.setText(path);
		}
	}

	Text control() {
		return field;
	}

	void set(Path file) {
		field.setText(file.toString());
	}

	void clear() {
		if (!field.getText().isEmpty()) {
			field.setText("");
		}
	}

	State state() {
		return state;
	}

	private void read() {
		reading.run();
		String path = field.getText().strip();
		int mine = ++typed;
		if (path.isEmpty()) {
			become(new State.None());
			return;
		}
		become(new State.Reading());
		field.getDisplay().timerExec(PAUSE, () -> {
			if (mine == typed && !field.isDisposed()) {
				inspect(path, mine);
			}
		});
	}

	private void inspect(String path, int mine) {
		try {
			var file = Path.of(path).toAbsolutePath().normalize();
			reading = Tasks.inBackground(Messages.File_reading, field, () -> look(file), found -> {
				if (mine == typed) {
					become(found);
				}
			}, message -> {
				if (mine == typed) {
					become(new State.Unreadable(message));
				}
			});
		} catch (InvalidPathException e) {
			become(new State.Unreadable(Texts.format(Messages.File_no_path, path)));
		}
	}

	private static State look(Path file) throws java.io.IOException {
		return Files.isRegularFile(file) ? new State.Read(file, PackageInspector.ofShipments().inspect(file)) : new State.Unreadable(Texts.format(Messages.File_missing, file));
	}

	private void become(State next) {
		state = next;
		changed.accept(next);
	}
}
