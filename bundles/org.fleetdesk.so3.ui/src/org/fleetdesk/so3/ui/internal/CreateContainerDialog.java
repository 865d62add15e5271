package org.fleetdesk.so3.ui.internal;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.Texts;

/** Asks for the name of a new container and whether it is started. */
final class CreateContainerDialog extends TitleAreaDialog {

	private final String image;
	private final String engine;
	private Text nameField;
	private Button startBox;
	private String name;
	private boolean start = true;

	CreateContainerDialog(Shell shell, String image, String engine) {
		super(shell);
		setReturnCode(CANCEL); // also when the console ends while it is open
		this.image = image;
		this.engine = engine;
		this.name = image;
		setHelpAvailable(false);
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		shell.setText(Messages.Create_title);
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		setTitle(Texts.format(Messages.Create_heading, image));
		setMessage(Texts.format(Messages.Create_where, engine));
		var area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
		GridLayoutFactory.swtDefaults().numColumns(2).margins(12, 12).spacing(10, 8).applyTo(area);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
		new Label(area, SWT.NONE).setText(Messages.Create_name);
		nameField = new Text(area, SWT.BORDER);
		nameField.setText(name);
		nameField.selectAll();
		nameField.addListener(SWT.Modify, e -> {
			name = nameField.getText().strip();
			getButton(IDialogConstants.OK_ID).setEnabled(!name.isEmpty());
		});
		GridDataFactory.fillDefaults().grab(true, false).applyTo(nameField);
		startBox = new Button(area, SWT.CHECK);
		startBox.setText(Messages.Create_start);
		startBox.setSelection(start);
		startBox.addListener(SWT.Selection, e -> start = startBox.getSelection());
		GridDataFactory.fillDefaults().span(2, 1).applyTo(startBox);
		return area;
	}

	@Override
	protected void createButtonsForButtonBar(Composite parent) {
		createButton(parent, IDialogConstants.OK_ID, Messages.Create_button, true);
		createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
	}

	String name() {
		return name;
	}

	boolean start() {
		return start;
	}
}
