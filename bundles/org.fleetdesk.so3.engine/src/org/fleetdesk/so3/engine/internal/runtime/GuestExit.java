package org.fleetdesk.so3.engine.internal.runtime;

import java.time.Instant;

/**
 * How a guest ended.
 *
 * @param reason what ended it
 * @param code   exit code for Docker: 0 guest shutdown, 1 guest reset, 128 + n for signal n, 255 when nothing is known
 * @param at     when; for a guest that ended while no engine watched it, the best that its files tell
 * @param detail one sentence for people
 */
public record GuestExit(Reason reason, int code, Instant at, String detail) {

	/** The exit code of a guest of which only the end is known. */
	public static final int UNKNOWN_CODE = 255;

	public enum Reason {
		/** The guest switched itself off. */
		GUEST_SHUTDOWN,
		/** The guest reset itself, which ends it. */
		GUEST_RESET,
		/** The guest's kernel reported a panic. */
		GUEST_PANIC,
		/** The engine ended it: {@link Guest#forceTerminate()}. */
		TERMINATED,
		/** Somebody else ended it by order (a monitor's {@code quit}). */
		HOST_QUIT,
		/** Its process died from a signal. */
		KILLED,
		/** Its process ended with an error of its own. */
		FAILED,
		/** It ended while no engine ran, and left no word why. */
		UNKNOWN
	}
}
