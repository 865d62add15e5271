package org.fleetdesk.opennebula.document;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.Pool;
import org.w3c.dom.Element;

/** Documents of one type. */
public final class DocumentPool extends Pool<Document> {

	private final int type;

	public DocumentPool(Client client, int type) {
		super("DOCUMENT_POOL", "DOCUMENT", client);
		this.type = type;
	}

	@Override
	public OneResponse info() {
		return info(ALL, -1, -1);
	}

	/**
	 * @param filter a constant of {@link Pool}, or the id of a user
	 * @param start  the lowest id, -1 for no limit; or, with a negative end, the offset of a page
	 * @param end    the highest id, -1 for no limit; below -1: the size of a page, negated
	 */
	public OneResponse info(int filter, int start, int end) {
		return read(client.call("documentpool.info", filter, start, end, type));
	}

	@Override
	protected Document make(Element xml) {
		return new Document(xml, client);
	}
}
