package org.fleetdesk.ui.internal.tasks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.files.Severity;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.logs.Subscription;
import org.fleetdesk.tasks.TaskLogLine;

/** Lines of a run's log for the log viewer: each says how bad it is by a word and by its colour, and which target it concerns. */
public final class TaskLogLines implements LogLines {

	private record Line(long time, int flags, byte[] text) {
	}

	private final String name;
	private final Optional<String> target;
	private final boolean named;
	private final List<Line> lines = new ArrayList<>();
	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/**
	 * @param target only lines that concern this one or the whole run; empty for all
	 * @param named  whether the lines say which target they concern
	 */
	public TaskLogLines(String name, Optional<String> target, boolean named) {
		this.name = name;
		this.target = target;
		this.named = named;
	}

	/** Adds what concerns the target, and tells who reads. */
	public void add(List<TaskLogLine> more) {
		synchronized (lines) {
			for (TaskLogLine line : more) {
				if (target.isEmpty() || line.target().isEmpty() || line.target().equals(target.get())) {
					String word = line.severity() == Severity.INFO ? "" : TaskTexts.word(line.severity()) + ": ";
					String whose = named && !line.target().isEmpty() ? line.target() + ": " : "";
					line.text().lines().forEach(t -> lines.add(new Line(LogStream.nanos(line.time()), flags(line.severity()), (word + whose + t).getBytes(StandardCharsets.UTF_8))));
				}
			}
		}
		listeners.forEach(Runnable::run);
	}

	private static int flags(Severity severity) {
		return switch (severity) {
			case INFO -> 0;
			case WARNING -> LineFlags.WARNING;
			case ERROR -> LineFlags.ERROR;
		};
	}

	@Override
	public long first() {
		return 0;
	}

	@Override
	public long end() {
		synchronized (lines) {
			return lines.size();
		}
	}

	@Override
	public void read(long from, int count, LineBlock into) {
		into.clear(from);
		synchronized (lines) {
			for (long row = from; row < Math.min(lines.size(), from + count) && !into.isFull(); row++) {
				var line = lines.get((int) row);
				into.add(0, row, line.time(), line.flags(), line.text(), 0, line.text().length);
			}
		}
	}

	@Override
	public Subscription onChange(Runnable listener) {
		Runnable own = listener::run;
		listeners.add(own);
		return () -> listeners.remove(own);
	}

	@Override
	public List<String> sources() {
		return List.of(name);
	}

	@Override
	public void close() {
		listeners.clear();
	}
}
