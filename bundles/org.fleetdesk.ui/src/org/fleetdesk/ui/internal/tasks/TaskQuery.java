package org.fleetdesk.ui.internal.tasks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.eclipse.swt.widgets.Control;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskFilter;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.UiUpdates;

/** Finds, filters and sorts the rows of the Tasks view on a thread of its own, at most ten times a second; a run that has not changed is not looked at again. */
final class TaskQuery implements Registration {

	private static final long PAUSE = 100;

	/**
	 * What is wanted.
	 *
	 * @param filter what a run must fulfil
	 * @param sort   empty for what is under way first, then the newest
	 */
	record Wish(TaskGroup group, TaskFilter filter, Optional<TaskColumn> sort, boolean descending) {
	}

	/**
	 * What was found.
	 *
	 * @param total how many rows there are in all groups
	 */
	record Found(List<TaskRow> rows, int total, Wish wish) {
	}

	private record Match(TaskRow row, boolean matches) {
	}

	private final TaskList list;
	private final Control control;
	private final Consumer<Found> show;
	private final List<Registration> registrations = new ArrayList<>();
	private final Thread thread;
	private Map<Object, Match> matches = new HashMap<>();
	private TaskFilter matched;
	private Wish wish;
	private boolean wanted = true;

	/** @param show called on the UI thread */
	TaskQuery(TaskList list, Control control, Wish first, Consumer<Found> show) {
		this.list = list;
		this.control = control;
		this.show = show;
		wish = first;
		registrations.add(list.addListener(run -> again()));
		list.sources().forEach(s -> registrations.add(s.addListener(this::again)));
		thread = Thread.ofVirtual().name("rows of tasks").start(this::work);
	}

	/** Looks for something else from now on; returns at once. */
	synchronized void ask(Wish next) {
		wish = next;
		again();
	}

	/** Looks again; returns at once. */
	synchronized void again() {
		wanted = true;
		notifyAll();
	}

	private void work() {
		try {
			while (true) {
				Wish now;
				synchronized (this) {
					while (!wanted) {
						wait();
					}
					wanted = false;
					now = wish;
				}
				var found = find(now);
				if (now == current()) {
					UiUpdates.later(control, () -> show.accept(found));
				}
				Thread.sleep(PAUSE);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private synchronized Wish current() {
		return wish;
	}

	/** What it finds is not whole when something else was asked for meanwhile. */
	private Found find(Wish now) {
		if (now.filter() != matched) {
			matched = now.filter();
			matches = new HashMap<>();
		}
		var sources = list.sources();
		var all = new ArrayList<TaskRow>();
		list.rows().stream().filter(r -> sources.stream().noneMatch(s -> s.takes(r.run()))).forEach(all::add);
		if (!sources.isEmpty()) {
			var runs = list.byId();
			sources.forEach(s -> all.addAll(s.rows(runs)));
		}
		var rows = new ArrayList<TaskRow>();
		for (TaskRow row : all) {
			if (now.group().has(row) && matches(row)) {
				rows.add(row);
			}
			if (now.filter().searchesLogs() && now != current()) {
				break; // logs take long
			}
		}
		rows.sort(order(now));
		return new Found(List.copyOf(rows), all.size(), now);
	}

	private boolean matches(TaskRow row) {
		var known = matches.get(row.key());
		if (known == null || known.row() != row || row.active()) {
			known = new Match(row, row.runs().anyMatch(this::matches));
			matches.put(row.key(), known);
		}
		return known.matches();
	}

	private boolean matches(TaskRun run) {
		try {
			return matched.test(run, list.tasks()::log);
		} catch (IOException e) {
			return false; // a log that cannot be read has no such word; opening it tells why
		}
	}

	private static Comparator<TaskRow> order(Wish wish) {
		Comparator<TaskRow> newest = Comparator.comparing((TaskRow r) -> !r.active()).thenComparing(TaskColumn.STARTED.order().reversed())
				.thenComparing(r -> String.valueOf(r.key()), Comparator.reverseOrder());
		return wish.sort().map(TaskColumn::order).map(o -> wish.descending() ? o.reversed() : o).map(o -> o.thenComparing(newest)).orElse(newest);
	}

	@Override
	public void close() {
		registrations.forEach(Registration::close);
		thread.interrupt();
	}
}
