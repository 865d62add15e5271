package org.fleetdesk.ui;

import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Phase;
import org.fleetdesk.files.Severity;

/** The colours of states and severities, one set for light and one for dark backgrounds; each has a contrast of at least 4.5 to its background. */
public enum Palette {

	LIGHT(0x1a7f37, 0x0969da, 0x8a5a00, 0x59636e, 0xc5222e, 0x6e7781), DARK(0x4cc466, 0x6cb6ff, 0xe0a83a, 0xa3adb8, 0xff7b72, 0x9aa4ae);

	private final RGB running;
	private final RGB changing;
	private final RGB paused;
	private final RGB stopped;
	private final RGB failed;
	private final RGB faint;

	Palette(int running, int changing, int paused, int stopped, int failed, int faint) {
		this.running = rgb(running);
		this.changing = rgb(changing);
		this.paused = rgb(paused);
		this.stopped = rgb(stopped);
		this.failed = rgb(failed);
		this.faint = rgb(faint);
	}

	private static RGB rgb(int value) {
		return new RGB(value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff);
	}

	/** The set for what is drawn on this control, told from its background. */
	public static Palette of(Control control) {
		return control.getBackground().getRGB().getHSB()[2] < 0.5f ? DARK : LIGHT;
	}

	public RGB phase(Phase phase) {
		return switch (phase) {
			case RUNNING -> running;
			case STARTING, STOPPING -> changing;
			case PAUSED -> paused;
			case STOPPED -> stopped;
			case FAILED -> failed;
			case UNKNOWN, NONE -> faint;
		};
	}

	public RGB severity(Severity severity) {
		return switch (severity) {
			case INFO -> changing;
			case WARNING -> paused;
			case ERROR -> failed;
		};
	}

	/** For what is out of date or of less weight. */
	public Color faint() {
		return new Color(faint);
	}

	/** For what cannot be used now. */
	public Color disabled() {
		return new Color(this == DARK ? new RGB(0x70, 0x76, 0x7d) : new RGB(0x9a, 0xa0, 0xa6));
	}

	/** Shows a label as of less weight, also after the theme has styled it, which it does a moment after a control is made. */
	public static void faint(Label label) {
		label.setForeground(of(label).faint());
		UiUpdates.later(label, () -> label.setForeground(of(label).faint()));
	}

	/** Enables a button or not, and shows it: the dark theme does not tell them apart. */
	public static void enable(Button button, boolean possible) {
		button.setEnabled(possible);
		button.setForeground(possible ? button.getParent().getForeground() : of(button).disabled());
	}

	/** The same for the button that Enter presses, which the dark theme does not tell from the others either. */
	public static void enableDefault(Button button, boolean possible) {
		if (of(button.getParent()) == DARK) {
			button.setEnabled(possible);
			button.setBackground(possible ? new Color(0x1c, 0x5f, 0xa8) : null);
			button.setForeground(possible ? new Color(0xff, 0xff, 0xff) : DARK.disabled());
		} else {
			button.setEnabled(possible);
		}
	}

	public Color bar() {
		return new Color(changing);
	}

	public Color error() {
		return new Color(failed);
	}

	/** What an engine's health looks like as a phase. */
	public static Phase phase(Health.Status status) {
		return switch (status) {
			case CONNECTING -> Phase.STARTING;
			case ONLINE -> Phase.RUNNING;
			case DEGRADED -> Phase.PAUSED;
			case UNREACHABLE -> Phase.UNKNOWN;
			case UNAUTHORIZED, UNTRUSTED -> Phase.FAILED;
		};
	}
}
