package org.fleetdesk.ui.internal.rollouts;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Control;
import org.fleetdesk.ui.Palette;

/** How parts of a bar are filled, so that they are told apart without their colours. */
enum Pattern {
	SOLID, PALE, STRIPES, DOTS, EMPTY, UPRIGHT, LEVEL, GRID, CROSSES;

	private static final int STEP = 6;

	static Pattern of(Fare fare) {
		return switch (fare) {
			case HEALTHY -> SOLID;
			case DONE -> PALE;
			case RUNNING -> STRIPES;
			case WAITING -> DOTS;
			case PENDING -> EMPTY;
			case ROLLED_BACK -> UPRIGHT;
			case NOT_DONE -> LEVEL;
			case UNHEALTHY -> GRID;
			case FAILED -> CROSSES;
		};
	}

	static Color colour(Control control, Fare fare) {
		return new Color(Palette.of(control.getParent()).phase(fare.phase()));
	}

	void paint(GC gc, Rectangle area, Color colour, Color background) {
		if (area.width <= 0 || area.height <= 0) {
			return;
		}
		var clipping = gc.getClipping();
		gc.setBackground(this == SOLID ? colour : background);
		gc.fillRectangle(area);
		gc.setForeground(colour);
		gc.setBackground(colour);
		if (this == PALE) {
			gc.setAlpha(110);
			gc.fillRectangle(area);
			gc.setAlpha(255);
		}
		gc.setClipping(area.intersection(clipping));
		lines(gc, area);
		gc.setClipping(clipping);
		gc.setLineWidth(1);
		gc.drawRectangle(area.x, area.y, area.width - 1, area.height - 1);
	}

	private void lines(GC gc, Rectangle a) {
		gc.setAntialias(SWT.ON);
		int right = a.x + a.width;
		int bottom = a.y + a.height;
		if (this == UPRIGHT || this == GRID) {
			for (int x = a.x; x < right; x += STEP) {
				gc.drawLine(x, a.y, x, bottom);
			}
		}
		if (this == LEVEL || this == GRID) {
			for (int y = a.y + STEP / 2; y < bottom; y += STEP - 2) {
				gc.drawLine(a.x, y, right, y);
			}
		}
		if (this == STRIPES || this == CROSSES) {
			gc.setLineWidth(this == STRIPES ? 2 : 1);
			for (int x = a.x - a.height; x < right; x += STEP) {
				gc.drawLine(x, bottom, x + a.height, a.y);
				if (this == CROSSES) {
					gc.drawLine(x, a.y, x + a.height, bottom);
				}
			}
		}
		if (this == DOTS) {
			for (int x = a.x + 3; x < right; x += STEP) {
				for (int y = a.y + 3; y < bottom; y += STEP) {
					gc.fillOval(x, y, 3, 3);
				}
			}
		}
	}
}
