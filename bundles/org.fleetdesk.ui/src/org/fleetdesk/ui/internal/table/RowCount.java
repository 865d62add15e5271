package org.fleetdesk.ui.internal.table;

import java.util.stream.IntStream;

import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.widgets.Table;
import org.fleetdesk.ui.UiUpdates;

/**
 * Gives a virtual table its number of rows. GTK takes nearly 10 ms to take a thousand away, so that thousands come and go in steps, between which keys are heard and what
 * changed is painted. Until the last step rows at the end are missing, or are there and empty.
 */
final class RowCount {

	private static final int STEP = 500;

	private final TableViewer viewer;
	private int wanted;
	private boolean stepping;
	private Runnable complete = () -> {
	};

	RowCount(TableViewer viewer) {
		this.viewer = viewer;
	}

	/** @param action called when rows that came later are all there, or those that went later are gone */
	void whenComplete(Runnable action) {
		complete = action;
	}

	/** Changes the number of rows, of thousands the first ones now. No row that goes may be selected. */
	void set(int count) {
		wanted = count;
		var table = viewer.getTable();
		int page = table.getItemHeight() == 0 ? 0 : table.getClientArea().height / table.getItemHeight();
		int lastPage = Math.max(0, count - page);
		if (table.getItemCount() - count > STEP && table.getTopIndex() > lastPage) {
			table.setTopIndex(lastPage); // else only empty rows are in view until the last step
		}
		step();
		later();
	}

	/** Changes at once what would have changed in later steps. */
	void finish() {
		if (viewer.getTable().getItemCount() != wanted) {
			while (viewer.getTable().getItemCount() != wanted) {
				step();
			}
			complete.run();
		}
	}

	private void later() {
		if (!stepping && viewer.getTable().getItemCount() != wanted) {
			stepping = true;
			UiUpdates.later(viewer.getTable(), this::next);
		}
	}

	private void next() {
		stepping = false;
		if (viewer.getTable().getItemCount() != wanted) {
			step();
			if (viewer.getTable().getItemCount() == wanted) {
				complete.run();
			}
			later();
		}
	}

	private void step() {
		var table = viewer.getTable();
		int now = table.getItemCount();
		int next = Math.clamp(wanted, Math.max(0, now - STEP), now + STEP);
		if (next < now) {
			unmark(table, next, now);
		}
		viewer.setItemCount(next);
	}

	/** Somebody may have selected an empty row meanwhile: GTK hangs when a selected row goes. */
	private static void unmark(Table table, int from, int to) {
		if (IntStream.of(table.getSelectionIndices()).anyMatch(i -> i >= from)) {
			table.deselect(from, to - 1);
		}
	}
}
