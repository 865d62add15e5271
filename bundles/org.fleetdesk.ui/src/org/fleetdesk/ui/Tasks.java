package org.fleetdesk.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Confirmation;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.deploy.Inspection;

/** What a domain's own command handlers need: what is selected, and how to start a task. */
public final class Tasks {

	private Tasks() {
	}

	/** The resources that are selected when a command runs. */
	public static List<Row> selected(ExecutionEvent event) {
		return Selected.rows(HandlerUtil.getCurrentSelection(event));
	}

	/** The resources that are selected in an evaluation context, as {@code setEnabled} gets it. */
	public static List<Row> selected(Object context) {
		ISelection selection = Selected.of(context);
		return Selected.rows(selection);
	}

	/** The engines that are selected, or on which what is selected is. */
	public static List<EngineView> engines(ExecutionEvent event) {
		return engines(HandlerUtil.getCurrentSelection(event));
	}

	/** The same in an evaluation context. */
	public static List<EngineView> engines(Object context) {
		return engines(Selected.of(context));
	}

	private static List<EngineView> engines(ISelection selection) {
		var console = Selected.console();
		return console == null ? List.of() : Selected.connections(selection, console).stream().flatMap(c -> console.fleet().engine(c).stream()).toList();
	}

	/**
	 * Asks before something that cannot be undone.
	 *
	 * @param verb on the button, such as "Remove 3 images"
	 */
	public static boolean confirm(Shell shell, String title, String question, String verb) {
		return Confirmation.ask(shell, MessageDialog.WARNING, title, question, verb);
	}

	/**
	 * Does work off the UI thread, such as reading from an engine.
	 *
	 * @param control whose life ends the interest in the result
	 * @param done    called on the UI thread
	 * @param failed  called on the UI thread with a sentence for the user
	 * @return cancels the work
	 */
	public static <T> Runnable inBackground(String name, Control control, Callable<T> work, Consumer<T> done, Consumer<String> failed) {
		var job = new Background<T>(name, control, work, done, e -> failed.accept(Errors.message(e)));
		job.setSystem(true); // the view says that it reads
		job.schedule();
		return job::cancel;
	}

	/**
	 * Reads a file that is to go to engines of one kind, off the UI thread.
	 *
	 * @param control whose life ends the interest in the result
	 * @param usable  called on the UI thread with what can be deployed
	 * @param wrong   called on the UI thread with a sentence that says why it cannot
	 * @return cancels the reading
	 */
	public static Runnable inspect(Console console, String engineKind, Path file, Control control, Consumer<Artifact> usable, Consumer<String> wrong) {
		var handlers = console.artifactHandlers().stream().filter(h -> h.engineKind().equals(engineKind)).toList();
		return inBackground(Messages.Deploy_title, control, () -> Inspection.of(List.of(file), handlers), inspection -> {
			if (!inspection.usable().isEmpty()) {
				usable.accept(inspection.usable().getFirst().artifact());
			} else if (!inspection.refused().isEmpty()) {
				wrong.accept(inspection.refused().getFirst().reason());
			} else {
				wrong.accept(inspection.found().getFirst().artifact().findings().getFirst().message());
			}
		}, wrong);
	}

	/** Hands a request to the tasks, off the UI thread; when they do not take it, the user is told. */
	public static void start(Control control, TaskRequest request) {
		var console = PlatformUI.getWorkbench().getService(Console.class);
		Background.run(request.title(), control, () -> console.tasks().submit(request));
	}
}
