package org.fleetdesk.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may use a server. On loopback both parts may be missing; any other address needs TLS, and tokens or client certificates. Where both tokens and client
 * certificates are there, a client needs both.
 *
 * @param tokens the accepted users and tokens
 * @param tls    the server's certificate
 */
public record Security(Optional<TokenFile> tokens, Optional<TlsFiles> tls) {

	/** Neither token nor TLS: for loopback only. */
	public static final Security LOOPBACK_ONLY = new Security(Optional.empty(), Optional.empty());

	/**
	 * @param certificate       a PEM file with the server's certificate chain
	 * @param key               a PEM file with its private key (PKCS#8, PKCS#1 or SEC 1), not encrypted
	 * @param clientAuthorities a PEM file with certificates; a client must then have a certificate that one of them stands for
	 */
	public record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthorities) {
	}
}
