package org.fleetdesk.opennebula;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.fleetdesk.opennebula.wire.Xml;
import org.w3c.dom.Element;

/** The objects of a kind that the user may see, in OpenNebula's order, as read last; empty before. Safe for use by several threads. */
public abstract class Pool<E extends PoolElement> implements Iterable<E> {

	/** Filter: all that the user may see. */
	public static final int ALL = -2;
	/** Filter: the user's own. */
	public static final int MINE = -3;
	/** Filter: the user's own and those of the user's groups. */
	public static final int MINE_GROUP = -1;
	/** Filter: those of the user's primary group. */
	public static final int GROUP = -4;

	protected final Client client;
	private final String root;
	private final String element;
	private volatile Content<E> content = new Content<>(List.of(), Map.of());

	/**
	 * @param root    the name of the pool's XML element
	 * @param element that of each object in it
	 */
	protected Pool(String root, String element, Client client) {
		this.root = root;
		this.element = element;
		this.client = client;
	}

	/** Reads all that the user may see. */
	public abstract OneResponse info();

	/** An object from its XML. */
	protected abstract E make(Element xml);

	public int getLength() {
		return content.list.size();
	}

	/** The object at a place, counted from 0. */
	public E item(int index) {
		return content.list.get(index);
	}

	/** Null when it is not in the pool. */
	public E getById(int id) {
		return content.byId.get(id);
	}

	/** As read last, in OpenNebula's order. */
	public List<E> elements() {
		return content.list;
	}

	@Override
	public Iterator<E> iterator() {
		return content.list.iterator();
	}

	/** Takes over what an info call answered. */
	protected final OneResponse read(OneResponse answer) {
		if (answer.isError()) {
			return answer;
		}
		try {
			var top = Xml.parse(answer.getMessage()).getDocumentElement();
			if (!top.getTagName().equals(root)) {
				return OneResponse.failed(OneError.PROTOCOL, -1, "OpenNebula answered with something else than " + root, -1, null);
			}
			var list = new ArrayList<E>();
			var byId = new HashMap<Integer, E>();
			for (var xml : Xml.elements(top, element)) {
				var made = make(xml);
				list.add(made);
				byId.put(made.id(), made);
			}
			content = new Content<>(List.copyOf(list), byId);
			return answer;
		} catch (IOException e) {
			return OneResponse.failed(OneError.PROTOCOL, -1, "OpenNebula's answer cannot be understood: " + e.getMessage(), -1, e);
		}
	}

	private record Content<E>(List<E> list, Map<Integer, E> byId) {
	}
}
