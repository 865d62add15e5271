package org.fleetdesk.docker;

/** An engine did not do what was asked. The message is one sentence for the user, the engine's own where it gave one. */
public final class DockerFailure extends Exception {

	private static final long serialVersionUID = 1L;

	/** What went wrong, as far as a caller must act on it. */
	public enum Kind {
		/** No connection could be made, or it broke, or it was closed. */
		UNREACHABLE,
		/** A deadline passed. */
		TIMED_OUT,
		/** Credentials are missing or wrong. */
		UNAUTHORIZED,
		/** Its certificate is not trusted; the cause is the {@link org.fleetdesk.http.HttpException.Untrusted}. */
		UNTRUSTED,
		/** 404: there is no such container or image. */
		NOT_FOUND,
		/** 409: it is in another state than the request needs, or the name is taken. */
		CONFLICT,
		/** Any other status below 500, and images that the engine does not take. */
		REFUSED,
		/** The engine does not know this request. */
		UNSUPPORTED,
		/** 500 and more. */
		FAILED,
		/** The answer cannot be understood. */
		PROTOCOL
	}

	private final Kind kind;

	public DockerFailure(Kind kind, String message) {
		super(message);
		this.kind = kind;
	}

	public DockerFailure(Kind kind, String message, Throwable cause) {
		super(message, cause);
		this.kind = kind;
	}

	public Kind kind() {
		return kind;
	}
}
