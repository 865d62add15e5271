package org.fleetdesk.serverless.ui.internal;

import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.serverless.VmRecovery;
import org.fleetdesk.ui.AskDialog;

/** Asks how virtual machines that failed or are stuck are recovered. */
final class RecoverDialog extends AskDialog {

	private VmRecovery how = VmRecovery.RETRY;

	RecoverDialog(Shell shell, String heading) {
		super(shell, Messages.Recover_title, heading, Messages.Recover_what, Messages.Recover_button);
	}

	@Override
	protected void createFields(Composite area) {
		for (var way : new VmRecovery[] { VmRecovery.RETRY, VmRecovery.SUCCESS, VmRecovery.FAILURE, VmRecovery.RECREATE, VmRecovery.DELETE }) {
			var button = new Button(area, SWT.RADIO);
			button.setText(words(way));
			button.setSelection(way == how);
			button.addListener(SWT.Selection, e -> {
				if (button.getSelection()) {
					how = way;
					changed();
				}
			});
			GridDataFactory.fillDefaults().span(2, 1).applyTo(button);
		}
	}

	private static String words(VmRecovery way) {
		return switch (way) {
			case RETRY -> Messages.Recover_retry;
			case SUCCESS -> Messages.Recover_success;
			case FAILURE -> Messages.Recover_failure;
			case RECREATE -> Messages.Recover_recreate;
			case DELETE -> Messages.Recover_delete;
		};
	}

	@Override
	protected Optional<String> problem() {
		return Optional.empty();
	}

	@Override
	protected void checked() {
		verb(button());
	}

	/** What its button says. */
	String button() {
		return switch (how) {
			case DELETE -> Messages.Recover_delete_button;
			case RECREATE -> Messages.Recover_recreate_button;
			case RETRY, SUCCESS, FAILURE -> Messages.Recover_button;
		};
	}

	/** Whether what they hold is lost. */
	boolean destroys() {
		return how == VmRecovery.DELETE || how == VmRecovery.RECREATE;
	}

	VmRecovery how() {
		return how;
	}
}
