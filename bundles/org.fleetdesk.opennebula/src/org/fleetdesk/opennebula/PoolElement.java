package org.fleetdesk.opennebula;

import java.io.IOException;
import java.util.Objects;

import org.fleetdesk.opennebula.wire.Xml;
import org.w3c.dom.Element;

/**
 * An object in OpenNebula. It knows its id alone until its data is read by {@code info()} or with its pool; then what it says is what it was at that time.
 * Safe for use by several threads.
 */
public abstract class PoolElement {

	protected final Client client;
	/** Of oneself, {@link org.fleetdesk.opennebula.user.User#SELF} until the data is read. */
	private volatile int id;
	private volatile Element xml;

	protected PoolElement(int id, Client client) {
		this.id = id;
		this.client = client;
	}

	/** @param xml as read with the pool */
	protected PoolElement(Element xml, Client client) {
		this.xml = Objects.requireNonNull(xml);
		this.client = client;
		id = Xml.number(xml, "ID", -1);
	}

	public int id() {
		return id;
	}

	public String getId() {
		return String.valueOf(id);
	}

	/** Empty while the data is not read. */
	public String getName() {
		return value("NAME");
	}

	/** The id of the owner; -1 while the data is not read. */
	public int uid() {
		return number("UID");
	}

	/** The id of the group; -1 while the data is not read. */
	public int gid() {
		return number("GID");
	}

	/** The number of the state; -1 while the data is not read, and for kinds without states. */
	public int state() {
		return number("STATE");
	}

	/**
	 * The text at a path under this element, such as {@code TEMPLATE/DISK/SOURCE}; empty when there is nothing, and while the data is not read.
	 * Paths of names are looked up directly, any other expression is evaluated as XPath 1.0.
	 *
	 * @throws IllegalArgumentException for an expression that is no XPath
	 */
	public String xpath(String expression) {
		var data = xml;
		return data == null ? "" : Xml.xpath(data, expression);
	}

	/** As read last; null while the data is not read. Not to be changed. */
	public Element xml() {
		return xml;
	}

	/** Reads the data. */
	public abstract OneResponse info();

	/** @param decrypt reads encrypted attributes in clear text, which only the owner may */
	public abstract OneResponse info(boolean decrypt);

	/** The text of a path of names; empty when there is nothing. */
	protected final String value(String path) {
		var data = xml;
		return data == null ? "" : Xml.text(data, path);
	}

	/** The number at a path of names; -1 when there is none. */
	protected final int number(String path) {
		var data = xml;
		return data == null ? -1 : Xml.number(data, path, -1);
	}

	/** Takes over what an info call answered. */
	protected final OneResponse read(OneResponse answer, String root) {
		if (answer.isError()) {
			return answer;
		}
		try {
			var element = Xml.parse(answer.getMessage()).getDocumentElement();
			if (!element.getTagName().equals(root) || Xml.number(element, "ID", -1) != id && id >= 0) {
				return OneResponse.failed(OneError.PROTOCOL, -1, "OpenNebula answered with something else than %s %d".formatted(root, id), id, null);
			}
			id = Xml.number(element, "ID", -1);
			xml = element;
			return answer;
		} catch (IOException e) {
			return OneResponse.failed(OneError.PROTOCOL, -1, "OpenNebula's answer cannot be understood: " + e.getMessage(), id, e);
		}
	}
}
