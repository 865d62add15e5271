package org.fleetdesk.ui.internal.table;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.ISelectionChangedListener;
import org.eclipse.jface.viewers.ISelectionProvider;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.SelectionChangedEvent;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Table;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Row;

/** The selection of a virtual table: it belongs to resources, not to places, so that it survives updates, sorting and filtering. */
final class TableSelection implements ISelectionProvider {

	private final Table table;
	private final TableModel model;
	private final RowCount rowCount;
	private final List<ISelectionChangedListener> listeners = new CopyOnWriteArrayList<>();
	private List<ResourceId> selected = List.of();
	private List<Row> rows = List.of();

	TableSelection(Table table, TableModel model, RowCount rowCount) {
		this.table = table;
		this.model = model;
		this.rowCount = rowCount;
		rowCount.whenComplete(this::restore);
		table.addListener(SWT.Selection, e -> {
			selected = IntStream.of(table.getSelectionIndices()).filter(i -> i < model.shown().size()).mapToObj(i -> model.shown().get(i).id()).toList();
			announce();
		});
	}

	/** Takes the marks away before the table shrinks: GTK hangs when a selected row goes. */
	void release() {
		table.deselectAll();
	}

	/** Puts the marks where the resources are now; tells the listeners when what is selected changed. */
	void restore() {
		selected = selected.stream().filter(id -> model.place(id) >= 0).toList();
		int[] places = selected.stream().mapToInt(model::place).toArray();
		int[] marked = table.getSelectionIndices();
		if (!java.util.Arrays.equals(IntStream.of(places).sorted().toArray(), marked)) {
			table.deselectAll();
			table.select(places);
		}
		announce();
	}

	private void announce() {
		List<Row> now = selected.stream().map(model::place).filter(i -> i >= 0).map(i -> model.shown().get(i)).toList();
		if (!Objects.equals(now, rows)) {
			rows = now;
			var event = new SelectionChangedEvent(this, getSelection());
			listeners.forEach(l -> l.selectionChanged(event));
		}
	}

	boolean holds(ResourceId id) {
		return selected.contains(id);
	}

	List<Row> rows() {
		return rows;
	}

	@Override
	public IStructuredSelection getSelection() {
		return new StructuredSelection(rows);
	}

	@Override
	public void setSelection(ISelection selection) {
		if (selection instanceof IStructuredSelection structured) {
			select(((List<?>) structured.toList()).stream().filter(Row.class::isInstance).map(e -> ((Row) e).id()).toList());
		}
	}

	void select(List<ResourceId> ids) {
		selected = List.copyOf(ids);
		rowCount.finish();
		restore();
		if (table.getSelectionIndex() >= 0) {
			table.showSelection();
		}
	}

	@Override
	public void addSelectionChangedListener(ISelectionChangedListener listener) {
		listeners.add(listener);
	}

	@Override
	public void removeSelectionChangedListener(ISelectionChangedListener listener) {
		listeners.remove(listener);
	}
}
