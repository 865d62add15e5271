package org.fleetdesk.gateways.engine.internal.rpc;

/** A call that fails, or, with the context {@code auth} or {@code calls}, a whole request. */
final class Failure extends Exception {

	private static final long serialVersionUID = 1L;

	static final int NOT_JSON = -1;
	static final int INVALID = 400;
	static final int NOT_ALLOWED = 401;
	static final int WRONG = 501;

	private final int code;
	private final String context;

	Failure(int code, String message, String context) {
		super(message, null, false, false);
		this.code = code;
		this.context = context;
	}

	/** The arguments of a call are none. */
	static Failure arguments() {
		return new Failure(WRONG, "Error", "arguments");
	}

	int code() {
		return code;
	}

	String context() {
		return context;
	}
}
