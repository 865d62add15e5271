package org.fleetdesk.opennebula.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.w3c.dom.Element;

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

		/** Empty when there is none. */
		public String get(String key) {
			return values.getOrDefault(key.toUpperCase(java.util.Locale.ROOT), "");
		}
	}

	private final List<Attribute> attributes = new ArrayList<>();

	/** An empty one. */
	public OneTemplate() {
	}

	/**
	 * @param source text or XML
	 * @throws IOException when it is neither; the message says where
	 */
	public static OneTemplate parse(String source) throws IOException {
		throw new UnsupportedOperationException();
	}

	/** Of an element such as TEMPLATE; empty for null. */
	public static OneTemplate of(Element xml) {
		throw new UnsupportedOperationException();
	}

	public OneTemplate copy() {
		throw new UnsupportedOperationException();
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
		throw new UnsupportedOperationException();
	}

	/** The value of the first attribute of that name that is no vector. */
	public String get(String name, String otherwise) {
		return get(name).orElse(otherwise);
	}

	/** All vectors of that name. */
	public List<Vector> vectors(String name) {
		throw new UnsupportedOperationException();
	}

	/** The first vector of that name. */
	public Optional<Vector> vector(String name) {
		return vectors(name).stream().findFirst();
	}

	/** Adds at the end. @throws IllegalArgumentException when this can be no name */
	public OneTemplate add(String name, String value) {
		throw new UnsupportedOperationException();
	}

	/** Adds a vector at the end. @throws IllegalArgumentException when this can be no name */
	public OneTemplate add(String name, Map<String, String> values) {
		throw new UnsupportedOperationException();
	}

	/** Puts it in place of all attributes of that name. @throws IllegalArgumentException when this can be no name */
	public OneTemplate set(String name, String value) {
		throw new UnsupportedOperationException();
	}

	/** Puts it in place of all attributes of that name. @throws IllegalArgumentException when this can be no name */
	public OneTemplate set(String name, Map<String, String> values) {
		throw new UnsupportedOperationException();
	}

	/** Removes all attributes of that name. */
	public OneTemplate remove(String name) {
		throw new UnsupportedOperationException();
	}

	/** Replaces each attribute that the other has by all of that name there. */
	public OneTemplate merge(OneTemplate other) {
		throw new UnsupportedOperationException();
	}

	/** Text that reads as exactly this: whatever the values hold, they stay values. */
	public String toText() {
		throw new UnsupportedOperationException();
	}

	/** XML as OpenNebula writes it, values as CDATA. @param element the name of the outer element, such as TEMPLATE */
	public String toXml(String element) {
		throw new UnsupportedOperationException();
	}

	private static Map<String, String> upper(Map<String, String> values) {
		var upper = new LinkedHashMap<String, String>();
		values.forEach((key, value) -> upper.put(key.toUpperCase(java.util.Locale.ROOT), value));
		return upper;
	}
}
