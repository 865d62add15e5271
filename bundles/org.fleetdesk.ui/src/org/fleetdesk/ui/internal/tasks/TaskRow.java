package org.fleetdesk.ui.internal.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.TaskRun;

/** A row of the Tasks view as it is at one moment: a run, a target of it, or what a {@link RowSource} brings. Immutable; texts are for the user. */
public interface TaskRow {

	/** Equal for the same row at any time, such as the run's id. */
	Object key();

	String title();

	/** The word, with what belongs to it, such as "waiting, attempt 2 in 4 s". */
	String state();

	/** Its shape and colour. */
	Phase phase();

	/** From 0 to 1 while it goes on, or -1 for no bar. */
	double fraction();

	/** Such as "63 %" or "1.2 MiB of 4.0 MiB"; empty when nothing goes on. */
	String progress();

	/** 0 when not known. */
	long bytesPerSecond();

	/** How long it will still take, where that can be told. */
	Optional<Duration> left();

	/** The result, or what is being done. */
	String message();

	/** Who asked for it; empty for a part of something. */
	String user();

	Optional<Instant> started();

	/** How long it took, or has taken so far. */
	Optional<Duration> took();

	/** Whether it goes on: its texts change with time, and it stands before the history. */
	boolean active();

	/** Whether it ended in a way that somebody has to look at, and nobody has yet. */
	boolean needsAttention();

	/** The rows below it. */
	List<? extends TaskRow> children();

	/** The runs that it stands for; the filter looks into them, and they are what is copied and exported. */
	Stream<TaskRun> runs();
}
