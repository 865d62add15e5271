package org.fleetdesk.ui.internal.tasks;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Registration;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.internal.Errors;

/** Follows the log of one run on a thread of its own until the run has ended, and again when it goes on. */
final class TaskLogFeed implements Registration {

	private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
	private static final Duration AT_MOST = Duration.ofMillis(200);

	private final TaskList list;
	private final String run;
	private final Registration registration;
	private final Thread thread;
	private final List<TaskLogLine> lines = new ArrayList<>();
	private TaskLogLines view;
	private boolean news;

	TaskLogFeed(TaskList list, String run) {
		this.list = list;
		this.run = run;
		registration = list.addListener(changed -> {
			if (changed != null && changed.id().equals(run)) {
				again();
			}
		});
		thread = Thread.ofVirtual().name("log of task " + run).start(this::follow);
	}

	String run() {
		return run;
	}

	private synchronized void again() {
		news = true;
		notifyAll();
	}

	/** The lines that concern a target, or all, as they come; those of before are not fed any more. */
	synchronized TaskLogLines lines(TaskRun of, Optional<String> target) {
		view = new TaskLogLines(of.request().title(), target, target.isEmpty() && of.targets().size() > 1);
		view.add(lines);
		return view;
	}

	private void follow() {
		try {
			while (true) {
				boolean ended = list.run(run).map(r -> r.state().ended()).orElse(true); // asked first: what it says after that is read then
				read();
				synchronized (this) {
					if (ended) {
						while (!news) {
							wait();
						}
					} else if (!news) {
						wait(LOOK_AGAIN.toMillis());
					}
					news = false;
				}
				Thread.sleep(AT_MOST);
			}
		} catch (InterruptedException e) {
			// nobody looks any more
		}
	}

	private void read() {
		List<TaskLogLine> now;
		try {
			now = list.tasks().log(run);
		} catch (IOException | IllegalArgumentException e) {
			now = List.of(new TaskLogLine(Instant.now(), Severity.ERROR, "", Errors.message(e)));
		}
		synchronized (this) {
			if (now.size() > lines.size()) {
				var more = List.copyOf(now.subList(lines.size(), now.size()));
				lines.addAll(more);
				if (view != null) {
					view.add(more);
				}
			}
		}
	}

	@Override
	public void close() {
		registration.close();
		thread.interrupt();
	}
}
