package org.fleetdesk.core;

/** The engine's certificate is not trusted: nothing was sent to it. */
public final class UntrustedException extends EngineException {

	private static final long serialVersionUID = 1L;

	private final transient ServerCertificate certificate;

	public UntrustedException(String message, ServerCertificate certificate, Throwable cause) {
		super(Kind.UNTRUSTED, message, cause);
		this.certificate = certificate;
	}

	/** What the engine showed. */
	public ServerCertificate certificate() {
		return certificate;
	}
}
