package org.fleetdesk.serverless.engine.internal.cloud.flow;

/** OneFlow's own refusal, with the HTTP status that it answers. */
final class FlowError extends Exception {

	private static final long serialVersionUID = 1L;
	/** What was asked for makes no sense. */
	static final int INVALID = 400;
	/** What OneFlow answers to everything else. */
	static final int GENERAL = 500;

	private final int status;

	FlowError(int status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	int status() {
		return status;
	}
}
