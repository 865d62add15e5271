package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.eclipse.swt.widgets.Control;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.UiUpdates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sorts and filters the rows of a table: few of them at once, many on a thread of their own, so that keys are heard meanwhile. What the user asks for comes before new rows, and new rows take
 * a quarter of the time at most. For the UI thread.
 */
final class TableWork {

	private static final Logger LOG = LoggerFactory.getLogger(TableWork.class);
	/** Fewer rows take no time worth it. */
	private static final int FEW = 20_000;
	private static final int PREPARED_OF_FEW = 250;
	private static final int PREPARED_OF_MANY = 5_000;
	private static final int REST = 3;

	/** @param column by which the rows are in order */
	record Order(String column, boolean descending) {
	}

	/** What is asked for and not begun. */
	private static final class Asked {
		private Order order;
		private String filter;
		private Supplier<Optional<List<Row>>> rows;
		private boolean prepared;
		private final List<Runnable> afterwards = new ArrayList<>();

		boolean anything() {
			return order != null || filter != null || !afterwards.isEmpty();
		}
	}

	private final Control control;
	/** Of who works. */
	private final TableModel model;
	private final Consumer<TableModel.Change> done;
	private Asked asked = new Asked();
	private Order order;
	private int size;
	private boolean working;
	private boolean timed;
	/** Whether the model may have moved on without the table, as something failed half-way. */
	private boolean apart;
	private boolean forgetting;
	/** Before that no rows are begun with, by {@link System#nanoTime()}. */
	private long rowsFrom = System.nanoTime();
	private int preparedTo;

	/** @param done called on the UI thread with each result, in order */
	TableWork(Control control, TableModel model, Consumer<TableModel.Change> done) {
		this.control = control;
		this.model = model;
		this.done = done;
		order = order(model.nothing());
	}

	private static Order order(TableModel.Change change) {
		return new Order(change.shown().sortColumn(), change.shown().descending());
	}

	/**
	 * Asks for other rows, instead of those that were asked for before and are not begun with.
	 *
	 * @param rows makes them, where they are sorted; empty when they are as before
	 * @param size about how many they are
	 */
	void rows(Supplier<Optional<List<Row>>> rows, int size) {
		asked.rows = rows;
		this.size = size;
		begin();
	}

	void filter(String text) {
		asked.filter = text;
		begin();
	}

	void sort(String column, boolean descending) {
		order = new Order(column, descending);
		asked.order = order;
		begin();
	}

	/** The order that was asked for last, be it shown yet or not. */
	Order order() {
		return order;
	}

	/** Does beforehand what a filter needs, in steps between which all else has its turn. */
	void prepareFilter() {
		asked.prepared = true;
		forgetting = false;
		preparedTo = 0;
		UiUpdates.later(control, this::begin);
	}

	/** What {@link #prepareFilter} made is needed no longer. */
	void forgetPrepared() {
		asked.prepared = false;
		forgetting = true;
		begin();
	}

	/** Runs it once all that was asked for until now is shown. */
	void afterwards(Runnable action) {
		asked.afterwards.add(action);
		begin();
	}

	private boolean few() {
		return Math.max(size, model.total()) < FEW;
	}

	private void begin() {
		while (!working && !control.isDisposed()) {
			long wait = rowsFrom - System.nanoTime();
			boolean rowsDue = asked.rows != null && (wait <= 0 || few() || !asked.afterwards.isEmpty());
			if (!asked.anything() && !rowsDue) {
				later(wait);
				prepare();
				return;
			}
			var next = asked;
			asked = new Asked();
			asked.prepared = next.prepared;
			if (!rowsDue) {
				asked.rows = next.rows;
				next.rows = null;
			}
			if (few()) {
				finish(next, work(next));
			} else {
				inBackground(() -> {
					long began = System.nanoTime();
					var change = work(next);
					long took = System.nanoTime() - began;
					return () -> {
						rowsFrom = next.rows == null ? rowsFrom : System.nanoTime() + REST * took;
						finish(next, change);
					};
				});
			}
		}
	}

	private void later(long nanos) {
		if (asked.rows != null && !timed) {
			timed = true;
			control.getDisplay().timerExec((int) (nanos / 1_000_000) + 1, () -> {
				timed = false;
				begin();
			});
		}
	}

	private void prepare() {
		if (forgetting) {
			forgetting = false;
			model.forgetPrepared();
		}
		if (!asked.prepared) {
			return;
		}
		int from = preparedTo;
		if (few()) {
			prepared(model.prepareFilter(from, PREPARED_OF_FEW), from + PREPARED_OF_FEW);
		} else {
			inBackground(() -> {
				boolean more = model.prepareFilter(from, PREPARED_OF_MANY);
				return () -> prepared(more, from + PREPARED_OF_MANY);
			});
		}
	}

	private void prepared(boolean more, int to) {
		preparedTo = to;
		asked.prepared &= more;
		if (more) {
			UiUpdates.later(control, this::begin);
		}
	}

	/** @param work gives what is then done on the UI thread */
	private void inBackground(Supplier<Runnable> work) {
		working = true;
		Thread.ofPlatform().daemon().name("table").start(() -> {
			Runnable then;
			try {
				then = work.get();
			} catch (RuntimeException | Error e) {
				LOG.error("The rows of a table could not be sorted or filtered", e);
				then = () -> apart = true;
			}
			var result = then;
			UiUpdates.later(control, () -> {
				working = false;
				result.run();
				begin();
			});
		});
	}

	private TableModel.Change work(Asked next) {
		var change = model.nothing();
		if (next.order != null) {
			change = change.and(model.sort(next.order.column(), next.order.descending()));
		}
		if (next.filter != null) {
			change = change.and(model.setFilter(next.filter));
		}
		var rows = next.rows == null ? Optional.<List<Row>>empty() : next.rows.get();
		return rows.isEmpty() ? change : change.and(model.setRows(rows.get()));
	}

	private void finish(Asked next, TableModel.Change change) {
		if (asked.order == null) {
			order = order(change); // a column that is unknown orders nothing
		}
		done.accept(apart ? new TableModel.Change(change.shown(), true, List.of()) : change);
		apart = false;
		next.afterwards.forEach(Runnable::run);
	}
}
