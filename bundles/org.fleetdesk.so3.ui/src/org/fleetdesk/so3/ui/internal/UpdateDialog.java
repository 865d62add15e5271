package org.fleetdesk.so3.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

/** Asks for the image that containers are updated to. */
final class UpdateDialog extends AskDialog {

	private final List<String> images;
	private int chosen = -1;

	/** @param images that every engine concerned has */
	UpdateDialog(Shell shell, String heading, String sentence, List<String> images) {
		super(shell, Messages.Update_title, heading, sentence, Messages.Update_button);
		this.images = images;
	}

	@Override
	protected void createFields(Composite area) {
		label(area, Messages.Update_image);
		var combo = new Combo(area, SWT.READ_ONLY);
		combo.setItems(images.stream().map(Texts::plain).toArray(String[]::new));
		GridDataFactory.fillDefaults().grab(true, false).hint(280, SWT.DEFAULT).applyTo(combo);
		combo.addListener(SWT.Selection, e -> {
			chosen = combo.getSelectionIndex();
			changed();
		});
		if (images.size() == 1) {
			combo.select(0);
			chosen = 0;
		}
	}

	@Override
	protected Optional<String> problem() {
		return chosen < 0 ? Optional.of(images.isEmpty() ? Messages.Update_no_image : Messages.Update_choose) : Optional.empty();
	}

	String image() {
		return images.get(chosen);
	}
}
