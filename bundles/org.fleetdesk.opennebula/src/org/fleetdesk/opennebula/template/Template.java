package org.fleetdesk.opennebula.template;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.PoolElement;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.opennebula.wire.Xml;
import org.w3c.dom.Element;

/** A template of virtual machines. */
public final class Template extends PoolElement {

	public Template(int id, Client client) {
		super(id, client);
	}

	/** @param xml as read with the pool */
	public Template(Element xml, Client client) {
		super(xml, client);
	}

	/**
	 * Makes a template; its id is the answer.
	 *
	 * @param description as text or XML ({@link OneTemplate}); NAME is its name
	 */
	public static OneResponse allocate(Client client, String description) {
		return client.call("template.allocate", description);
	}

	/** The data of one, as XML. */
	public static OneResponse info(Client client, int id) {
		return client.call("template.info", id);
	}

	@Override
	public OneResponse info() {
		return info(false);
	}

	@Override
	public OneResponse info(boolean decrypt) {
		return info(false, decrypt);
	}

	/** @param extended with the attributes of the images of its disks */
	public OneResponse info(boolean extended, boolean decrypt) {
		return read(client.call("template.info", id(), extended, decrypt), "VMTEMPLATE");
	}

	/** Makes a virtual machine; its id is the answer. */
	public OneResponse instantiate(String name) {
		return instantiate(name, false, "", false);
	}

	/**
	 * @param name       empty: OpenNebula makes one
	 * @param onHold     do not deploy it
	 * @param extra      a template that goes over this one
	 * @param persistent with copies of the disks that stay
	 */
	public OneResponse instantiate(String name, boolean onHold, String extra, boolean persistent) {
		return client.call("template.instantiate", id(), name, onHold, extra, persistent);
	}

	/** @param append keeps what the new template does not name, else it is replaced */
	public OneResponse update(String template, boolean append) {
		return client.call("template.update", id(), template, append ? 1 : 0);
	}

	public OneResponse rename(String name) {
		return client.call("template.rename", id(), name);
	}

	public OneResponse delete() {
		return client.call("template.delete", id(), false);
	}

	/** @param octet such as {@code 640} */
	public OneResponse chmod(String octet) {
		return client.chmod("template.chmod", id(), octet, false);
	}

	/** What it holds. */
	public OneTemplate template() {
		return OneTemplate.of(Xml.child(xml(), "TEMPLATE"));
	}
}
