package org.fleetdesk.core;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpException;

/** Brings trust and credentials to connections; a service. */
public interface EngineAccess {

	/**
	 * An engine that answered.
	 *
	 * @param connection with what the user trusted and gave on the way
	 * @param secrets    those of the connection that are not stored yet, by name: to be handed to {@link Connections} with it
	 */
	record Reached(Connection connection, Map<String, String> secrets, EngineInfo info) {

		public Reached {
			secrets = Map.copyOf(secrets);
		}

		@Override
		public String toString() {
			return "Reached " + connection.name() + " with " + secrets.keySet();
		}
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
	 * Asks an engine who it is on behalf of somebody who waits: when its certificate is not trusted or it wants credentials, {@link TrustPrompt} and
	 * {@link CredentialsPrompt} ask the user. Nothing is saved.
	 *
	 * @param kind       the connection's
	 * @param connection saved or not
	 * @param secrets    those of the connection that are not stored yet, by name
	 * @throws EngineException when it does not answer, is not trusted, or refuses the credentials
	 */
	Reached reach(EngineKind kind, Connection connection, Map<String, String> secrets) throws EngineException, InterruptedException;
}
