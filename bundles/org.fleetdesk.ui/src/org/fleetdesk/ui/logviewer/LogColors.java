package org.fleetdesk.ui.logviewer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.widgets.Control;
import org.fleetdesk.logs.LogText;

/** The colours of a log, derived from those of its control, so that light and dark themes both work. */
final class LogColors {

	/** What small text needs. */
	private static final double CONTRAST = 4.5;

	private static final int[] LIGHT = { 0x000000, 0xb42020, 0x1a7a2e, 0x8a6300, 0x1f54b4, 0x8a2fa0, 0x0f7480, 0x5c5c5c,
			0x3c3c3c, 0xd32f2f, 0x2b9440, 0xa67c00, 0x2f6fdd, 0xa845c0, 0x178f9c, 0x7a7a7a };
	private static final int[] DARK = { 0x8a8a8a, 0xff7b72, 0x7ee08a, 0xe3c35c, 0x7fb2ff, 0xe19cf2, 0x68d5e0, 0xd0d0d0,
			0xa0a0a0, 0xffa198, 0xa6f2ae, 0xf2dc8c, 0xa8ccff, 0xf0c2fa, 0x9ae8f0, 0xffffff };

	private final Color background;
	private final Color foreground;
	private final boolean dark;
	private final Color dim;
	private final Color caretBand;
	private final Color markBand;
	private final Color markText;
	private final Color error;
	private final Color match;
	private final Color selection;
	private final Color selectionText;
	private final Color idleSelection;
	private final Color[] ansi = new Color[16];

	LogColors(Control control) {
		background = control.getBackground();
		foreground = control.getForeground();
		dark = luminance(background.getRGB()) < 128;
		dim = readable(45);
		caretBand = blend(7);
		markText = color(dark ? 0xe3c35c : 0x7a5600);
		markBand = mix(markText, background, 14);
		error = color(dark ? 0xff9a92 : 0xa81818);
		match = color(dark ? 0x6b5600 : 0xffe58a);
		selection = control.getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION);
		selectionText = control.getDisplay().getSystemColor(SWT.COLOR_LIST_SELECTION_TEXT);
		idleSelection = mix(selection, background, 35);
		for (int i = 0; i < ansi.length; i++) {
			ansi[i] = color((dark ? DARK : LIGHT)[i]);
		}
	}

	/** Whether the control's colours are still those that this was made of. */
	boolean fits(Control control) {
		return background.equals(control.getBackground()) && foreground.equals(control.getForeground());
	}

	private static double luminance(RGB c) {
		return 0.299 * c.red + 0.587 * c.green + 0.114 * c.blue;
	}

	private static Color color(int rgb) {
		return new Color(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
	}

	/** At least that many percent of the foreground on the background, so many that text can be read there. */
	private Color readable(int percent) {
		int more = percent;
		while (more < 100 && contrast(blend(more).getRGB(), background.getRGB()) < CONTRAST) {
			more += 5;
		}
		return blend(more);
	}

	/** As the Web Content Accessibility Guidelines measure it, from 1 to 21. */
	static double contrast(RGB a, RGB b) {
		double one = relative(a) + 0.05;
		double other = relative(b) + 0.05;
		return Math.max(one, other) / Math.min(one, other);
	}

	private static double relative(RGB c) {
		return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
	}

	private static double linear(int value) {
		double v = value / 255.0;
		return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
	}

	/** That many percent of the foreground on the background. */
	private Color blend(int percent) {
		return mix(foreground, background, percent);
	}

	private static Color mix(Color a, Color b, int percent) {
		return new Color((a.getRed() * percent + b.getRed() * (100 - percent)) / 100, (a.getGreen() * percent + b.getGreen() * (100 - percent)) / 100,
				(a.getBlue() * percent + b.getBlue() * (100 - percent)) / 100);
	}

	Color background() {
		return background;
	}

	Color foreground() {
		return foreground;
	}

	/** Times and other things beside the text. */
	Color dim() {
		return dim;
	}

	/** Behind the line of the caret. */
	Color caretBand() {
		return caretBand;
	}

	Color markBand() {
		return markBand;
	}

	Color markText() {
		return markText;
	}

	/** Text of the error output. */
	Color error() {
		return error;
	}

	/** Behind what a search found. */
	Color match() {
		return match;
	}

	Color selection(boolean focus) {
		return focus ? selection : idleSelection;
	}

	Color selectionText(boolean focus) {
		return focus ? selectionText : foreground;
	}

	/** The text colour of a style ({@link LogText}); on a coloured background it is the normal one, which can be read there. */
	Color text(int style, Color normal) {
		int colour = style & LogText.FOREGROUND;
		return colour == 0 || (style & LogText.BACKGROUND) != 0 ? normal : ansi[colour - 1];
	}

	/** The colour behind text of a style; null for the normal one. Pale, so that any text on it can be read. */
	Color background(int style) {
		int colour = (style & LogText.BACKGROUND) >> LogText.BACKGROUND_SHIFT;
		return colour == 0 ? null : mix(ansi[colour - 1], background, 30);
	}

	/** A colour for each of several sources. */
	Color source(int index) {
		return ansi[1 + index % 6];
	}
}
