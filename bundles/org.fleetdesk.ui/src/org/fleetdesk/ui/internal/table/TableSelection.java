package org.fleetdesk.ui.internal.table;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
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
	private final Supplier<Shown> shown;
	private final RowCount rowCount;
	private final List<ISelectionChangedListener> listeners = new CopyOnWriteArrayList<>();
	private List<ResourceId> selected = List.of();
	/** The same, to be asked for each row that is drawn. */
	private Set<ResourceId> holding = Set.of();
	private List<Row> rows = List.of();

	/** @param shown what the table shows now */
	TableSelection(Table table, Supplier<Shown> shown, RowCount rowCount) {
		this.table = table;
		this.shown = shown;
		this.rowCount = rowCount;
		rowCount.whenComplete(this::restore);
		table.addListener(SWT.Selection, e -> {
			var present = shown.get().rows();
			mark(IntStream.of(table.getSelectionIndices()).filter(i -> i < present.size()).mapToObj(i -> present.get(i).id()).toList());
			announce();
		});
	}

	/** Takes the marks away before the table shrinks: GTK hangs when a selected row goes. */
	void release() {
		table.deselectAll();
	}

	/** Puts the marks where the resources are now; tells the listeners when what is selected changed. */
	void restore() {
		var present = shown.get();
		mark(selected.stream().filter(id -> present.place(id) >= 0).toList());
		int[] places = selected.stream().mapToInt(present::place).toArray();
		int[] marked = table.getSelectionIndices();
		if (!java.util.Arrays.equals(IntStream.of(places).sorted().toArray(), marked)) {
			table.deselectAll();
			table.select(places);
		}
		announce();
	}

	private void announce() {
		var present = shown.get();
		List<Row> now = selected.stream().map(present::place).filter(i -> i >= 0).map(present.rows()::get).toList();
		if (!Objects.equals(now, rows)) {
			rows = now;
			var event = new SelectionChangedEvent(this, getSelection());
			listeners.forEach(l -> l.selectionChanged(event));
		}
	}

	private void mark(List<ResourceId> ids) {
		selected = ids;
		holding = Set.copyOf(ids);
	}

	boolean holds(ResourceId id) {
		return holding.contains(id);
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
		mark(List.copyOf(ids));
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
