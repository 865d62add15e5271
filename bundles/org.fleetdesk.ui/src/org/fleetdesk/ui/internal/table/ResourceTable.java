package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ILazyContentProvider;
import org.eclipse.jface.viewers.ISelectionProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IMemento;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Messages;

/**
 * The table of resources: virtual, with filter, sorting, column choice and a selection that survives updates. It draws only visible rows, so that it
 * stays quick with many thousands.
 */
public final class ResourceTable extends Composite {

	private static final String STATE = "state";
	private static final int PREPARED_AT_ONCE = 250;

	private final List<Column> columns;
	private final TableModel model;
	private final Function<ResourceId, Optional<Activity.Doing>> activity;
	private final Supplier<EmptyState.Content> emptyContent;
	private final IntFunction<String> counted;
	private final LocalResourceManager images = new LocalResourceManager(JFaceResources.getResources(), this);
	private final Text filter;
	private final Label count;
	private final Composite body;
	private final StackLayout stack = new StackLayout();
	private final EmptyState empty;
	private final TableViewer viewer;
	private final RowCount rowCount;
	private final TableSelection selection;

	/**
	 * @param kindColumns  the columns after name, state and engine
	 * @param activity     what is being done to a resource now
	 * @param emptyContent what is shown when there is no row at all
	 * @param counted      a number of resources in words, such as "3 containers"
	 */
	public ResourceTable(Composite parent, List<Column> kindColumns, boolean stateful, Function<ResourceId, Optional<Activity.Doing>> activity,
			Supplier<EmptyState.Content> emptyContent, IntFunction<String> counted) {
		super(parent, SWT.NONE);
		this.activity = activity;
		this.emptyContent = emptyContent;
		this.counted = counted;
		columns = allColumns(kindColumns, stateful);
		model = new TableModel(columns);
		GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(this);
		var bar = new Composite(this, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).margins(4, 3).spacing(10, 0).applyTo(bar);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
		filter = new Text(bar, SWT.SINGLE | SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
		filter.setMessage(Messages.Table_filter_hint);
		filter.setToolTipText(Messages.Table_filter_tip);
		GridDataFactory.fillDefaults().grab(true, false).hint(200, SWT.DEFAULT).applyTo(filter);
		count = new Label(bar, SWT.RIGHT);
		GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(count);
		body = new Composite(this, SWT.NONE);
		body.setLayout(stack);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(body);
		empty = new EmptyState(body);
		viewer = new TableViewer(body, SWT.VIRTUAL | SWT.MULTI | SWT.FULL_SELECTION);
		makeTable();
		rowCount = new RowCount(viewer);
		selection = new TableSelection(viewer.getTable(), model, rowCount);
		viewer.getTable().addListener(SWT.Selection, e -> viewer.getTable().clearAll()); // the grey of stale rows depends on it
		filter.addListener(SWT.Modify, e -> {
			show(model.setFilter(filter.getText()));
			present();
		});
		filter.addListener(SWT.FocusIn, e -> prepareFilter(0));
		filter.addListener(SWT.FocusOut, e -> {
			if (model.filter().isEmpty()) {
				model.forgetPrepared();
			}
		});
		filter.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == SWT.ARROW_DOWN) {
				viewer.getTable().setFocus();
			}
		});
		UiUpdates.everySecond(this, this::repaint);
		present();
	}

	/** In steps, between which keys are heard. */
	private void prepareFilter(int from) {
		if (filter.isFocusControl() && model.prepareFilter(from, PREPARED_AT_ONCE)) {
			UiUpdates.later(this, () -> prepareFilter(from + PREPARED_AT_ONCE));
		}
	}

	private static List<Column> allColumns(List<Column> kindColumns, boolean stateful) {
		var all = new ArrayList<Column>();
		all.add(new Column("name", Messages.Table_name, 170, Row::name, row -> "", java.util.Comparator.comparing(Row::name, NaturalOrder.INSTANCE),
				Column.Style.PLAIN, true));
		if (stateful) {
			all.add(new Column(STATE, Messages.Table_state, 170, Row::stateText, row -> Texts.format(Messages.Table_as_of, Texts.dateTime(row.seen())),
					java.util.Comparator.comparing(r -> r.phase()), Column.Style.PLAIN, true));
		}
		all.add(new Column("on", Messages.Table_engine, 110, row -> row.connection().name(), row -> row.connection().url().toString(),
				java.util.Comparator.comparing(r -> r.connection().name(), NaturalOrder.INSTANCE), Column.Style.PLAIN, true));
		all.addAll(kindColumns);
		return List.copyOf(all);
	}

	private void makeTable() {
		Table table = viewer.getTable();
		table.setHeaderVisible(true);
		viewer.setContentProvider((ILazyContentProvider) index -> {
			if (index < model.shown().size()) {
				viewer.replace(model.shown().get(index), index);
			}
		});
		ColumnViewerToolTipSupport.enableFor(viewer);
		for (Column column : columns) {
			var made = new TableViewerColumn(viewer, column.style() == Column.Style.RIGHT ? SWT.RIGHT : SWT.LEFT);
			made.getColumn().setText(column.title());
			made.getColumn().setData(column);
			made.getColumn().setWidth(column.visible() ? column.width() : 0);
			made.getColumn().setResizable(column.visible());
			made.getColumn().setMoveable(true);
			made.getColumn().addListener(SWT.Selection,
					e -> sort(column.id(), model.sortColumn().equals(column.id()) && !model.descending()));
			made.setLabelProvider(new Labels(column));
		}
		viewer.setInput(model);
		table.addListener(SWT.MenuDetect, e -> {
			var point = table.toControl(e.x, e.y);
			int top = table.getClientArea().y;
			if (e.detail != SWT.MENU_KEYBOARD && point.y >= top && point.y < top + table.getHeaderHeight()) {
				e.doit = false;
				showColumnMenu();
			}
		});
		showSort();
	}

	/** Shows other rows; those that are selected stay so. */
	public void setRows(List<Row> rows) {
		show(model.setRows(rows));
		present();
	}

	private void show(TableModel.Change change) {
		Table table = viewer.getTable();
		if (change.moved()) {
			selection.release();
			rowCount.set(model.shown().size());
			table.clearAll();
		} else {
			change.changed().forEach(viewer.getTable()::clear);
		}
		selection.restore();
	}

	private void present() {
		if (model.shown().isEmpty()) {
			String nothing = model.unknownColumn().map(t -> Texts.format(Messages.Table_nothing_matches_key, t.key(), t.word(), model.filterKeys()))
					.orElse(Messages.Table_nothing_matches);
			empty.show(model.total() == 0 ? emptyContent.get()
					: new EmptyState.Content("", nothing, List.of(new EmptyState.Offer(Messages.Table_clear_filter, this::clearFilter))));
		}
		var top = model.shown().isEmpty() ? empty : viewer.getTable();
		if (stack.topControl != top) {
			stack.topControl = top;
			body.layout();
		}
		String text = model.total() == 0 ? "" : model.filter().isEmpty() ? counted.apply(model.total())
				: Texts.format(Messages.Table_count_of, model.shown().size(), counted.apply(model.total()));
		if (!count.getText().equals(text)) {
			count.setText(text);
			count.requestLayout();
		}
	}

	private void clearFilter() {
		filter.setText("");
		filter.setFocus();
	}

	/** Draws the visible rows again: ages and progress moved on. */
	public void repaint() {
		if (model.shown().isEmpty()) {
			present();
		} else {
			viewer.getTable().clearAll();
		}
	}

	private void sort(String column, boolean descending) {
		show(model.sort(column, descending));
		viewer.getTable().clearAll();
		showSort();
	}

	private void showSort() {
		for (TableColumn column : viewer.getTable().getColumns()) {
			if (((Column) column.getData()).id().equals(model.sortColumn())) {
				viewer.getTable().setSortColumn(column);
				viewer.getTable().setSortDirection(model.descending() ? SWT.DOWN : SWT.UP);
			}
		}
	}

	/** Opens the menu in which the columns are chosen. */
	public void showColumnMenu() {
		var menu = new Menu(viewer.getTable());
		for (TableColumn column : viewer.getTable().getColumns()) {
			var item = new MenuItem(menu, SWT.CHECK);
			var definition = (Column) column.getData();
			item.setText(Texts.label(column.getText()));
			item.setSelection(column.getWidth() > 0);
			item.setEnabled(!definition.id().equals("name"));
			item.addListener(SWT.Selection, e -> setVisible(column, column.getWidth() == 0));
		}
		menu.addListener(SWT.Hide, e -> UiUpdates.later(getDisplay(), menu::dispose));
		menu.setVisible(true);
	}

	private static void setVisible(TableColumn column, boolean visible) {
		column.setWidth(visible ? ((Column) column.getData()).width() : 0);
		column.setResizable(visible);
	}

	/** What the filter leaves, in order; nothing when there is no filter. */
	public List<Row> filtered() {
		return model.filter().isEmpty() ? List.of() : model.shown();
	}

	/** The selected rows as {@link Row}s. */
	public ISelectionProvider selection() {
		return selection;
	}

	/** Selects these resources as far as they are shown, and scrolls there. */
	public void select(List<ResourceId> ids) {
		if (ids.stream().anyMatch(id -> model.place(id) < 0)) {
			filter.setText("");
		}
		selection.select(ids);
	}

	/** The widget, for menus, keys and drops. */
	public Table table() {
		return viewer.getTable();
	}

	/** The area below the filter, which takes drops also when no row is there. */
	public Composite body() {
		return body;
	}

	@Override
	public boolean setFocus() {
		return stack.topControl.setFocus();
	}

	/** Writes down columns, sorting and filter. */
	public void save(IMemento memento) {
		memento.putString("filter", filter.getText());
		memento.putString("sort", model.sortColumn());
		memento.putBoolean("descending", model.descending());
		for (int index : viewer.getTable().getColumnOrder()) {
			var column = viewer.getTable().getColumn(index);
			memento.createChild("column", ((Column) column.getData()).id()).putInteger("width", column.getWidth());
		}
	}

	/** Takes over what {@link #save} wrote; columns that it does not know keep their place. */
	public void restore(IMemento memento) {
		var order = new ArrayList<Integer>();
		var table = viewer.getTable();
		for (var child : memento.getChildren("column")) {
			for (int i = 0; i < table.getColumnCount(); i++) {
				Integer width = child.getInteger("width");
				if (((Column) table.getColumn(i).getData()).id().equals(child.getID()) && width != null && !order.contains(i)) {
					order.add(i);
					table.getColumn(i).setWidth(width);
					table.getColumn(i).setResizable(width > 0);
				}
			}
		}
		for (int i = 0; i < table.getColumnCount(); i++) {
			if (!order.contains(i)) {
				order.add(i);
			}
		}
		table.setColumnOrder(order.stream().mapToInt(Integer::intValue).toArray());
		if (memento.getString("sort") instanceof String sort) {
			sort(sort, Boolean.TRUE.equals(memento.getBoolean("descending")));
		}
		if (memento.getString("filter") instanceof String text) {
			filter.setText(text);
		}
	}

	private final class Labels extends ColumnLabelProvider {

		private final Column column;

		Labels(Column column) {
			this.column = column;
		}

		@Override
		public String getText(Object element) {
			var row = (Row) element;
			if (column.id().equals(STATE)) {
				return activity.apply(row.id()).map(Object::toString).orElseGet(row::stateText);
			}
			return column.text().apply(row);
		}

		@Override
		public Image getImage(Object element) {
			var row = (Row) element;
			return column.id().equals("name") && row.resource().state().phase() != org.fleetdesk.core.Phase.NONE
					? images.create(Shape.of(row.phase()).image(Palette.of(viewer.getTable()).phase(row.phase()))) : null;
		}

		/** Grey for what is out of date, but not when selected, where it has no contrast. GTK forgets these colours once a table has a paint listener. */
		@Override
		public Color getForeground(Object element) {
			var row = (Row) element;
			return row.stale() && !selection.holds(row.id()) ? Palette.of(viewer.getTable()).faint() : null;
		}

		@Override
		public Font getFont(Object element) {
			return column.style() == Column.Style.MONOSPACE ? JFaceResources.getTextFont() : null;
		}

		@Override
		public String getToolTipText(Object element) {
			String tip = column.tip().apply((Row) element);
			return tip.isEmpty() ? null : tip;
		}
	}
}
