package org.fleetdesk.ui.logviewer;

import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.accessibility.AccessibleTextAdapter;
import org.eclipse.swt.accessibility.AccessibleTextEvent;

/** What a screen reader is told: a read-only text, of which the caret's line (or the newest one) is the value. */
final class CanvasAccess {

	private final LogCanvas canvas;
	private String name = Messages.noLog;
	private long row = -1;
	private int index;

	CanvasAccess(LogCanvas canvas) {
		this.canvas = canvas;
		var accessible = canvas.getAccessible();
		accessible.addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = name;
			}
		});
		accessible.addAccessibleControlListener(new AccessibleControlAdapter() {
			@Override
			public void getRole(AccessibleControlEvent e) {
				e.detail = ACC.ROLE_TEXT;
			}

			@Override
			public void getState(AccessibleControlEvent e) {
				e.detail |= ACC.STATE_READONLY | ACC.STATE_FOCUSABLE | ACC.STATE_MULTILINE | (canvas.isFocusControl() ? ACC.STATE_FOCUSED : 0);
			}

			@Override
			public void getValue(AccessibleControlEvent e) {
				e.result = text();
			}
		});
		accessible.addAccessibleTextListener(new AccessibleTextAdapter() {
			@Override
			public void getCaretOffset(AccessibleTextEvent e) {
				e.offset = Math.min(Math.max(0, canvas.selection().caretIndex()), text().length());
			}

			@Override
			public void getSelectionRange(AccessibleTextEvent e) {
				long at = canvas.selection().caretRow();
				e.offset = canvas.selection().start(at);
				e.length = Math.max(0, canvas.selection().end(at, text().length()) - e.offset);
			}
		});
	}

	void name(String now) {
		name = now;
	}

	/** The caret's line, or the newest. */
	String text() {
		long caret = canvas.selection().caretRow();
		long shown = caret >= 0 ? caret : canvas.viewport().end() - 1;
		var line = shown < 0 ? null : canvas.line(shown); // an empty log has no line
		return line == null ? "" : line.text();
	}

	/** Tells when the caret has moved. */
	void update() {
		var now = canvas.selection();
		if (now.caretRow() != row || now.caretIndex() != index) {
			row = now.caretRow();
			index = now.caretIndex();
			canvas.getAccessible().textCaretMoved(Math.max(0, index));
		}
	}
}
