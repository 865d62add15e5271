package org.fleetdesk.gateways.ui.internal;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Whether there is what a field for a path names, looked up a moment after the last change and off the UI thread: a disk may be slow, or a network's. */
final class PathField {

	/** What the path has to be. */
	enum Kind {
		FILE, FOLDER
	}

	private static final int PAUSE = 200;

	private final Text field;
	private final Kind kind;
	private final Runnable changed;
	private Runnable looking = () -> {
	};
	private Optional<Path> path = Optional.empty();
	private Optional<String> problem = Optional.empty();
	private int typed;

	/** @param changed called on the UI thread after each change, and when the path has been looked up */
	PathField(Text field, Kind kind, Runnable changed) {
		this.field = field;
		this.kind = kind;
		this.changed = changed;
		field.addListener(SWT.Modify, e -> {
			look();
			changed.run();
		});
		field.addListener(SWT.Dispose, e -> looking.run());
		look();
	}

	/** Absolute; empty while nothing, or no name of a file, stands in the field. */
	Optional<Path> path() {
		return path;
	}

	/** What is wrong with the path, as a sentence; nothing is with an empty field. */
	Optional<String> problem() {
		return problem;
	}

	/** Whether it is still being looked up, which nobody did wrong. */
	boolean looking() {
		return problem.filter(Messages.Path_looking::equals).isPresent();
	}

	private void look() {
		looking.run();
		String text = field.getText().strip();
		int mine = ++typed;
		try {
			path = text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text).toAbsolutePath().normalize());
			problem = path.map(p -> Messages.Path_looking);
			path.ifPresent(p -> field.getDisplay().timerExec(PAUSE, () -> {
				if (mine == typed && !field.isDisposed()) {
					look(p, mine);
				}
			}));
		} catch (InvalidPathException e) {
			path = Optional.empty();
			problem = Optional.of(Texts.format(Messages.File_no_path, text));
		}
	}

	private void look(Path wanted, int mine) {
		looking = Tasks.inBackground(Messages.Path_looking, field, () -> missing(wanted), found -> known(mine, found), message -> known(mine, Optional.of(message)));
	}

	private Optional<String> missing(Path wanted) {
		boolean there = kind == Kind.FOLDER ? Files.isDirectory(wanted) : Files.isRegularFile(wanted);
		return there ? Optional.empty() : Optional.of(Texts.format(kind == Kind.FOLDER ? Messages.Build_no_folder : Messages.File_missing, wanted));
	}

	private void known(int mine, Optional<String> found) {
		if (mine == typed) {
			problem = found;
			changed.run();
		}
	}
}
