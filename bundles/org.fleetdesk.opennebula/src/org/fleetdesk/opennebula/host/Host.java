package org.fleetdesk.opennebula.host;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.PoolElement;
import org.w3c.dom.Element;

/** A machine that runs virtual machines. */
public final class Host extends PoolElement {

	public Host(int id, Client client) {
		super(id, client);
	}

	/** @param xml as read with the pool */
	public Host(Element xml, Client client) {
		super(xml, client);
	}

	/** The data of one, as XML. */
	public static OneResponse info(Client client, int id) {
		return client.call("host.info", id);
	}

	@Override
	public OneResponse info() {
		return info(false);
	}

	@Override
	public OneResponse info(boolean decrypt) {
		return read(client.call("host.info", id(), decrypt), "HOST");
	}

	/** All monitoring samples that OpenNebula keeps, as XML. */
	public OneResponse monitoring() {
		return client.call("host.monitoring", id());
	}

	/** @throws IllegalStateException while the data is not read */
	public HostState hostState() {
		if (state() < 0) {
			throw new IllegalStateException("The data of host %d is not read".formatted(id()));
		}
		return HostState.of(state());
	}

	/** The state's name. */
	public String stateStr() {
		return hostState().name();
	}
}
