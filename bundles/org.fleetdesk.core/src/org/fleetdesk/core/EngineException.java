package org.fleetdesk.core;

/**
 * A call to an engine that did not do what was asked. The message is one sentence for the user: what was tried, on what, and what
 * the engine answered.
 */
public class EngineException extends Exception {

	private static final long serialVersionUID = 1L;

	/** What went wrong, as far as the console must act on it. */
	public enum Kind {
		/** No connection could be made, or it broke. */
		UNREACHABLE,
		/** The deadline passed. */
		TIMED_OUT,
		/** Credentials are missing or wrong. */
		UNAUTHORIZED,
		/** A certificate or the key of an SSH server is not trusted; {@link UntrustedException} and {@link UntrustedHostKeyException} say which one. */
		UNTRUSTED,
		/** The resource is not there. */
		NOT_FOUND,
		/** The resource is in another state than the call needs. */
		CONFLICT,
		/** The engine refuses the request as it is. */
		REFUSED,
		/** The engine does not know this request. */
		UNSUPPORTED,
		/** The engine failed by its own word (5xx), or did not do what it confirmed. */
		FAILED,
		/** The answer cannot be understood. */
		PROTOCOL
	}

	private final Kind kind;

	public EngineException(Kind kind, String message) {
		super(message);
		this.kind = kind;
	}

	public EngineException(Kind kind, String message, Throwable cause) {
		super(message, cause);
		this.kind = kind;
	}

	public Kind kind() {
		return kind;
	}

	/** The same failure, with what was tried in front: "ticker-7 could not be stopped: …". */
	public final EngineException prefixed(String tried) {
		return new EngineException(kind, tried + ": " + getMessage(), this);
	}
}
