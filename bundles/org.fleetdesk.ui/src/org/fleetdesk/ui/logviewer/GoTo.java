package org.fleetdesk.ui.logviewer;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Consumer;

import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogSearch;
import org.fleetdesk.logs.LogStream;

/** Where to go: a line number, counted from 1, or a time. */
final class GoTo {

	private final Long line;
	private final LocalTime time;
	private final LocalDateTime dateTime;

	private GoTo(Long line, LocalTime time, LocalDateTime dateTime) {
		this.line = line;
		this.time = time;
		this.dateTime = dateTime;
	}

	/** Reads what was typed; null when it is neither. */
	static GoTo parse(String typed) {
		var text = typed.strip();
		try {
			if (text.matches("[0-9]{1,18}")) {
				return new GoTo(Long.parseLong(text), null, null);
			}
			if (text.matches("[0-9]{4}-.*")) {
				return new GoTo(null, null, LocalDateTime.parse(text.replace(' ', 'T')));
			}
			return new GoTo(null, LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text), null);
		} catch (DateTimeException _) {
			return null;
		}
	}

	/** The row to go to; a time without date is the last such time before the newest line. Reads files. */
	long row(LogLines lines, ZoneId zone) throws IOException {
		if (line != null) {
			return Math.clamp(line - 1, lines.first(), Math.max(lines.first(), lines.end() - 1));
		}
		if (dateTime != null) {
			return LogSearch.rowAt(lines, LogStream.nanos(dateTime.atZone(zone).toInstant()));
		}
		var block = new LineBlock();
		lines.readIndex(Math.max(lines.first(), lines.end() - 1), 1, block);
		if (block.count() == 0) {
			return lines.first();
		}
		var newest = LogStream.instant(block.time(0)).atZone(zone);
		var at = newest.toLocalDate().atTime(time).atZone(zone);
		return LogSearch.rowAt(lines, LogStream.nanos((at.isAfter(newest) ? at.minusDays(1) : at).toInstant()));
	}

	/** Asks for it in a small window over the log; Enter goes there, Escape closes. */
	static void ask(Control over, Consumer<GoTo> go) {
		var shell = new Shell(over.getShell(), SWT.DIALOG_TRIM | SWT.TOOL);
		shell.setText(Messages.goTo.replace("&", "").replace("…", ""));
		shell.setLayout(new GridLayout());
		var field = new Text(shell, SWT.BORDER | SWT.SINGLE);
		field.setMessage(Messages.goToHint);
		var data = new GridData(SWT.FILL, SWT.CENTER, true, false);
		data.widthHint = field.computeSize(SWT.DEFAULT, SWT.DEFAULT).y * 13;
		field.setLayoutData(data);
		var hint = new Label(shell, SWT.WRAP);
		hint.setText(Messages.goToHint);
		var hintData = new GridData(SWT.FILL, SWT.TOP, true, false);
		hintData.widthHint = data.widthHint;
		hint.setLayoutData(hintData);
		field.addListener(SWT.DefaultSelection, _ -> {
			var wanted = parse(field.getText());
			if (wanted == null) {
				hint.setText(NLS.bind(Messages.goToWrong, field.getText().strip()));
				shell.pack();
			} else {
				shell.close();
				go.accept(wanted);
			}
		});
		shell.pack();
		var at = over.toDisplay(over.getSize().x / 2 - shell.getSize().x / 2, 20);
		shell.setLocation(at);
		shell.open();
		field.setFocus();
	}
}
