package org.fleetdesk.opennebula.host;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.Pool;
import org.w3c.dom.Element;

/** Hosts. */
public final class HostPool extends Pool<Host> {

	public HostPool(Client client) {
		super("HOST_POOL", "HOST", client);
	}

	@Override
	public OneResponse info() {
		return read(client.call("hostpool.info"));
	}

	/**
	 * Monitoring samples, as XML.
	 *
	 * @param seconds of the last so many seconds; 0: the last sample only; -1: all
	 */
	public OneResponse monitoring(int seconds) {
		return client.call("hostpool.monitoring", seconds);
	}

	@Override
	protected Host make(Element xml) {
		return new Host(xml, client);
	}
}
