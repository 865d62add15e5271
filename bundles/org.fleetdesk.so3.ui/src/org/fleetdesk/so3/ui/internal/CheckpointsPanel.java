package org.fleetdesk.so3.ui.internal;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.fleetdesk.core.Resource;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The kept states of a container; one can be gone back to, or removed. */
public final class CheckpointsPanel implements DetailsPanel {

	/** Somebody else may make one without any change of the container. */
	private static final long REREAD_NANOS = 10_000_000_000L;
	private static final int MOST_ROWS = 6;

	private Console console;
	private Row row;
	private Resource shownFor;
	private long read;
	private Runnable reading = () -> {
	};
	private List<So3Checkpoint> checkpoints = List.of();
	private Label text;
	private Composite list;
	private Table table;
	private Button restore;
	private Button remove;

	@Override
	public void create(Composite parent, Console with) {
		console = with;
		GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(parent);
		text = new Label(parent, SWT.WRAP);
		text.setForeground(Palette.of(parent).faint());
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(text);
		list = new Composite(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(4, 4).applyTo(list);
		GridDataFactory.fillDefaults().grab(true, false).exclude(true).applyTo(list);
		list.setVisible(false);
		table = new Table(list, SWT.BORDER | SWT.SINGLE | SWT.FULL_SELECTION);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).applyTo(table);
		for (int width : new int[] { 140, 130 }) {
			new TableColumn(table, SWT.LEFT).setWidth(width);
		}
		table.addListener(SWT.Selection, e -> enable());
		restore = button(Messages.Checkpoints_restore, So3.RESTORE);
		remove = button(Messages.Checkpoints_remove, So3.REMOVE_CHECKPOINT);
		table.addListener(SWT.Dispose, e -> reading.run());
	}

	private Button button(String label, String verb) {
		var button = new Button(list, SWT.PUSH);
		button.setText(label);
		button.addListener(SWT.Selection, e -> start(verb));
		return button;
	}

	private void start(String verb) {
		String name = checkpoints.get(table.getSelectionIndex()).name();
		boolean removing = verb.equals(So3.REMOVE_CHECKPOINT);
		if (removing && !Tasks.confirm(table.getShell(), Messages.Checkpoints_remove_title, Texts.format(Messages.Checkpoints_remove_question, name, row.name()),
				Texts.format(Messages.Checkpoints_remove_button, name))) {
			return;
		}
		String title = removing ? Texts.format(Messages.Checkpoints_remove_task, name, row.name()) : Texts.format(Messages.Restore_task, row.name(), name);
		Tasks.start(table, new TaskRequest(1, verb, title, List.of(new TaskTarget(row.id(), row.name())), JsonNodeFactory.instance.objectNode().put("name", name)));
	}

	@Override
	public void show(Row next) {
		row = next;
		String refusal = next.resource().refusals().getOrDefault(So3.CHECKPOINT, "");
		if (next.stale()) {
			say(Messages.Usage_unreachable);
		} else if (!next.resource().equals(shownFor) || System.nanoTime() - read > REREAD_NANOS) {
			shownFor = next.resource();
			read = System.nanoTime();
			reading.run();
			reading = Checkpoints.read(console, next, table, this::fill, message -> say(checkpoints.isEmpty() && !refusal.isEmpty() ? refusal : message));
		}
		enable();
	}

	private void fill(List<So3Checkpoint> found) {
		var newest = found.reversed();
		if (!newest.equals(checkpoints)) {
			checkpoints = newest;
			table.deselectAll(); // GTK hangs when a table shrinks past its selection
			table.removeAll();
			for (So3Checkpoint checkpoint : checkpoints) {
				new TableItem(table, SWT.NONE).setText(new String[] { Texts.plain(checkpoint.name()), Checkpoints.facts(checkpoint) });
			}
			((GridData) table.getLayoutData()).heightHint = table.getItemHeight() * Math.clamp(checkpoints.size(), 1, MOST_ROWS);
		}
		for (int i = 0; i < checkpoints.size(); i++) {
			table.getItem(i).setText(1, Checkpoints.facts(checkpoints.get(i))); // ages
		}
		if (checkpoints.isEmpty()) {
			say(Messages.Checkpoints_none);
		} else {
			display(false);
		}
		enable();
	}

	private void say(String sentence) {
		text.setText(Texts.label(sentence));
		display(true);
	}

	private void display(boolean words) {
		Grids.show(text, words);
		Grids.show(list, !words);
		text.getParent().requestLayout();
	}

	private void enable() {
		boolean selected = table.getSelectionIndex() >= 0 && !row.stale();
		Palette.enable(restore, selected && row.resource().refusals().getOrDefault(So3.RESTORE, "").isEmpty());
		Palette.enable(remove, selected);
	}

	@Override
	public void close() {
		reading.run();
	}
}
