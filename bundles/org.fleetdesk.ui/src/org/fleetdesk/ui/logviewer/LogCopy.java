package org.fleetdesk.ui.logviewer;

import java.io.IOException;
import java.util.function.Consumer;

import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Display;
import org.eclipse.osgi.util.NLS;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogText;

/** Copies a range of rows to the clipboard: read on the reader's thread, as visible text, so that no control character gets there. */
final class LogCopy {

	private static final int LIMIT_MIB = 32;

	private LogCopy() {
	}

	/** @param message told how it went, on the UI thread, where that is not plain */
	static void copy(LineCache cache, TextRange range, Display display, Consumer<String> message) {
		cache.submit(lines -> {
			var text = new StringBuilder();
			boolean whole = read(lines, range, text);
			display.asyncExec(() -> {
				put(display, text.toString());
				message.accept(whole ? NLS.bind(Messages.copied, range.toRow() - range.fromRow() + 1) : NLS.bind(Messages.tooMuchToCopy, LIMIT_MIB));
			});
		});
	}

	private static void put(Display display, String text) {
		if (!text.isEmpty()) {
			var clipboard = new Clipboard(display);
			clipboard.setContents(new Object[] { text }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
	}

	/** Reads a range; false when it is longer than may be copied. */
	static boolean read(LogLines lines, TextRange range, StringBuilder into) throws IOException, InterruptedException {
		var block = new LineBlock();
		long row = Math.max(range.fromRow(), lines.first());
		while (row <= range.toRow()) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			lines.read(row, (int) Math.min(4096, range.toRow() - row + 1), block);
			for (int i = 0; i < block.count(); i++) {
				var text = LogText.plain(block.bytes(), block.start(i), block.length(i));
				if (block.is(i, LineFlags.MARK) && range.fromRow() != range.toRow()) {
					into.append("-- ");
				}
				into.append(text, Math.min(range.start(row + i), text.length()), range.end(row + i, text.length()));
				// A line that was cut because of its length is one line again.
				if (range.takesLineEnd(row + i) && !block.is(i, LineFlags.CONTINUES)) {
					into.append(System.lineSeparator());
				}
			}
			if (block.count() == 0) {
				return true;
			}
			row += block.count();
			if (into.length() > LIMIT_MIB << 20) {
				return false;
			}
		}
		return true;
	}
}
