package org.fleetdesk.serverless.engine.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.opennebula.wire.Xml;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import com.fasterxml.jackson.databind.JsonNode;

/** Which paths an answer has, and of what kind the values there are; how many there are of each does not matter. */
final class Shape {

	enum Kind {
		/** Nothing in it, be it a value or a list without elements. */
		EMPTY,
		/** Others in it. */
		NODE, NUMBER, TEXT, JSON_NUMBER, JSON_TEXT, JSON_BOOLEAN
	}

	private final Map<String, Set<Kind>> paths = new TreeMap<>();

	private void add(String path, Kind kind) {
		paths.computeIfAbsent(path, p -> EnumSet.noneOf(Kind.class)).add(kind);
	}

	/** The types in an XML-RPC reply, and what is in the XML in it. */
	static Shape of(XmlRpc.Reply reply) throws IOException {
		var shape = new Shape();
		switch (reply) {
		case XmlRpc.Value(List<?> parts) -> {
			for (int i = 0; i < parts.size(); i++) {
				shape.add("reply[" + i + "]:" + parts.get(i).getClass().getSimpleName(), Kind.NODE);
			}
			if (parts.get(1) instanceof String text && text.startsWith("<")) {
				shape.xml("", Xml.parse(text).getDocumentElement());
			}
		}
		case XmlRpc.Value value -> shape.add("reply:" + value.value().getClass().getSimpleName(), Kind.NODE);
		case XmlRpc.Fault fault -> shape.add("fault[" + fault.code() + "]", Kind.NODE);
		}
		return shape;
	}

	static Shape of(JsonNode json) {
		var shape = new Shape();
		shape.json("", json);
		return shape;
	}

	private void xml(String above, Element element) {
		String path = above + "/" + element.getTagName();
		for (int i = 0; i < element.getAttributes().getLength(); i++) {
			var attribute = element.getAttributes().item(i);
			add(path + "/@" + attribute.getNodeName(), kind(attribute.getNodeValue()));
		}
		boolean inner = false;
		for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof Element one) {
				inner = true;
				xml(path, one);
			}
		}
		add(path, inner ? Kind.NODE : kind(Xml.text(element)));
	}

	private static Kind kind(String value) {
		return value.isEmpty() ? Kind.EMPTY : value.matches("-?\\d+(\\.\\d+)?") ? Kind.NUMBER : Kind.TEXT;
	}

	private void json(String path, JsonNode node) {
		switch (node.getNodeType()) {
		case OBJECT -> {
			add(path, node.isEmpty() ? Kind.EMPTY : Kind.NODE);
			node.properties().forEach(member -> json(path + "/" + member.getKey(), member.getValue()));
		}
		case ARRAY -> {
			add(path + "[]", node.isEmpty() ? Kind.EMPTY : Kind.NODE);
			node.forEach(element -> json(path + "[]", element));
		}
		case NUMBER -> add(path, Kind.JSON_NUMBER);
		case BOOLEAN -> add(path, Kind.JSON_BOOLEAN);
		default -> add(path, node.asText().isEmpty() ? Kind.EMPTY : Kind.JSON_TEXT);
		}
	}

	/**
	 * What is different, a sentence each: paths that only one of the two has, and values of another kind. Nothing in a value or list is of any kind, and a number is a text
	 * where the other has texts, too.
	 *
	 * @param excepted paths that may be there or not; what is under them as well
	 */
	List<String> differences(Shape other, Predicate<String> excepted) {
		var differences = new ArrayList<String>();
		paths.forEach((path, kinds) -> {
			var others = other.paths.get(path);
			if (excepted.test(path)) {
				return;
			}
			if (others == null) {
				if (!other.isEmptyAbove(path)) {
					differences.add("missing: " + path);
				}
			} else if (!fits(kinds, others)) {
				differences.add("%s: %s instead of %s".formatted(path, others, kinds));
			}
		});
		other.paths.forEach((path, kinds) -> {
			if (!paths.containsKey(path) && !excepted.test(path) && !isEmptyAbove(path)) {
				differences.add("too many: " + path);
			}
		});
		return differences;
	}

	/** A list without elements says nothing of what would be in it. */
	private boolean isEmptyAbove(String path) {
		int list = path.lastIndexOf("[]");
		return list >= 0 && Set.of(Kind.EMPTY).equals(paths.get(path.substring(0, list + 2)));
	}

	private static boolean fits(Set<Kind> wanted, Set<Kind> found) {
		var left = EnumSet.copyOf(found);
		left.remove(Kind.EMPTY);
		left.removeAll(wanted);
		if (wanted.contains(Kind.TEXT)) {
			left.remove(Kind.NUMBER);
		}
		return left.isEmpty() || wanted.equals(Set.of(Kind.EMPTY));
	}
}
