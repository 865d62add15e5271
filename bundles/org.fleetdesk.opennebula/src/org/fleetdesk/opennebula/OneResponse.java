package org.fleetdesk.opennebula;

/** How a call ended: OpenNebula's answer, or why there is none. */
public final class OneResponse {

	private final String message;
	private final OneError error;
	private final int code;
	private final int objectId;
	private final Throwable cause;

	private OneResponse(String message, OneError error, int code, int objectId, Throwable cause) {
		this.message = message;
		this.error = error;
		this.code = code;
		this.objectId = objectId;
		this.cause = cause;
	}

	/** A good answer. */
	public static OneResponse of(Object message) {
		return new OneResponse(String.valueOf(message), OneError.NONE, 0, -1, null);
	}

	/**
	 * A failure.
	 *
	 * @param code     OpenNebula's number of the error, the number of an XML-RPC fault, or the HTTP status; -1 when there is none
	 * @param objectId of the object that the error is about; -1 when there is none
	 * @param cause    or null
	 */
	public static OneResponse failed(OneError error, int code, String message, int objectId, Throwable cause) {
		return new OneResponse(message, error, code, objectId, cause);
	}

	public boolean isError() {
		return error != OneError.NONE;
	}

	/** Why it failed, in one sentence; null when it did not. */
	public String getErrorMessage() {
		return isError() ? message : null;
	}

	/** What OpenNebula answered: XML, a number or a text; null when the call failed. */
	public String getMessage() {
		return isError() ? null : message;
	}

	/** @throws NumberFormatException when the answer is no number, or the call failed */
	public int getIntMessage() {
		return Integer.parseInt(getMessage());
	}

	public boolean getBooleanMessage() {
		return Boolean.parseBoolean(getMessage());
	}

	public OneError error() {
		return error;
	}

	/** OpenNebula's number of the error, the number of an XML-RPC fault, or the HTTP status; 0 when the call did not fail, -1 when there is no number. */
	public int getErrorCode() {
		return code;
	}

	/** The object that the error is about; -1 when there is none. */
	public int objectId() {
		return objectId;
	}

	/** What broke on the way, or null. */
	public Throwable cause() {
		return cause;
	}

	/**
	 * The message.
	 *
	 * @throws OneException         when the call failed
	 * @throws InterruptedException when it was cancelled
	 */
	public String orThrow() throws OneException, InterruptedException {
		if (error == OneError.CANCELLED) {
			Thread.interrupted();
			throw new InterruptedException(message);
		}
		if (isError()) {
			throw new OneException(error, code, message, cause);
		}
		return message;
	}

	/**
	 * The message as a number, such as the id of what was made.
	 *
	 * @throws OneException         when the call failed, or the answer is no number
	 * @throws InterruptedException when it was cancelled
	 */
	public int intOrThrow() throws OneException, InterruptedException {
		String text = orThrow();
		try {
			return Integer.parseInt(text.strip());
		} catch (NumberFormatException e) {
			throw new OneException(OneError.PROTOCOL, -1, "OpenNebula answered with a text where a number belongs", e);
		}
	}

	@Override
	public String toString() {
		return isError() ? error + ": " + message : message;
	}
}
