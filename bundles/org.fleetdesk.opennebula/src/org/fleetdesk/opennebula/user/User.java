package org.fleetdesk.opennebula.user;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.PoolElement;
import org.w3c.dom.Element;

/** A user. */
public final class User extends PoolElement {

	/** The id for whoever the client is. */
	public static final int SELF = -1;

	public User(int id, Client client) {
		super(id, client);
	}

	/** @param xml as read with the pool */
	public User(Element xml, Client client) {
		super(xml, client);
	}

	/** Makes a user; the id is the answer. */
	public static OneResponse allocate(Client client, String name, String password) {
		return client.call("user.allocate", name, password, "core");
	}

	/** The data of one, as XML. */
	public static OneResponse info(Client client, int id) {
		return client.call("user.info", id);
	}

	@Override
	public OneResponse info() {
		return info(false);
	}

	@Override
	public OneResponse info(boolean decrypt) {
		return read(client.call("user.info", id(), decrypt), "USER");
	}

	public OneResponse delete() {
		return client.call("user.delete", id());
	}

	public OneResponse passwd(String password) {
		return client.call("user.passwd", id(), password);
	}

	/**
	 * Makes a token that stands for the password, or revokes one; the token is the answer.
	 *
	 * @param token   empty: a new one is made; else the one to renew or revoke
	 * @param seconds it is good for; 0 revokes it; -1: without end
	 * @param group   the id of the group that it is bound to; -1: none
	 */
	public static OneResponse login(Client client, String user, String token, int seconds, int group) {
		return client.call("user.login", user, token, seconds, group);
	}
}
