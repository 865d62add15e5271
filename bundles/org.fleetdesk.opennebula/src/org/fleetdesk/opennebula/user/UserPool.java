package org.fleetdesk.opennebula.user;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.Pool;
import org.w3c.dom.Element;

/** Users. */
public final class UserPool extends Pool<User> {

	public UserPool(Client client) {
		super("USER_POOL", "USER", client);
	}

	@Override
	public OneResponse info() {
		return read(client.call("userpool.info"));
	}

	@Override
	protected User make(Element xml) {
		return new User(xml, client);
	}
}
