package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
import org.fleetdesk.ui.KindUi;
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

	private final List<Column> columns;
	private final KindUi kind;
	private final TableWork work;
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
	private Shown shown;

	/**
	 * @param kind         gives the columns after name, state and engine
	 * @param activity     what is being done to a resource now
	 * @param emptyContent what is shown when there is no row at all
	 * @param counted      a number of resources in words, such as "3 containers"
	 */
	public ResourceTable(Composite parent, KindUi kind, boolean stateful, Function<ResourceId, Optional<Activity.Doing>> activity,
			Supplier<EmptyState.Content> emptyContent, IntFunction<String> counted) {
		super(parent, SWT.NONE);
		this.activity = activity;
		this.emptyContent = emptyContent;
		this.counted = counted;
		this.kind = kind;
		columns = allColumns(kind.columns(), stateful);
		var model = new TableModel(columns, kind::furtherColumn);
		shown = model.nothing().shown();
		work = new TableWork(this, model, this::show);
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
		selection = new TableSelection(viewer.getTable(), () -> shown, rowCount);
		viewer.getTable().addListener(SWT.Selection, e -> viewer.getTable().clearAll()); // the grey of stale rows depends on it
		filter.addListener(SWT.Modify, e -> work.filter(filter.getText()));
		filter.addListener(SWT.FocusIn, e -> work.prepareFilter());
		filter.addListener(SWT.FocusOut, e -> {
			if (filter.getText().isBlank()) {
				work.forgetPrepared();
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
			if (index < shown.rows().size()) {
				viewer.replace(shown.rows().get(index), index);
			}
		});
		ColumnViewerToolTipSupport.enableFor(viewer);
		columns.forEach(c -> make(c, c.visible()));
		viewer.setInput(this);
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

	private TableColumn make(Column column, boolean visible) {
		var made = new TableViewerColumn(viewer, column.style() == Column.Style.RIGHT ? SWT.RIGHT : SWT.LEFT);
		made.getColumn().setText(column.title());
		made.getColumn().setData(column);
		made.getColumn().setMoveable(true);
		made.getColumn().addListener(SWT.Selection, e -> work.sort(column.id(), work.order().equals(new TableWork.Order(column.id(), false))));
		made.setLabelProvider(new Labels(column));
		setVisible(made.getColumn(), visible);
		return made.getColumn();
	}

	/** The column of the widget; one that only some rows fill is made for who names it. */
	private Optional<TableColumn> column(String id) {
		return Arrays.stream(viewer.getTable().getColumns()).filter(c -> ((Column) c.getData()).id().equals(id)).findFirst().or(() -> kind.furtherColumn(id).map(c -> make(c, false)));
	}

	/** Shows other rows; those that are selected stay so. */
	public void setRows(List<Row> rows) {
		update(() -> Optional.of(rows), rows.size());
	}

	/**
	 * The same, with rows that are made where they are sorted and filtered: not on the UI thread when they are many.
	 *
	 * @param rows empty when they are as before
	 * @param size about how many they are
	 */
	void update(Supplier<Optional<List<Row>>> rows, int size) {
		work.rows(rows, size);
	}

	private void show(TableModel.Change change) {
		Table table = viewer.getTable();
		boolean sorted = !shown.sortColumn().equals(change.shown().sortColumn()) || shown.descending() != change.shown().descending();
		shown = change.shown();
		if (change.moved()) {
			selection.release();
			rowCount.set(shown.rows().size());
			table.clearAll();
		} else {
			change.changed().forEach(table::clear);
		}
		selection.restore();
		if (sorted) {
			showSort();
		}
		present();
	}

	private void present() {
		if (shown.rows().isEmpty()) {
			String nothing = shown.unknown().map(t -> Texts.format(Messages.Table_nothing_matches_key, t.key(), t.word(), filterKeys()))
					.orElse(Messages.Table_nothing_matches);
			empty.show(shown.total() == 0 ? emptyContent.get()
					: new EmptyState.Content("", nothing, List.of(new EmptyState.Offer(Messages.Table_clear_filter, this::clearFilter))));
		}
		var top = shown.rows().isEmpty() ? empty : viewer.getTable();
		if (stack.topControl != top) {
			stack.topControl = top;
			body.layout();
		}
		String text = shown.total() == 0 ? "" : shown.filter().isEmpty() ? counted.apply(shown.total())
				: Texts.format(Messages.Table_count_of, shown.rows().size(), counted.apply(shown.total()));
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
		if (shown.rows().isEmpty()) {
			present();
		} else {
			viewer.getTable().clearAll();
		}
	}

	/** What may stand before a colon in a filter, for the user: {@code state:, label:, ...}. */
	private String filterKeys() {
		return Stream.concat(Stream.of(STATE, "label"), columns.stream().map(Column::id)).distinct().map(k -> k + ":").collect(Collectors.joining(", "));
	}

	private void showSort() {
		column(shown.sortColumn()).ifPresent(column -> {
			viewer.getTable().setSortColumn(column);
			viewer.getTable().setSortDirection(shown.descending() ? SWT.DOWN : SWT.UP);
		});
	}

	/** Opens the menu in which the columns are chosen. */
	public void showColumnMenu() {
		kind.furtherColumns(shown.rows()).forEach(c -> column(c.id()));
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
		return shown.filter().isEmpty() ? List.of() : shown.rows();
	}

	/** The selected rows as {@link Row}s. */
	public ISelectionProvider selection() {
		return selection;
	}

	/** Selects these resources as far as they are shown, and scrolls there. */
	public void select(List<ResourceId> ids) {
		if (ids.stream().anyMatch(id -> shown.place(id) < 0)) {
			filter.setText("");
		}
		work.afterwards(() -> selection.select(ids));
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
		memento.putString("sort", work.order().column());
		memento.putBoolean("descending", work.order().descending());
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
			Integer width = child.getInteger("width");
			column(child.getID()).filter(c -> width != null && !order.contains(table.indexOf(c))).ifPresent(column -> {
				order.add(table.indexOf(column));
				column.setWidth(width);
				column.setResizable(width > 0);
			});
		}
		for (int i = 0; i < table.getColumnCount(); i++) {
			if (!order.contains(i)) {
				order.add(i);
			}
		}
		table.setColumnOrder(order.stream().mapToInt(Integer::intValue).toArray());
		if (memento.getString("sort") instanceof String sort) {
			work.sort(sort, Boolean.TRUE.equals(memento.getBoolean("descending")));
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
