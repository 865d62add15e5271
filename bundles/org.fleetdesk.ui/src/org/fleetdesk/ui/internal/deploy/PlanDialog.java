package org.fleetdesk.ui.internal.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.fleet.HealthWords;

/** Shows what a deployment would do before it is done. Not modal; it looks at the engines in the background and again after each change. */
final class PlanDialog extends TitleAreaDialog {

	private static final int DEBOUNCE = 300;

	private final Console console;
	private final Inspection inspection;
	private final List<Connection> targets;
	private final boolean choose;
	private final Optional<Instead> instead;
	private final BiConsumer<DeploymentPlan, Boolean> submit;
	private Table targetTable;
	private Text name;
	private Button create;
	private Button start;
	private Button openLog;
	private Text labels;
	private PlanItems items;
	private Text notes;
	private Background<DeploymentPlan> planning;
	private DeploymentPlan plan;
	private int wanted;

	/** What can be done with the file instead of deploying it. @param label of the button */
	record Instead(String label, Runnable action) {
	}

	PlanDialog(Shell shell, Console console, Inspection inspection, List<Connection> targets, boolean choose, Optional<Instead> instead, BiConsumer<DeploymentPlan, Boolean> submit) {
		super(shell);
		this.console = console;
		this.inspection = inspection;
		this.targets = targets;
		this.choose = choose && targets.size() > 1;
		this.instead = instead;
		this.submit = submit;
		setShellStyle(SWT.CLOSE | SWT.TITLE | SWT.RESIZE | SWT.MODELESS);
		setBlockOnOpen(false);
		setHelpAvailable(false);
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		shell.setText(Messages.Deploy_title);
	}

	@Override
	protected Point getInitialSize() {
		var size = super.getInitialSize();
		return new Point(Math.max(size.x, 820), Math.min(Math.max(size.y, 580), 780));
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		var area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
		GridLayoutFactory.fillDefaults().margins(12, 10).spacing(8, 6).numColumns(1).applyTo(area);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
		setTitle(Texts.format(Messages.Deploy_heading, inspection.usable().size()));
		label(area, Messages.Deploy_files);
		new PlanFiles(area, inspection, this::note);
		if (choose) {
			label(area, Messages.Deploy_targets);
			makeTargets(area);
		}
		makeOptions(area);
		label(area, Messages.Deploy_plan);
		items = new PlanItems(area, id -> console.fleet().engine(id).map(e -> e.connection().name()).orElse(id), this::note);
		notes = new Text(area, SWT.READ_ONLY | SWT.MULTI | SWT.WRAP | SWT.V_SCROLL | SWT.BORDER);
		notes.setBackground(area.getBackground());
		GridDataFactory.fillDefaults().grab(true, false).hint(600, 3 * notes.getLineHeight()).applyTo(notes);
		return area;
	}

	/** Shows the whole text of a row. */
	private void note(String text) {
		notes.setText(text);
	}

	private static void label(Composite parent, String text) {
		new Label(parent, SWT.NONE).setText(text);
	}

	private void makeTargets(Composite parent) {
		targetTable = new Table(parent, SWT.CHECK | SWT.BORDER);
		GridDataFactory.fillDefaults().grab(true, false).hint(SWT.DEFAULT, Math.min(5, targets.size()) * 26).applyTo(targetTable);
		for (Connection target : targets) {
			var health = console.fleet().engine(target.id()).map(e -> e.health());
			var item = new TableItem(targetTable, SWT.NONE);
			item.setText(target.name() + health.map(h -> "  (" + HealthWords.of(h.status()) + ")").orElse(""));
			item.setData(target);
			item.setChecked(health.map(h -> h.current()).orElse(false));
		}
		targetTable.addListener(SWT.Selection, e -> {
			if (e.detail == SWT.CHECK) {
				replan();
			}
		});
	}

	private void makeOptions(Composite parent) {
		var group = new Group(parent, SWT.NONE);
		group.setText(Messages.Deploy_options);
		GridLayoutFactory.swtDefaults().numColumns(2).spacing(8, 4).applyTo(group);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(group);
		label(group, Messages.Deploy_name);
		name = new Text(group, SWT.BORDER);
		name.setEnabled(inspection.usable().size() == 1);
		name.setMessage(inspection.usable().size() == 1 ? Messages.Deploy_name_hint : Messages.Deploy_names_hint);
		name.addListener(SWT.Modify, e -> replan());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(name);
		label(group, Messages.Deploy_labels);
		labels = new Text(group, SWT.BORDER);
		labels.setMessage(Messages.Deploy_labels_hint);
		labels.addListener(SWT.Modify, e -> replan());
		GridDataFactory.fillDefaults().grab(true, false).applyTo(labels);
		var checks = new Composite(group, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(3).spacing(18, 0).applyTo(checks);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(checks);
		create = check(checks, Messages.Deploy_create);
		start = check(checks, Messages.Deploy_start);
		openLog = check(checks, Messages.Deploy_open_log);
	}

	private Button check(Composite parent, String text) {
		var button = new Button(parent, SWT.CHECK);
		button.setText(text);
		button.setSelection(true);
		button.addListener(SWT.Selection, e -> {
			start.setEnabled(create.getSelection());
			openLog.setEnabled(create.getSelection());
			replan();
		});
		return button;
	}

	@Override
	protected void createButtonsForButtonBar(Composite parent) {
		instead.ifPresent(other -> createButton(parent, IDialogConstants.CLIENT_ID, Texts.label(other.label()), false).addListener(SWT.Selection, e -> {
			close();
			other.action().run();
		}));
		createButton(parent, IDialogConstants.OK_ID, Texts.format(Messages.Deploy_button, targets.size()), true);
		createButton(parent, IDialogConstants.CANCEL_ID, Messages.Cancel, false);
		replanNow();
	}

	private void replan() {
		int mine = ++wanted;
		setPlan(null);
		getShell().getDisplay().timerExec(DEBOUNCE, () -> {
			if (mine == wanted && getShell() != null && !getShell().isDisposed()) {
				replanNow();
			}
		});
	}

	private void replanNow() {
		cancelPlanning();
		setPlan(null);
		var chosen = chosen();
		if (inspection.usable().isEmpty() || chosen.isEmpty()) {
			setPlan(new DeploymentPlan(List.of(), List.of()));
			return;
		}
		setMessage(Texts.format(Messages.Deploy_looking, chosen.size()));
		var wishes = wishes();
		int mine = wanted;
		planning = new Background<>(Messages.Deploy_planning, getShell(), () -> Planning.plan(inspection, chosen, wishes), p -> {
			if (mine == wanted) {
				setPlan(p);
			}
		}, e -> setMessage(Errors.message(e), IMessageProvider.ERROR));
		planning.setSystem(true);
		planning.schedule();
	}

	private Planning.Wishes wishes() {
		return new Planning.Wishes(name.getText(), create.getSelection(), start.getSelection(), openLog.getSelection(), labels.getText());
	}

	private List<Connection> chosen() {
		return targetTable == null ? targets
				: new ArrayList<>(Arrays.stream(targetTable.getItems()).filter(TableItem::getChecked).map(i -> (Connection) i.getData()).toList());
	}

	private void setPlan(DeploymentPlan next) {
		plan = next;
		var ok = getButton(IDialogConstants.OK_ID);
		long engines = next == null ? 0 : Planning.engines(next);
		ok.setEnabled(engines > 0);
		if (next == null) {
			return;
		}
		items.show(next);
		if (engines > 0) {
			ok.setText(Planning.button(next));
			ok.requestLayout();
			if (!(getShell().getDisplay().getFocusControl() instanceof Text text && text.getEditable())) {
				ok.setFocus(); // so that Enter starts it
			}
		}
		say(engines);
	}

	private void say(long engines) {
		if (inspection.usable().isEmpty()) {
			setMessage(Messages.Deploy_nothing_usable, IMessageProvider.ERROR);
		} else if (chosen().isEmpty()) {
			setMessage(targets.isEmpty() ? Messages.Deploy_no_targets : Messages.Deploy_choose_targets, IMessageProvider.WARNING);
		} else if (engines == 0) {
			setMessage(Messages.Deploy_all_refused, IMessageProvider.ERROR);
		} else {
			long left = inspection.refused().size() + inspection.found().size() - inspection.usable().size();
			setMessage(left > 0 ? Texts.format(Messages.Deploy_some_left, left) : Messages.Deploy_ready,
					left > 0 ? IMessageProvider.WARNING : IMessageProvider.NONE);
		}
	}

	@Override
	protected void okPressed() {
		if (plan != null && Planning.engines(plan) > 0) {
			submit.accept(plan, create.getSelection() && openLog.getSelection());
			super.okPressed();
		}
	}

	@Override
	public boolean close() {
		cancelPlanning();
		return super.close();
	}

	private void cancelPlanning() {
		if (planning != null) {
			planning.cancel();
		}
	}
}
