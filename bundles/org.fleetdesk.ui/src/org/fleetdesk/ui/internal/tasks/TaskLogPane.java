package org.fleetdesk.ui.internal.tasks;

import java.util.List;
import java.util.stream.Collectors;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Severity;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;

/** The log of one run, read in the background. */
final class TaskLogPane extends Composite {

	private final TaskService tasks;
	private final Text text;
	private String run;
	private boolean reading;
	private boolean ended;

	TaskLogPane(Composite parent, TaskService tasks) {
		super(parent, SWT.NONE);
		this.tasks = tasks;
		var layout = new FillLayout();
		layout.marginWidth = 6;
		setLayout(layout);
		text = new Text(this, SWT.MULTI | SWT.READ_ONLY | SWT.V_SCROLL | SWT.WRAP);
		text.setFont(JFaceResources.getTextFont());
		text.setMessage(Messages.Task_log_hint);
	}

	/** @param id the run, or null for none */
	void show(String id) {
		run = id;
		ended = false;
		if (id == null) {
			text.setText("");
		}
		readAgain();
	}

	/** Reads again unless the run had ended when it was read last. */
	void readAgain() {
		if (run == null || reading || ended) {
			return;
		}
		reading = true;
		String wanted = run;
		boolean over = tasks.run(wanted).map(r -> r.state().ended()).orElse(true);
		var job = new Background<>(Messages.Task_log_reading, this, () -> format(tasks.log(wanted)), lines -> {
			reading = false;
			if (wanted.equals(run)) {
				ended = over;
				set(lines);
			} else {
				readAgain();
			}
		}, e -> {
			reading = false;
			ended = true;
			set(Errors.message(e));
		});
		job.setSystem(true);
		job.schedule();
	}

	private void set(String lines) {
		if (!text.getText().equals(lines)) {
			text.setText(lines);
			text.setSelection(text.getCharCount());
			text.showSelection();
		}
	}

	static String format(List<TaskLogLine> lines) {
		return lines.stream().map(l -> Texts.time(l.time()) + "  " + (l.severity() == Severity.INFO ? "" : l.severity().name().toLowerCase() + ": ")
				+ (l.target().isEmpty() ? "" : Texts.plain(l.target()) + ": ") + Texts.plain(l.text())).collect(Collectors.joining("\n"));
	}

	@Override
	public boolean setFocus() {
		return text.setFocus();
	}
}
