package org.fleetdesk.so3.engine.internal.daemon;

import java.time.Duration;

import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;

/**
 * What follows when a guest ends, as Docker has it.
 *
 * @param name {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure}
 * @param max  how often at most {@code on-failure} starts it again; 0 for no limit
 */
public record RestartPolicy(String name, int max) {

	static final String ALWAYS = "always";
	static final String UNLESS_STOPPED = "unless-stopped";
	static final String ON_FAILURE = "on-failure";

	/** A guest that ends stays ended. */
	public static final RestartPolicy NEVER = new RestartPolicy("no", 0);

	private static final Duration FIRST = Duration.ofMillis(100);
	private static final Duration LONGEST = Duration.ofMinutes(1);
	private static final Duration SETTLED = Duration.ofSeconds(10);

	/**
	 * Reads what a client sends; no name means {@code no}.
	 *
	 * @throws DaemonException invalid
	 */
	public static RestartPolicy of(String name, int max) throws DaemonException {
		switch (name) {
			case ON_FAILURE -> {
				if (max < 0) {
					throw new DaemonException(Kind.INVALID, "invalid restart policy: maximum retry count cannot be negative");
				}
			}
			case "", "no", ALWAYS, UNLESS_STOPPED -> {
				if (max != 0) {
					throw new DaemonException(Kind.INVALID, "invalid restart policy: maximum retry count can only be used with 'on-failure'");
				}
			}
			default -> throw new DaemonException(Kind.INVALID,
					"invalid restart policy: unknown policy '" + name + "'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
		}
		return new RestartPolicy(name.isEmpty() ? "no" : name, max);
	}

	/** Whether it does anything at all. */
	public boolean none() {
		return name.equals("no");
	}

	/** Whether a guest that has ended by itself is started again. */
	boolean restarts(int exitCode, int restartCount) {
		return switch (name) {
			case ALWAYS, UNLESS_STOPPED -> true;
			case ON_FAILURE -> exitCode != 0 && (max == 0 || restartCount < max);
			default -> false;
		};
	}

	/** Whether a container that has run before, and that the engine finds ended at its start, is started. */
	boolean startsWithEngine(boolean stoppedByUser) {
		return name.equals(ALWAYS) || name.equals(UNLESS_STOPPED) && !stoppedByUser;
	}

	/**
	 * How long to wait before the next start.
	 *
	 * @param before how long it was the last time; zero when there was none
	 * @param ran    how long the guest has run
	 */
	static Duration delay(Duration before, Duration ran) {
		if (before.isZero() || ran.compareTo(SETTLED) >= 0) {
			return FIRST;
		}
		var doubled = before.multipliedBy(2);
		return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
	}
}
