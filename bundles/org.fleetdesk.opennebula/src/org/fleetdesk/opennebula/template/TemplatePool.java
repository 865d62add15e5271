package org.fleetdesk.opennebula.template;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.Pool;
import org.w3c.dom.Element;

/** Templates of virtual machines. */
public final class TemplatePool extends Pool<Template> {

	private final int filter;

	public TemplatePool(Client client) {
		this(client, ALL);
	}

	/** @param filter of {@link #info()}: a constant of {@link Pool}, or the id of a user */
	public TemplatePool(Client client, int filter) {
		super("VMTEMPLATE_POOL", "VMTEMPLATE", client);
		this.filter = filter;
	}

	@Override
	public OneResponse info() {
		return info(filter, -1, -1);
	}

	/**
	 * @param filter a constant of {@link Pool}, or the id of a user
	 * @param start  the lowest id, -1 for no limit; or, with a negative end, the offset of a page
	 * @param end    the highest id, -1 for no limit; below -1: the size of a page, negated
	 */
	public OneResponse info(int filter, int start, int end) {
		return read(client.call("templatepool.info", filter, start, end));
	}

	@Override
	protected Template make(Element xml) {
		return new Template(xml, client);
	}
}
