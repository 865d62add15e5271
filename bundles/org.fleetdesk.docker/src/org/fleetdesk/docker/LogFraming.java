package org.fleetdesk.docker;

/** How an engine packs the bytes of a log. Known from the container ({@code Config.Tty}) and the engine, never guessed from the bytes. */
public enum LogFraming {
	/** As they are. */
	RAW,
	/** Docker's stream of frames, each with a header of 8 bytes: kind of output, three zeros, length (Docker API, "Attach to a container", stream format). */
	MULTIPLEXED;

	/** What the Docker API says of a container: frames unless it has a terminal. */
	public static LogFraming of(EngineObject inspected) {
		return inspected.flag("Config.Tty") ? RAW : MULTIPLEXED;
	}
}
