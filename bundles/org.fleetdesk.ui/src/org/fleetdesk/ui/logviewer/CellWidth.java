package org.fleetdesk.ui.logviewer;

/** How many cells of a fixed-width font a character takes, roughly as terminals do (Unicode Standard Annex 11). */
final class CellWidth {

	private CellWidth() {
	}

	/** 0 for what is drawn onto the character before, 2 for wide ones, else 1. */
	static int of(int codePoint) {
		if (codePoint < 0x300) {
			return 1;
		}
		int type = Character.getType(codePoint);
		if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
			return 0;
		}
		return isWide(codePoint) ? 2 : 1;
	}

	private static boolean isWide(int c) {
		return c >= 0x1100 && c <= 0x115f || c >= 0x2e80 && c <= 0xa4cf && c != 0x303f || c >= 0xac00 && c <= 0xd7a3 || c >= 0xf900 && c <= 0xfaff
				|| c >= 0xfe30 && c <= 0xfe6f || c >= 0xff00 && c <= 0xff60 || c >= 0xffe0 && c <= 0xffe6 || c >= 0x1f300 && c <= 0x1f64f
				|| c >= 0x1f680 && c <= 0x1f6ff || c >= 0x1f900 && c <= 0x1f9ff || c >= 0x20000 && c <= 0x3fffd;
	}
}
