package org.fleetdesk.core;

/** The open sessions, one a connection, shared by everybody; a service. They close with their connection or on change of its URL. */
public interface Sessions {

	/**
	 * @param connection a connection's id
	 * @throws EngineException when there is no such connection or no engine kind for it is installed
	 */
	Session session(String connection) throws EngineException;
}
