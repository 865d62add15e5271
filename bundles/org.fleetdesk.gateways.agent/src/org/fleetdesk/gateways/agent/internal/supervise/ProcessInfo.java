package org.fleetdesk.gateways.agent.internal.supervise;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A program of the supervisor.
 *
 * @param pid         0 when it does not run
 * @param start       of its last run
 * @param stop        of the last run that ended
 * @param now         the supervisor's clock
 * @param exitStatus  of the last run; says something in the state {@code EXITED} only
 * @param spawnError  why it cannot be started; empty otherwise
 * @param description such as {@code pid 579, uptime 0:00:20}, as {@code supervisorctl status} prints it
 * @param logFile     of its standard output; empty when there is none
 * @param restarts    how often the supervisor started it again unasked since it was added; 0 where that is not known
 */
public record ProcessInfo(String name, State state, int pid, Optional<Instant> start, Optional<Instant> stop, Instant now, int exitStatus, String spawnError, String description,
		String logFile, int restarts) {

	/** With supervisord's codes. */
	public enum State {
		STOPPED(0), STARTING(10), RUNNING(20), BACKOFF(30), STOPPING(40), EXITED(100), FATAL(200), UNKNOWN(1000);

		private final int code;

		State(int code) {
			this.code = code;
		}

		public int code() {
			return code;
		}

		/** {@link #UNKNOWN} for a code that is none of these. */
		public static State of(int code) {
			for (State state : values()) {
				if (state.code == code) {
					return state;
				}
			}
			return UNKNOWN;
		}

		/** Whether a process may be there. */
		public boolean running() {
			return this == STARTING || this == RUNNING || this == STOPPING;
		}
	}

	/** Such as {@code 0:00:20} or {@code 2 days, 0:00:20}; empty when it does not run. */
	public String uptime() {
		if (state != State.RUNNING || start.isEmpty()) {
			return "";
		}
		return uptime(Duration.between(start.get(), now));
	}

	/** A time as supervisord prints it. */
	public static String uptime(Duration time) {
		long seconds = Math.max(0, time.toSeconds());
		long days = seconds / 86_400;
		String clock = "%d:%02d:%02d".formatted(seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
		return days == 0 ? clock : days == 1 ? "1 day, " + clock : days + " days, " + clock;
	}
}
