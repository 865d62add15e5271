package org.fleetdesk.core;

import java.security.cert.X509Certificate;
import java.util.List;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpException;

/** Brings trust and credentials to connections; a service. */
public interface EngineAccess {

	/**
	 * An engine that answered.
	 *
	 * @param draft with what the user trusted and gave on the way
	 */
	record Reached(ConnectionDraft draft, EngineInfo info) {
	}

	/** The settings with the connection's TLS and credentials. Does no I/O: secrets are read when they are needed. */
	EndpointSettings secured(EndpointSettings settings, Connection connection);

	/** What a failure of the settings' endpoint means, when it is about trust. */
	UntrustedException untrusted(HttpException.Untrusted failure, Connection connection);

	/**
	 * Judges what an engine showed; takes a while.
	 *
	 * @param chain its own certificate first
	 */
	ServerCertificate judged(List<X509Certificate> chain, Connection connection);

	/**
	 * What the engine shows, trusted or not; the connection is broken off before anything is sent.
	 *
	 * @throws EngineException when it cannot be reached or does not speak TLS
	 */
	ServerCertificate certificate(Connection connection) throws EngineException, InterruptedException;

	/**
	 * Asks an engine who it is on behalf of somebody who waits: when its certificate or an SSH server's key is not trusted, or it wants credentials, {@link TrustPrompt} and
	 * {@link CredentialsPrompt} ask the user. Nothing is saved.
	 *
	 * @param kind  the connection's
	 * @param draft saved or not
	 * @throws EngineException when it does not answer, is not trusted, or refuses the credentials
	 */
	Reached reach(EngineKind kind, ConnectionDraft draft) throws EngineException, InterruptedException;
}
