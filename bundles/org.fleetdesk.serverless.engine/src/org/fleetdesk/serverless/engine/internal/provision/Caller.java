package org.fleetdesk.serverless.engine.internal.provision;

/**
 * In whose name something is asked of OpenNebula. The engine has no users: OpenNebula says whether it takes them.
 *
 * @param user   the name
 * @param secret the password or a login token; may contain colons
 */
public record Caller(String user, String secret) {

	/** The session string of OpenNebula. */
	public String session() {
		return user + ":" + secret;
	}

	@Override
	public String toString() {
		return user + ":***";
	}
}
