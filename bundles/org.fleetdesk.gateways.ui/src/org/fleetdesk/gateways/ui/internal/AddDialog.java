package org.fleetdesk.gateways.ui.internal;

import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;

/** Asks for serial numbers, one by one or from a range, and shows which they are. */
final class AddDialog extends AskDialog {

	private Button asRange;
	private Text list;
	private Combo format;
	private Text first;
	private Text last;
	private Label preview;
	private Serials numbers = Serials.list("");

	AddDialog(Shell shell, String product) {
		super(shell, Messages.Add_title, Texts.format(Messages.Add_heading, product), Messages.Add_what, Messages.Add_button);
	}

	@Override
	protected void createFields(Composite area) {
		var choice = new Composite(area, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(18, 0).applyTo(choice);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(choice);
		var asList = radio(choice, Messages.Add_as_list);
		asList.setSelection(true);
		asRange = radio(choice, Messages.Add_as_range);
		label(area, Messages.Add_list);
		list = new Text(area, SWT.BORDER | SWT.MULTI | SWT.V_SCROLL);
		list.setFont(JFaceResources.getTextFont());
		Accessibles.name(list, Messages.Add_list);
		GridDataFactory.fillDefaults().grab(true, true).hint(320, 90).applyTo(list);
		list.addListener(SWT.Modify, e -> changed());
		list.addListener(SWT.Traverse, e -> e.doit |= e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS);
		label(area, Messages.Add_format);
		format = new Combo(area, SWT.READ_ONLY);
		format.setItems(Messages.Add_decimal, Messages.Add_hex_upper, Messages.Add_hex_lower, Messages.Add_mac_colons, Messages.Add_mac_dashes, Messages.Add_mac_dots);
		format.select(Serials.Format.MAC_COLONS.ordinal());
		Accessibles.name(format, Messages.Add_format);
		format.addListener(SWT.Selection, e -> changed());
		GridDataFactory.fillDefaults().applyTo(format);
		first = textField(area, Messages.Add_first, "");
		last = textField(area, Messages.Add_last, "");
		first.setFont(JFaceResources.getTextFont());
		last.setFont(JFaceResources.getTextFont());
		preview = new Label(area, SWT.WRAP);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(420, 2 * list.getLineHeight()).applyTo(preview);
		enable();
	}

	private Button radio(Composite parent, String text) {
		var button = new Button(parent, SWT.RADIO);
		button.setText(text);
		button.addListener(SWT.Selection, e -> {
			if (button.getSelection() && preview != null) {
				enable();
				changed();
			}
		});
		return button;
	}

	private void enable() {
		boolean range = asRange.getSelection();
		list.setEnabled(!range);
		format.setEnabled(range);
		first.setEnabled(range);
		last.setEnabled(range);
	}

	@Override
	protected Optional<Control> focus() {
		return Optional.of(list);
	}

	@Override
	protected Optional<String> problem() {
		if (preview == null) {
			return Optional.of(Messages.Add_none);
		}
		numbers = asRange.getSelection() ? Serials.range(Serials.Format.values()[format.getSelectionIndex()], first.getText(), last.getText()) : Serials.list(list.getText());
		preview.setText(numbers.problem().isEmpty() ? Texts.label(numbers.preview()) : "");
		preview.setForeground(Palette.of(preview).faint());
		return numbers.problem().isEmpty() ? Optional.empty() : Optional.of(numbers.problem());
	}

	@Override
	protected boolean incomplete() {
		return asRange != null && (asRange.getSelection() ? first.getText().isBlank() || last.getText().isBlank() : list.getText().isBlank());
	}

	@Override
	protected void checked() {
		verb(numbers.problem().isEmpty() ? Texts.format(Messages.Add_button_many, numbers.count()) : Messages.Add_button);
	}

	Serials numbers() {
		return numbers;
	}
}
