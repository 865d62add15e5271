package org.fleetdesk.opennebula.vm;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.Pool;
import org.w3c.dom.Element;

/** Virtual machines. */
public final class VirtualMachinePool extends Pool<VirtualMachine> {

	/** State filter: any state, also DONE. */
	public static final int ALL_VM = -2;
	/** State filter: any state but DONE. */
	public static final int NOT_DONE = -1;

	private final int filter;

	public VirtualMachinePool(Client client) {
		this(client, ALL);
	}

	/** @param filter of {@link #info()}: a constant of {@link Pool}, or the id of a user */
	public VirtualMachinePool(Client client, int filter) {
		super("VM_POOL", "VM", client);
		this.filter = filter;
	}

	/** Reads all but the DONE, with a part of their data. */
	@Override
	public OneResponse info() {
		return info(filter, -1, -1, NOT_DONE);
	}

	/**
	 * Reads with a part of their data.
	 *
	 * @param filter a constant of {@link Pool}, or the id of a user
	 * @param start  the lowest id, -1 for no limit; or, with a negative end, the offset of a page
	 * @param end    the highest id, -1 for no limit; below -1: the size of a page, negated
	 * @param state  {@link #ALL_VM}, {@link #NOT_DONE}, or the number of a {@link VmState}
	 */
	public OneResponse info(int filter, int start, int end, int state) {
		return read(client.call("vmpool.info", filter, start, end, state));
	}

	/** Reads with all data; parameters as in {@link #info(int, int, int, int)}. */
	public OneResponse infoExtended(int filter, int start, int end, int state) {
		return read(client.call("vmpool.infoextended", filter, start, end, state));
	}

	/**
	 * Reads some.
	 *
	 * @param ids      separated by commas
	 * @param extended with all data
	 */
	public OneResponse infoSet(String ids, boolean extended) {
		return read(client.call("vmpool.infoset", ids, extended));
	}

	/**
	 * Monitoring samples, as XML; {@link VmMonitoring#of} reads it.
	 *
	 * @param filter  a constant of {@link Pool}, or the id of a user
	 * @param seconds of the last so many seconds; 0: the last sample only; -1: all
	 */
	public OneResponse monitoring(int filter, int seconds) {
		return client.call("vmpool.monitoring", filter, seconds);
	}

	@Override
	protected VirtualMachine make(Element xml) {
		return new VirtualMachine(xml, client);
	}
}
