package org.fleetdesk.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "DISPLAY", matches = ".+", disabledReason = "needs a display")
class ConfirmationTest {

	private static boolean ask(java.util.function.Consumer<Shell> answer) {
		var display = new Display();
		try {
			var parent = new Shell(display);
			display.asyncExec(() -> answer.accept(display.getActiveShell() != null && display.getActiveShell() != parent ? display.getActiveShell()
					: java.util.Arrays.stream(display.getShells()).filter(s -> s != parent).findFirst().orElseThrow()));
			return Confirmation.ask(parent, MessageDialog.WARNING, "Remove container", "Remove ticker?", "Remove ticker");
		} finally {
			display.dispose();
		}
	}

	@Test
	void onlyThePressOfTheButtonIsAYes() {
		assertThat(ask(shell -> button(shell, "Remove ticker").notifyListeners(SWT.Selection, new org.eclipse.swt.widgets.Event()))).isTrue();
		assertThat(ask(shell -> button(shell, "Cancel").notifyListeners(SWT.Selection, new org.eclipse.swt.widgets.Event()))).isFalse();
		assertThat(ask(Shell::close)).as("Escape or the window's cross").isFalse();
		assertThat(ask(Shell::dispose)).as("the console ends").isFalse();
	}

	private static Button button(Composite in, String text) {
		for (Control child : in.getChildren()) {
			if (child instanceof Button button && button.getText().equals(text)) {
				return button;
			}
			if (child instanceof Composite composite && button(composite, text) instanceof Button found) {
				return found;
			}
		}
		return null;
	}
}
