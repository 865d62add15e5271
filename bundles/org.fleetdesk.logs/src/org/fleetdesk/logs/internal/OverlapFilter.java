package org.fleetdesk.logs.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.fleetdesk.logs.LogPosition;

/**
 * Tells lines that a source sends again after a reconnect from new ones. Lines of the last known time are told apart by counting equal texts,
 * so that a line that really came twice stays twice. When a source that was asked for the last known time on does not send it again,
 * lines may be missing.
 */
public final class OverlapFilter {

	/** What to do with a line. */
	public enum Verdict {
		/** It is there already. */
		KNOWN,
		/** It is new. */
		NEW,
		/** It is new, and lines before it may be missing. */
		NEW_AFTER_GAP
	}

	/** Engines that take times in whole seconds send up to a second more. */
	private static final long COARSE = 1_000_000_000L;

	private final LogPosition position;
	private final Map<Long, Integer> atTime = new HashMap<>();
	private final Deque<LogPosition.Guessed> after;
	private long matched = -1;
	private boolean reached;
	private boolean done;

	public OverlapFilter(LogPosition position) {
		this.position = position;
		position.atTime().forEach(h -> atTime.merge(h, 1, Integer::sum));
		after = new ArrayDeque<>(position.after());
		done = position.empty();
	}

	/** Whether every further line is new. */
	public boolean isDone() {
		return done;
	}

	/** @param timed whether the time is the source's own */
	public Verdict judge(long time, boolean timed, byte[] bytes, int offset, int length, int flags) {
		matched = -1;
		if (done) {
			return Verdict.NEW;
		}
		if (timed && position.hasTime() && time <= position.timeNanos()) {
			return judgeOld(time, Positions.hash(bytes, offset, length, flags));
		}
		if (isNextGuessed(Positions.hash(bytes, offset, length, flags))) {
			reached = true;
			return Verdict.KNOWN;
		}
		done = true;
		return reached ? Verdict.NEW : Verdict.NEW_AFTER_GAP;
	}

	private boolean isNextGuessed(long hash) {
		if (after.isEmpty() || after.getFirst().hash() != hash) {
			return false;
		}
		matched = after.removeFirst().line();
		return true;
	}

	/** The number of the line with a guessed time that the line last judged turned out to be; -1 if it was another. */
	public long matchedLine() {
		return matched;
	}

	private Verdict judgeOld(long time, long hash) {
		if (time < position.timeNanos() - COARSE) {
			// Not asked for: the source's clock went back, and nothing can be said about these lines but that they are not known.
			done = true;
			return Verdict.NEW_AFTER_GAP;
		}
		reached = true;
		if (time < position.timeNanos()) {
			return Verdict.KNOWN;
		}
		int left = atTime.getOrDefault(hash, 0);
		if (left > 0) {
			atTime.put(hash, left - 1);
			return Verdict.KNOWN;
		}
		return isNextGuessed(hash) ? Verdict.KNOWN : Verdict.NEW;
	}
}
