package org.fleetdesk.ui.logviewer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.FontData;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Control;

/** A fixed-width font, its bold variant and its measures. */
final class LogFonts {

	private final Font normal;
	private final Font bold;
	private final double cell;
	private final int line;

	/** The platform's fixed-width font, in the size of its other texts. */
	LogFonts(Control control) {
		var display = control.getDisplay();
		int height = display.getSystemFont().getFontData()[0].getHeight();
		normal = new Font(display, family(), height, SWT.NORMAL);
		var data = normal.getFontData();
		for (FontData d : data) {
			d.setStyle(SWT.BOLD);
		}
		bold = new Font(display, data);
		var gc = new GC(control);
		gc.setFont(normal);
		cell = gc.stringExtent("0".repeat(100)).x / 100.0;
		line = gc.getFontMetrics().getHeight() + 2;
		gc.dispose();
	}

	private static String family() {
		return switch (SWT.getPlatform()) {
		case "win32" -> "Consolas";
		case "cocoa" -> "Menlo";
		default -> "Monospace";
		};
	}

	Font normal() {
		return normal;
	}

	Font bold() {
		return bold;
	}

	/** The width of a cell in pixels. */
	double cell() {
		return cell;
	}

	/** The height of a screen row in pixels. */
	int line() {
		return line;
	}

	/** The x of a cell. */
	int x(int cells) {
		return (int) Math.round(cells * cell);
	}

	void dispose() {
		normal.dispose();
		bold.dispose();
	}
}
