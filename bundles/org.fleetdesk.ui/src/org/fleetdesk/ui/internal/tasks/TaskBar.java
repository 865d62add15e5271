package org.fleetdesk.ui.internal.tasks;

import java.util.Arrays;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** Group and filter above the tasks, how many there are, and the way on for those that were interrupted. */
final class TaskBar extends Composite {

	private final Combo group;
	private final Text filter;
	private final Label count;
	private final Button resume;

	/**
	 * @param changed called when something else is looked for
	 * @param leave   called when the keyboard shall go on to the rows
	 */
	TaskBar(Composite parent, Runnable changed, Runnable leave, Runnable resumeAll) {
		super(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(4).margins(4, 3).spacing(8, 0).applyTo(this);
		group = new Combo(this, SWT.READ_ONLY);
		group.setItems(Arrays.stream(TaskGroup.values()).map(TaskGroup::label).toArray(String[]::new));
		group.select(0);
		group.setVisibleItemCount(TaskGroup.values().length);
		group.setToolTipText(TaskWords.group_name);
		group.getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = TaskWords.group_name;
			}
		});
		group.addListener(SWT.Selection, e -> changed.run());
		filter = new Text(this, SWT.SINGLE | SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
		filter.setMessage(TaskWords.filter_hint);
		filter.setToolTipText(TaskWords.filter_tip);
		GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, false).hint(160, SWT.DEFAULT).applyTo(filter);
		filter.addListener(SWT.Modify, e -> changed.run());
		filter.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == SWT.ESC) {
				if (filter.getText().isEmpty()) {
					leave.run();
				}
				filter.setText("");
			} else if (e.keyCode == SWT.ARROW_DOWN) {
				leave.run();
			}
		});
		resume = new Button(this, SWT.PUSH);
		resume.setToolTipText(TaskWords.resume_all_tip);
		resume.addListener(SWT.Selection, e -> resumeAll.run());
		Grids.show(resume, false);
		count = new Label(this, SWT.RIGHT);
		count.setForeground(Palette.of(this).faint());
		GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(count);
	}

	TaskGroup group() {
		return TaskGroup.values()[Math.max(0, group.getSelectionIndex())];
	}

	String filter() {
		return filter.getText().strip();
	}

	/** Looks for something else; the caller tells the rest. */
	void set(TaskGroup next, String text) {
		group.select(next.ordinal());
		if (!filter.getText().equals(text)) {
			filter.setText(text);
		}
	}

	/** @param resumable how many runs can go on where they were cut off */
	void show(int shown, int total, int resumable) {
		String all = Texts.format(TaskWords.counted, total);
		String text = total == 0 ? "" : shown == total ? all : Texts.format(Messages.Table_count_of, shown, all);
		String button = resumable == 0 ? "" : Texts.format(TaskWords.resume_all, resumable);
		if (!text.equals(count.getText()) || !button.equals(resume.getText())) {
			count.setText(text);
			resume.setText(button);
			Grids.show(resume, resumable > 0);
			layout(true, true);
		}
	}

	@Override
	public boolean setFocus() {
		return filter.setFocus();
	}
}
