package org.fleetdesk.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/** Decides what the timeline tells of a connection that comes and goes: each loss at first, then only that it does so, and how it ended. */
final class Flapping {

	/** What to tell. */
	enum Tell {
		/** The change itself. */
		CHANGE,
		/** That it comes and goes. */
		BEGIN,
		/** That it does not any more. */
		END,
		NOTHING
	}

	/** So many losses within {@link #WINDOW} are too many to tell each. */
	static final int MANY = 3;
	static final Duration WINDOW = Duration.ofMinutes(10);
	/** What has not changed for so long is steady again. */
	static final Duration STEADY = Duration.ofMinutes(5);

	private final ArrayDeque<Instant> losses = new ArrayDeque<>();
	private boolean flapping;
	private int lost;
	private Instant changed = Instant.MIN;

	Tell lost(Instant now) {
		changed = now;
		lost++;
		losses.addLast(now);
		while (losses.getFirst().plus(WINDOW).isBefore(now) || losses.size() > MANY) {
			losses.removeFirst();
		}
		if (flapping) {
			return Tell.NOTHING;
		}
		flapping = losses.size() == MANY;
		if (!flapping) {
			lost = losses.size();
		}
		return flapping ? Tell.BEGIN : Tell.CHANGE;
	}

	Tell reached(Instant now) {
		changed = now;
		return flapping ? Tell.NOTHING : Tell.CHANGE;
	}

	/** It was asked, and is as it was. */
	Tell same(Instant now) {
		if (!flapping) {
			return Tell.NOTHING;
		}
		if (now.isBefore(changed)) {
			changed = now; // the clock was set back
		}
		if (now.isBefore(changed.plus(STEADY))) {
			return Tell.NOTHING;
		}
		flapping = false;
		losses.clear();
		return Tell.END;
	}

	/** How often it was lost since it began to come and go. */
	int count() {
		return lost;
	}
}
