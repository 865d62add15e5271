package org.fleetdesk.opennebula.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * OpenNebula's templates: attributes with a value ({@code CPU="1"}) or with named values (a vector: {@code NIC=[NETWORK="a",IP="b"]}), in order; a name may be there
 * several times. Names are upper case, whatever was given. Written as text or as XML. Not safe for use by several threads at once.
 */
public final class OneTemplate {

	/** An attribute. */
	public sealed interface Attribute permits Single, Vector {
		String name();
	}

	/** An attribute with a value. */
	public record Single(String name, String value) implements Attribute {
	}

	/** @param values by name, in order; not to be changed */
	public record Vector(String name, Map<String, String> values) implements Attribute {

		public Vector {
			values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
		}

		/** Empty when there is none. */
		public String get(String key) {
			return values.getOrDefault(upper(key), "");
		}
	}

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private final List<Attribute> attributes = new ArrayList<>();

	/** An empty one. */
	public OneTemplate() {
	}

	/**
	 * @param source text or XML
	 * @throws IOException when it is neither; the message says where
	 */
	public static OneTemplate parse(String source) throws IOException {
		return source.stripLeading().startsWith("<") ? of(Xml.parse(source.strip()).getDocumentElement()) : new TemplateText(source).read();
	}

	/** Of an element such as TEMPLATE; empty for null. */
	public static OneTemplate of(Element xml) {
		var template = new OneTemplate();
		for (var element : children(xml)) {
			var inner = children(element);
			if (inner.isEmpty()) {
				template.attributes.add(new Single(upper(element.getTagName()), Xml.text(element)));
			} else {
				var values = new LinkedHashMap<String, String>();
				inner.forEach(value -> values.putIfAbsent(upper(value.getTagName()), Xml.text(value)));
				template.attributes.add(new Vector(upper(element.getTagName()), values));
			}
		}
		return template;
	}

	private static List<Element> children(Element parent) {
		var children = new ArrayList<Element>();
		for (Node child = parent == null ? null : parent.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof Element element) {
				children.add(element);
			}
		}
		return children;
	}

	public OneTemplate copy() {
		var copy = new OneTemplate();
		copy.attributes.addAll(attributes);
		return copy;
	}

	public boolean isEmpty() {
		return attributes.isEmpty();
	}

	/** All, in order. */
	public List<Attribute> attributes() {
		return List.copyOf(attributes);
	}

	/** The value of the first attribute of that name that is no vector. */
	public Optional<String> get(String name) {
		String wanted = upper(name);
		for (var attribute : attributes) {
			if (attribute instanceof Single single && single.name().equals(wanted)) {
				return Optional.of(single.value());
			}
		}
		return Optional.empty();
	}

	/** The value of the first attribute of that name that is no vector. */
	public String get(String name, String otherwise) {
		return get(name).orElse(otherwise);
	}

	/** All vectors of that name. */
	public List<Vector> vectors(String name) {
		String wanted = upper(name);
		var found = new ArrayList<Vector>();
		for (var attribute : attributes) {
			if (attribute instanceof Vector vector && vector.name().equals(wanted)) {
				found.add(vector);
			}
		}
		return found;
	}

	/** The first vector of that name. */
	public Optional<Vector> vector(String name) {
		return vectors(name).stream().findFirst();
	}

	/** Adds at the end. @throws IllegalArgumentException when this can be no name */
	public OneTemplate add(String name, String value) {
		attributes.add(new Single(checked(name), value));
		return this;
	}

	/** Adds a vector at the end. @throws IllegalArgumentException when this can be no name */
	public OneTemplate add(String name, Map<String, String> values) {
		attributes.add(new Vector(checked(name), checked(values)));
		return this;
	}

	/** Puts it in place of all attributes of that name. @throws IllegalArgumentException when this can be no name */
	public OneTemplate set(String name, String value) {
		return replace(checked(name), List.of(new Single(upper(name), value)));
	}

	/** Puts it in place of all attributes of that name. @throws IllegalArgumentException when this can be no name */
	public OneTemplate set(String name, Map<String, String> values) {
		return replace(checked(name), List.of(new Vector(upper(name), checked(values))));
	}

	/** Removes all attributes of that name. */
	public OneTemplate remove(String name) {
		return replace(upper(name), List.of());
	}

	/** Replaces each attribute that the other has by all of that name there. */
	public OneTemplate merge(OneTemplate other) {
		var names = new LinkedHashSet<String>();
		other.attributes.forEach(attribute -> names.add(attribute.name()));
		for (String name : names) {
			replace(name, other.attributes.stream().filter(attribute -> attribute.name().equals(name)).toList());
		}
		return this;
	}

	private OneTemplate replace(String name, List<? extends Attribute> by) {
		int at = 0;
		while (at < attributes.size() && !attributes.get(at).name().equals(name)) {
			at++;
		}
		attributes.removeIf(attribute -> attribute.name().equals(name));
		attributes.addAll(at, by);
		return this;
	}

	/**
	 * Text that reads as this: whatever the values hold, they stay values. The text form has no way to write a value that ends with a backslash or holds {@code ]]>};
	 * a blank goes behind the one and into the other.
	 */
	public String toText() {
		var text = new StringBuilder();
		for (var attribute : attributes) {
			text.append(attribute.name()).append('=');
			switch (attribute) {
			case Single single -> text.append(quoted(single.value()));
			case Vector vector -> {
				text.append('[');
				String separator = "";
				for (var value : vector.values().entrySet()) {
					text.append(separator).append(value.getKey()).append('=').append(quoted(value.getValue()));
					separator = ",";
				}
				text.append(']');
			}
			}
			text.append('\n');
		}
		return text.toString();
	}

	/** As OpenNebula's parser (template_parser.l) reads it: only a quotation mark has an escape, and it ends the whole when it finds the end of a CDATA section. */
	private static String quoted(String value) {
		String safe = value.replace('\0', '\ufffd').replace("]]>", "]] >").replace("\"", "\\\"");
		return '"' + (safe.endsWith("\\") ? safe + ' ' : safe) + '"';
	}

	/** XML as OpenNebula writes it, values as CDATA. @param element the name of the outer element, such as TEMPLATE */
	public String toXml(String element) {
		var xml = new StringBuilder().append('<').append(element).append('>');
		for (var attribute : attributes) {
			xml.append('<').append(attribute.name()).append('>');
			switch (attribute) {
			case Single single -> xml.append(Xml.cdata(single.value()));
			case Vector vector -> vector.values().forEach((key, value) -> xml.append('<').append(key).append('>').append(Xml.cdata(value)).append("</").append(key).append('>'));
			}
			xml.append("</").append(attribute.name()).append('>');
		}
		return xml.append("</").append(element).append('>').toString();
	}

	/** Two with the same attributes in the same order are equal. */
	@Override
	public boolean equals(Object other) {
		return other instanceof OneTemplate template && template.attributes.equals(attributes);
	}

	@Override
	public int hashCode() {
		return attributes.hashCode();
	}

	/** Names only: values may be secrets. */
	@Override
	public String toString() {
		return attributes.stream().map(Attribute::name).toList().toString();
	}

	static String upper(String name) {
		return name.toUpperCase(Locale.ROOT);
	}

	private static String checked(String name) {
		if (isUpper(name)) {
			return name;
		}
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("The name of an attribute has letters, digits and _ and does not begin with a digit: " + name);
		}
		return upper(name);
	}

	/** Whether it can be a name and is one as they are kept: nearly all are, and a cloud has hundreds of thousands. */
	private static boolean isUpper(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (!(c >= 'A' && c <= 'Z' || c == '_' || i > 0 && c >= '0' && c <= '9')) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	private static Map<String, String> checked(Map<String, String> values) {
		var upper = new LinkedHashMap<String, String>();
		values.forEach((key, value) -> upper.putIfAbsent(checked(key), value));
		return upper;
	}
}
