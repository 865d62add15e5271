package org.fleetdesk.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may use a server. On loopback both parts may be missing; any other address needs both.
 *
 * @param tokens the accepted users and tokens
 * @param tls    the server's certificate
 */
public record Security(Optional<TokenFile> tokens, Optional<TlsFiles> tls) {

	/** Neither token nor TLS: for loopback only. */
	public static final Security LOOPBACK_ONLY = new Security(Optional.empty(), Optional.empty());

	/**
	 * @param certificate a PEM file with the server's certificate chain
	 * @param key         a PEM file with its private key in PKCS#8, not encrypted
	 */
	public record TlsFiles(Path certificate, Path key) {
	}
}
