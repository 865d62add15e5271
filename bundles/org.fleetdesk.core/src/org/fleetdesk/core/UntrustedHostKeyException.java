package org.fleetdesk.core;

/** An SSH server that belongs to the connection showed a key that is not trusted: nothing was sent to it. */
public final class UntrustedHostKeyException extends EngineException {

	private static final long serialVersionUID = 1L;

	private final transient HostKey key;

	public UntrustedHostKeyException(String message, HostKey key, Throwable cause) {
		super(Kind.UNTRUSTED, message, cause);
		this.key = key;
	}

	/** What the server showed. */
	public HostKey key() {
		return key;
	}
}
