package org.fleetdesk.opennebula.document;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.PoolElement;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.opennebula.wire.Xml;
import org.w3c.dom.Element;

/** A document: a template with a type number, of which OpenNebula knows nothing more. */
public final class Document extends PoolElement {

	public Document(int id, Client client) {
		super(id, client);
	}

	/** @param xml as read with the pool */
	public Document(Element xml, Client client) {
		super(xml, client);
	}

	/**
	 * Makes a document; its id is the answer.
	 *
	 * @param template as text or XML ({@link OneTemplate}); NAME is its name
	 */
	public static OneResponse allocate(Client client, String template, int type) {
		return client.call("document.allocate", template, type);
	}

	/** The data of one, as XML. */
	public static OneResponse info(Client client, int id) {
		return client.call("document.info", id);
	}

	/** Reads it, of whatever type it is ({@link #type}): OpenNebula does not ask. */
	@Override
	public OneResponse info() {
		return info(false);
	}

	@Override
	public OneResponse info(boolean decrypt) {
		return read(client.call("document.info", id(), decrypt), "DOCUMENT");
	}

	/**
	 * @param template as text or XML
	 * @param append   keeps what the new template does not name, else it is replaced
	 */
	public OneResponse update(String template, boolean append) {
		return client.call("document.update", id(), template, append ? 1 : 0);
	}

	public OneResponse rename(String name) {
		return client.call("document.rename", id(), name);
	}

	public OneResponse delete() {
		return client.call("document.delete", id());
	}

	/** @param octet such as {@code 640} */
	public OneResponse chmod(String octet) {
		return client.chmod("document.chmod", id(), octet);
	}

	/** @param uid -1: as it is; @param gid -1: as it is */
	public OneResponse chown(int uid, int gid) {
		return client.call("document.chown", id(), uid, gid);
	}

	/** @param level 1 use, 2 manage, 3 admin, 4 all: what is no longer allowed */
	public OneResponse lock(int level) {
		return client.call("document.lock", id(), level);
	}

	public OneResponse unlock() {
		return client.call("document.unlock", id());
	}

	/** -1 while the data is not read. */
	public int type() {
		return number("TYPE");
	}

	/** The name of the owner. */
	public String uname() {
		return value("UNAME");
	}

	/** The name of the group. */
	public String gname() {
		return value("GNAME");
	}

	/** What it holds. */
	public OneTemplate template() {
		return OneTemplate.of(Xml.child(xml(), "TEMPLATE"));
	}
}
