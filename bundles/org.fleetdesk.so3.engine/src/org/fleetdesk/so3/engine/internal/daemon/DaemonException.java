package org.fleetdesk.so3.engine.internal.daemon;

/** The daemon cannot do what was asked. The message is for the caller. */
public final class DaemonException extends Exception {

	private static final long serialVersionUID = 1L;

	/** What kind of refusal it is. */
	public enum Kind {
		/** There is no such container or image. */
		NOT_FOUND,
		/** The present state forbids it. */
		CONFLICT,
		/** The request makes no sense. */
		INVALID,
		/** SO3 containers cannot do this. */
		UNSUPPORTED,
		/** It is so already. */
		NOT_MODIFIED,
		/** It was tried and failed. */
		FAILED
	}

	private final Kind kind;

	public DaemonException(Kind kind, String message) {
		super(message);
		this.kind = kind;
	}

	public DaemonException(Kind kind, String message, Throwable cause) {
		super(message, cause);
		this.kind = kind;
	}

	public Kind kind() {
		return kind;
	}
}
