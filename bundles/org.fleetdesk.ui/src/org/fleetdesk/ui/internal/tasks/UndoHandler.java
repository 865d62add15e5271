package org.fleetdesk.ui.internal.tasks;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.commands.IElementUpdater;
import org.eclipse.ui.handlers.HandlerUtil;
import org.eclipse.ui.menus.UIElement;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Texts;

/** Undoes the latest task of this session that can be undone; its menu item says which. Not while somebody types, where the key means the text. */
public final class UndoHandler extends AbstractHandler implements IElementUpdater {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!typing() && latest().isPresent());
	}

	private static Optional<TaskRun> latest() {
		var list = TaskSelection.list();
		return list == null ? Optional.empty() : list.lastUndoable();
	}

	private static boolean typing() {
		var display = Display.getCurrent();
		Control control = display == null ? null : display.getFocusControl();
		return control instanceof Text || control instanceof StyledText || control instanceof Spinner || control instanceof Combo c && (c.getStyle() & SWT.READ_ONLY) == 0;
	}

	@Override
	public Object execute(ExecutionEvent event) {
		latest().ifPresent(run -> TaskVerb.UNDO.start(TaskSelection.list(), List.of(run), HandlerUtil.getActiveWorkbenchWindow(event).getShell()));
		return null;
	}

	@Override
	public void updateElement(UIElement element, @SuppressWarnings("rawtypes") Map parameters) {
		element.setText(latest().map(r -> Texts.format(TaskWords.undo_latest, Texts.label(r.request().title()))).orElse(TaskWords.undo));
	}
}
