package org.fleetdesk.ui.logviewer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.layout.RowData;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.fleetdesk.logs.LineSeverity;

/** The row above a log: follow, find, filter, severity, time, wrap, save; state and rate at the right. */
final class LogToolBar extends Composite {

	/** What the user asks for. */
	interface Actions {
		void follow(boolean on);

		void find(String text);

		void findNext(boolean forward);

		void filter(String text);

		void severity(LineSeverity atLeast);

		void times(boolean on);

		void wrap(boolean on);

		void save();

		/** Escape: back to the log. */
		void leave();
	}

	private static final int TYPING_MILLIS = 250;

	private final Actions actions;
	private final ToolItem follow;
	private final Text find;
	private final ToolBar steps;
	private final Label count;
	private final Text filter;
	private final ToolItem severity;
	private final ToolItem time;
	private final ToolItem wrap;
	private final ToolItem save;
	private final Label status;
	private final Composite row;
	private boolean placed;
	private String state = "";
	private LineSeverity atLeast = LineSeverity.UNKNOWN;

	LogToolBar(Composite parent, Actions actions) {
		super(parent, SWT.NONE);
		this.actions = actions;
		var layout = new GridLayout(2, false);
		layout.marginWidth = 4;
		layout.marginHeight = 0;
		setLayout(layout);
		// In a narrow view the tools take several rows.
		row = new Composite(this, SWT.NONE);
		row.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
		var tools = new RowLayout(SWT.HORIZONTAL);
		tools.center = true;
		tools.marginTop = 2;
		tools.marginBottom = 2;
		tools.marginLeft = 0;
		tools.marginRight = 0;
		tools.spacing = 5;
		row.setLayout(tools);
		follow = item(new ToolBar(row, SWT.FLAT | SWT.RIGHT), SWT.CHECK, Messages.follow, Messages.followTip);
		follow.addListener(SWT.Selection, _ -> actions.follow(follow.getSelection()));
		find = field(Messages.find, Messages.findTip);
		find.addListener(SWT.Modify, _ -> later(find, () -> actions.find(find.getText())));
		find.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR) {
				actions.findNext((e.stateMask & SWT.SHIFT) == 0);
			} else if (e.keyCode == SWT.F3) {
				actions.findNext((e.stateMask & SWT.SHIFT) == 0);
			} else if (e.keyCode == SWT.ESC) {
				actions.leave();
			}
		});
		steps = new ToolBar(row, SWT.FLAT);
		item(steps, SWT.PUSH, "\u2191", Messages.findPrevious).addListener(SWT.Selection, _ -> actions.findNext(false));
		item(steps, SWT.PUSH, "\u2193", Messages.findNext).addListener(SWT.Selection, _ -> actions.findNext(true));
		count = new Label(row, SWT.NONE);
		filter = field(Messages.filter, Messages.filterTip);
		filter.addListener(SWT.Modify, _ -> later(filter, () -> actions.filter(filter.getText())));
		filter.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == SWT.ESC) {
				filter.setText("");
				actions.leave();
			}
		});
		var right = new ToolBar(row, SWT.FLAT | SWT.RIGHT);
		severity = item(right, SWT.DROP_DOWN, Messages.severity, Messages.severity);
		severity.addListener(SWT.Selection, _ -> severityMenu(right));
		new ToolItem(right, SWT.SEPARATOR);
		time = item(right, SWT.CHECK, Messages.time, Messages.timeTip);
		time.addListener(SWT.Selection, _ -> actions.times(time.getSelection()));
		new ToolItem(right, SWT.SEPARATOR);
		wrap = item(right, SWT.CHECK, Messages.wrap, Messages.wrapTip);
		wrap.addListener(SWT.Selection, _ -> actions.wrap(wrap.getSelection()));
		new ToolItem(right, SWT.SEPARATOR);
		save = item(right, SWT.PUSH, Messages.save, Messages.saveTip);
		save.addListener(SWT.Selection, _ -> actions.save());
		status = new Label(this, SWT.RIGHT);
		status.setLayoutData(new GridData(SWT.END, SWT.CENTER, false, false));
		// Not within the layout that resizes this.
		addListener(SWT.Resize, _ -> getDisplay().asyncExec(this::fitStatus));
		findState("", false);
	}

	private static ToolItem item(ToolBar bar, int style, String text, String tip) {
		var item = new ToolItem(bar, style);
		item.setText(text);
		item.setToolTipText(tip);
		return item;
	}

	private Text field(String name, String tip) {
		var field = new Text(row, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
		field.setMessage(name);
		field.setToolTipText(tip);
		field.getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = name;
			}
		});
		var gc = new GC(field);
		field.setLayoutData(new RowData((int) (gc.getFontMetrics().getAverageCharacterWidth() * 18), SWT.DEFAULT));
		gc.dispose();
		return field;
	}

	/** Runs after the typing has paused; the text of the moment counts. */
	private void later(Text field, Runnable action) {
		var text = field.getText();
		getDisplay().timerExec(text.isEmpty() ? 0 : TYPING_MILLIS, () -> {
			if (!field.isDisposed() && field.getText().equals(text)) {
				action.run();
			}
		});
	}

	private void severityMenu(ToolBar bar) {
		var menu = new Menu(bar);
		choice(menu, Messages.all, LineSeverity.UNKNOWN);
		choice(menu, Messages.warnings, LineSeverity.WARNING);
		choice(menu, Messages.errors, LineSeverity.ERROR);
		var bounds = severity.getBounds();
		menu.setLocation(bar.toDisplay(bounds.x, bounds.y + bounds.height));
		menu.addListener(SWT.Hide, _ -> getDisplay().asyncExec(menu::dispose));
		menu.setVisible(true);
	}

	private void choice(Menu menu, String text, LineSeverity level) {
		var item = new MenuItem(menu, SWT.RADIO);
		item.setText(text);
		item.setSelection(level == atLeast);
		item.addListener(SWT.Selection, _ -> {
			if (item.getSelection() && level != atLeast) {
				severity(level);
				actions.severity(level);
			}
		});
	}

	void severity(LineSeverity level) {
		atLeast = level;
		severity.setText(switch (level) {
		case WARNING -> Messages.warnings;
		case ERROR -> Messages.errors;
		default -> Messages.severity;
		});
		arrange();
	}

	void show(boolean following, boolean times, boolean wrapped) {
		if (follow.getSelection() != following) {
			follow.setSelection(following);
		}
		time.setSelection(times);
		wrap.setSelection(wrapped);
	}

	void saveEnabled(boolean on) {
		save.setEnabled(on);
	}

	void filterText(String text) {
		if (!filter.getText().equals(text)) {
			filter.setText(text);
		}
	}

	void findText(String text) {
		if (!find.getText().equals(text)) {
			find.setText(text);
		}
	}

	/** @param text how many matches, or why there are none */
	void findState(String text, boolean active) {
		if (text.equals(count.getText()) && steps.getVisible() == active && placed) {
			return;
		}
		placed = true;
		count.setText(text);
		for (Control c : new Control[] { steps, count }) {
			var data = new RowData();
			data.exclude = !active;
			c.setLayoutData(data);
			c.setVisible(active);
		}
		arrange();
	}

	/** The tools may need more or fewer rows now. */
	private void arrange() {
		getParent().layout(new Control[] { count, status });
	}

	void status(String text) {
		if (!text.equals(state)) {
			state = text;
			status.setToolTipText(text.isEmpty() ? null : text);
			fitStatus();
		}
	}

	/** A long text is shortened to what the tools leave, or to a third of the width; the tooltip has it whole. */
	private void fitStatus() {
		if (isDisposed()) {
			return;
		}
		int width = getSize().x;
		int left = Math.max(width / 3, width - row.computeSize(SWT.DEFAULT, SWT.DEFAULT).x - 20);
		int wanted = shorten(Math.max(1, left));
		var data = (GridData) status.getLayoutData();
		if (data.widthHint != wanted) {
			data.widthHint = wanted;
			arrange();
		}
	}

	/** Puts in as much of the state as fits, and returns its width. */
	private int shorten(int width) {
		var gc = new GC(status);
		String text = state.replace("&", "&&");
		for (int length = state.length() - 1; length > 0 && gc.textExtent(text, SWT.DRAW_MNEMONIC).x > width; length--) {
			text = state.substring(0, length).strip().replace("&", "&&") + "\u2026";
		}
		gc.dispose();
		status.setText(text);
		return state.isEmpty() ? 0 : status.computeSize(SWT.DEFAULT, SWT.DEFAULT).x;
	}

	void focusFind() {
		find.setFocus();
		find.selectAll();
	}
}
