package org.fleetdesk.ui;

import java.util.Optional;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.internal.Messages;

/** A small form: a heading, a sentence, some fields, and a button with the verb, which can be pressed when nothing is wrong with the fields. */
public abstract class AskDialog extends TitleAreaDialog {

	/** The least width of the reason beside the button. */
	private static final int REASON = 160;

	private final String title;
	private final String heading;
	private final String sentence;
	private final String verb;
	/** Beside the button: why it cannot be pressed. */
	private Label reason;
	private Optional<Control> first = Optional.empty();
	/** Nothing is shown as wrong before the user has changed something. */
	private boolean touched;

	/**
	 * @param title    of the window
	 * @param sentence what happens when the button is pressed
	 * @param verb     on the button
	 */
	protected AskDialog(Shell shell, String title, String heading, String sentence, String verb) {
		super(shell);
		setReturnCode(CANCEL); // also when the console ends while it is open
		this.title = title;
		this.heading = heading;
		this.sentence = sentence;
		this.verb = verb;
		setHelpAvailable(false);
	}

	/** Makes the fields in an area of two columns, labels left; each field calls {@link #changed()} when its value changes. */
	protected abstract void createFields(Composite area);

	/** What is wrong with the fields now, as a sentence; empty when nothing is. */
	protected abstract Optional<String> problem();

	/** Whether the problem is only that something is still to be chosen, which is nobody's mistake. */
	protected boolean incomplete() {
		return false;
	}

	/** What takes the focus when the dialog opens; empty for its first field. */
	protected Optional<Control> focus() {
		return Optional.empty();
	}

	/** Opens the dialog and waits; whether the button with the verb was pressed. */
	public boolean ask() {
		return open() == OK;
	}

	protected final void changed() {
		touched = true;
		check();
	}

	/** Looks at the fields anew without blaming the user, as when something was loaded. */
	protected final void check() {
		var problem = problem();
		Button button = getButton(IDialogConstants.OK_ID);
		if (button != null) {
			Palette.enableDefault(button, problem.isEmpty());
			reason.setText(problem.map(Texts::label).orElse(""));
			reason.setToolTipText(problem.map(Texts::plain).orElse(null));
			reason.setForeground(touched && !incomplete() ? Palette.of(reason).error() : Palette.of(reason).faint());
			checked();
		}
	}

	/** The fields were looked at; a dialog whose verb depends on them sets it here. */
	protected void checked() {
	}

	/** Changes what stands on the button with the verb. */
	protected final void verb(String text) {
		Button button = getButton(IDialogConstants.OK_ID);
		if (button != null && !button.getText().equals(Texts.label(text))) {
			button.setText(Texts.label(text));
			setButtonLayoutData(button);
			button.getParent().requestLayout();
		}
	}

	/** A labelled field with a value, all of it marked. */
	protected final Text textField(Composite area, String label, String value) {
		label(area, label);
		var field = new Text(area, SWT.BORDER);
		field.setText(value);
		field.selectAll();
		field.addListener(SWT.Modify, e -> changed());
		GridDataFactory.fillDefaults().grab(true, false).hint(280, SWT.DEFAULT).applyTo(field);
		return field;
	}

	/** What stands before a field, with a colon behind it. @param name empty for a field that follows another one */
	protected final Label label(Composite area, String name) {
		var label = new Label(area, SWT.NONE);
		label.setText(name.isEmpty() ? "" : Texts.format(Messages.Field, name));
		return label;
	}

	/** A box over both columns. */
	protected final Button box(Composite area, String label, boolean value) {
		var box = new Button(area, SWT.CHECK);
		box.setText(label);
		box.setSelection(value);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(box);
		return box;
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		shell.setText(Texts.plain(title));
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		setTitle(Texts.plain(heading));
		setMessage(Texts.plain(sentence));
		var area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
		GridLayoutFactory.swtDefaults().numColumns(2).margins(12, 12).spacing(10, 8).applyTo(area);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
		createFields(area);
		touched = false; // filling the fields is no change by the user
		first = focus().or(() -> firstField(area));
		return area;
	}

	/** What takes the focus when the dialog opens: SWT finds none itself while the button with the verb cannot be pressed, and no key would reach the dialog. */
	private static Optional<Control> firstField(Composite area) {
		for (Control child : area.getChildren()) {
			var found = child instanceof Text || child instanceof Combo || child instanceof Button ? Optional.of(child)
					: child instanceof Composite inner ? firstField(inner) : Optional.<Control>empty();
			if (found.isPresent()) {
				return found;
			}
		}
		return Optional.empty();
	}

	@Override
	public void create() {
		super.create();
		UiUpdates.later(getShell(), this::check); // by then the theme has styled it: what cannot be pressed looks like it
		first.ifPresent(field -> {
			field.setFocus();
			UiUpdates.later(field, field::setFocus); // again when it is open: SWT refuses it while another window is losing the focus
		});
	}

	@Override
	protected void createButtonsForButtonBar(Composite parent) {
		var layout = (GridLayout) parent.getLayout();
		layout.makeColumnsEqualWidth = false;
		layout.numColumns++;
		reason = new Label(parent, SWT.WRAP);
		GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, false).hint(REASON, 2 * reason.computeSize(SWT.DEFAULT, SWT.DEFAULT).y).applyTo(reason);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(parent);
		createButton(parent, IDialogConstants.OK_ID, Texts.label(verb), true);
		createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
		check();
	}

	/** As high as its fields: the usual size of such dialogs leaves most of it empty. */
	@Override
	protected Point getInitialSize() {
		int width = Math.clamp(getShell().computeSize(SWT.DEFAULT, SWT.DEFAULT, true).x, convertHorizontalDLUsToPixels(260), convertHorizontalDLUsToPixels(340));
		return new Point(width, getShell().computeSize(width, SWT.DEFAULT, true).y);
	}

	@Override
	protected boolean isResizable() {
		return true;
	}
}
