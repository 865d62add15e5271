package org.fleetdesk.ui.internal;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;

/** Asks before something that is not easily undone. Cancel is the default. */
public final class Confirmation extends MessageDialog {

	private static final int VERB = 0;
	private static final int CANCEL = 1;

	private Confirmation(Shell shell, int kind, String title, String question, int usual, String... choices) {
		super(shell, title, null, Texts.plainLines(question), kind, usual, choices);
		// JFace's own default equals the first button: the console's end while the dialog is open must not count as its press
		setReturnCode(SWT.DEFAULT);
	}

	@Override
	protected int getShellStyle() {
		return super.getShellStyle() | SWT.SHEET;
	}

	/** A question that comes up by itself, not at a key, has no focus otherwise, and Escape does not reach it. */
	@Override
	public void create() {
		super.create();
		var usual = getButton(getDefaultButtonIndex());
		Palette.enableDefault(usual, true);
		usual.setFocus();
		UiUpdates.later(usual, usual::setFocus); // again when it is open: SWT refuses it while another window is losing the focus
	}

	/**
	 * @param shell the parent, or null
	 * @param kind  {@link MessageDialog#WARNING} or {@link MessageDialog#QUESTION}
	 * @param verb  on the button, such as "Remove 3 containers"
	 * @return whether that button was pressed
	 */
	public static boolean ask(Shell shell, int kind, String title, String question, String verb) {
		return choose(shell, kind, title, question, CANCEL, Texts.label(verb), Messages.Cancel) == VERB;
	}

	/**
	 * Lets the user choose between several ways.
	 *
	 * @param shell   the parent, or null
	 * @param kind    {@link MessageDialog#WARNING} or {@link MessageDialog#QUESTION}
	 * @param usual   the default button
	 * @param choices the labels of the buttons
	 * @return the button that was pressed, or {@link SWT#DEFAULT} for none
	 */
	public static int choose(Shell shell, int kind, String title, String question, int usual, String... choices) {
		return new Confirmation(shell, kind, title, question, usual, choices).open();
	}
}
