package org.fleetdesk.ui;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.graphics.RGB;
import org.fleetdesk.core.Phase;
import org.fleetdesk.files.Severity;

/** The shapes that stand for states and severities, computed for any scale, so that no font is needed. Coordinates run from -1 to 1. */
public enum Shape {
	DISC {
		@Override
		boolean inside(double x, double y) {
			return x * x + y * y <= 0.36;
		}
	},
	HALF_DISC {
		@Override
		boolean inside(double x, double y) {
			double r = x * x + y * y;
			return r <= 0.36 && (x <= 0 || r >= 0.2);
		}
	},
	BARS {
		@Override
		boolean inside(double x, double y) {
			return Math.abs(y) <= 0.58 && Math.abs(x) >= 0.13 && Math.abs(x) <= 0.48;
		}
	},
	SQUARE {
		@Override
		boolean inside(double x, double y) {
			return Math.abs(x) <= 0.5 && Math.abs(y) <= 0.5;
		}
	},
	TRIANGLE {
		@Override
		boolean inside(double x, double y) {
			return y <= 0.55 && y >= -0.65 && Math.abs(x) <= (y + 0.65) * 0.58;
		}
	},
	RING {
		@Override
		boolean inside(double x, double y) {
			double r = x * x + y * y;
			return r <= 0.36 && r >= 0.19;
		}
	},
	DOT {
		@Override
		boolean inside(double x, double y) {
			return x * x + y * y <= 0.09;
		}
	},
	NOTHING {
		@Override
		boolean inside(double x, double y) {
			return false;
		}
	};

	private static final int SAMPLES = 5;
	/** A line around the shape in the colour of the background, so that it is seen on a selected row too. */
	private static final double HALO = 0.78;
	/** Colours for dark backgrounds are brighter than this, those for light ones darker. */
	private static final int BRIGHT = 1300;
	private static final int[] LIGHT_HALO = { 0xff, 0xff, 0xff };
	private static final int[] DARK_HALO = { 0x2b, 0x2b, 0x2b };

	abstract boolean inside(double x, double y);

	public static Shape of(Phase phase) {
		return switch (phase) {
			case RUNNING -> DISC;
			case STARTING, STOPPING -> HALF_DISC;
			case PAUSED -> BARS;
			case STOPPED -> SQUARE;
			case FAILED -> TRIANGLE;
			case UNKNOWN -> RING;
			case NONE -> NOTHING;
		};
	}

	public static Shape of(Severity severity) {
		return switch (severity) {
			case INFO -> DOT;
			case WARNING -> SQUARE;
			case ERROR -> TRIANGLE;
		};
	}

	/** An image of 16 points at any zoom; equal ones share their image in a resource manager. */
	public ImageDescriptor image(RGB colour) {
		return new Picture(this, colour);
	}

	ImageData render(RGB colour, int size) {
		var data = new ImageData(size, size, 24, new PaletteData(0xff0000, 0xff00, 0xff));
		int[] halo = 3 * colour.red + 6 * colour.green + colour.blue > BRIGHT ? DARK_HALO : LIGHT_HALO;
		for (int row = 0; row < size; row++) {
			for (int column = 0; column < size; column++) {
				int shape = coverage(column, row, size, 1);
				int around = Math.max(shape, coverage(column, row, size, HALO));
				double part = around == 0 ? 0 : (double) shape / around;
				data.setPixel(column, row, mix(colour.red, halo[0], part) << 16 | mix(colour.green, halo[1], part) << 8 | mix(colour.blue, halo[2], part));
				data.setAlpha(column, row, around);
			}
		}
		return data;
	}

	private static int mix(int one, int other, double part) {
		return (int) Math.round(one * part + other * (1 - part));
	}

	private int coverage(int column, int row, int size, double shrink) {
		int hits = 0;
		for (int i = 0; i < SAMPLES * SAMPLES; i++) {
			double x = column + (i % SAMPLES + 0.5) / SAMPLES;
			double y = row + (i / SAMPLES + 0.5) / SAMPLES;
			hits += inside((2 * x / size - 1) * shrink, (2 * y / size - 1) * shrink) ? 1 : 0;
		}
		return 255 * hits / (SAMPLES * SAMPLES);
	}

	private static final class Picture extends ImageDescriptor {

		private final Shape shape;
		private final RGB colour;

		Picture(Shape shape, RGB colour) {
			this.shape = shape;
			this.colour = colour;
		}

		@Override
		public ImageData getImageData(int zoom) {
			return shape.render(colour, 16 * zoom / 100);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Picture p && p.shape == shape && p.colour.equals(colour);
		}

		@Override
		public int hashCode() {
			return shape.hashCode() * 31 + colour.hashCode();
		}
	}
}
