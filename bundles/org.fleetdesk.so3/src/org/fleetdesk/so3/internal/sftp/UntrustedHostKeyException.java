package org.fleetdesk.so3.internal.sftp;

import java.util.Optional;

import org.fleetdesk.core.EngineException;

/** An SSH server showed a key that the user has not trusted; nothing was sent to it. */
public final class UntrustedHostKeyException extends EngineException {

	private static final long serialVersionUID = 1L;

	private final String fingerprint;
	private final String algorithm;
	private final String before;

	UntrustedHostKeyException(String message, String fingerprint, String algorithm, Optional<String> before) {
		super(Kind.REFUSED, message);
		this.fingerprint = fingerprint;
		this.algorithm = algorithm;
		this.before = before.orElse("");
	}

	/** Of the key that was shown, {@code SHA256:} and base64. */
	public String fingerprint() {
		return fingerprint;
	}

	/** Such as {@code ssh-ed25519}. */
	public String algorithm() {
		return algorithm;
	}

	/** The fingerprint that was trusted until now: a new key, or somebody in between. */
	public Optional<String> changedFrom() {
		return Optional.of(before).filter(b -> !b.isEmpty());
	}
}
