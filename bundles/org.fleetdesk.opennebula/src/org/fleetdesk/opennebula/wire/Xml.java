package org.fleetdesk.opennebula.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** XML of peers that are not trusted: no document type, no entity of its own, bounded in size and depth. */
public final class Xml {

	private Xml() {
	}

	/** @throws IOException when it is not well-formed, has a document type, or is too deep */
	public static Document parse(String text) throws IOException {
		throw new UnsupportedOperationException();
	}

	/** @throws IOException when it cannot be read, is not well-formed, has a document type, or is too long or too deep */
	public static Document parse(InputStream in) throws IOException {
		throw new UnsupportedOperationException();
	}

	/** Text for the content of an element or the value of an attribute. A character that XML cannot hold becomes U+FFFD. */
	public static String escape(String text) {
		throw new UnsupportedOperationException();
	}

	/** Text as a CDATA section, as OpenNebula writes it. A character that XML cannot hold becomes U+FFFD. */
	public static String cdata(String text) {
		throw new UnsupportedOperationException();
	}

	/** The first child of that name, or null; of null as well. */
	public static Element child(Element parent, String name) {
		throw new UnsupportedOperationException();
	}

	/** The elements at the end of a path of names such as {@code HISTORY_RECORDS/HISTORY}, of the first element at each step before; empty for null. */
	public static List<Element> elements(Element parent, String path) {
		throw new UnsupportedOperationException();
	}

	/** The text of the first element at a path of names; empty when there is none, and for null. */
	public static String text(Element parent, String path) {
		throw new UnsupportedOperationException();
	}

	/** The number at a path of names. */
	public static int number(Element parent, String path, int otherwise) {
		throw new UnsupportedOperationException();
	}

	/** The number at a path of names. */
	public static long longNumber(Element parent, String path, long otherwise) {
		throw new UnsupportedOperationException();
	}

	/** The number at a path of names. */
	public static double decimal(Element parent, String path, double otherwise) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The text that an XPath 1.0 expression finds under an element.
	 *
	 * @throws IllegalArgumentException for an expression that is no XPath
	 */
	public static String xpath(Element context, String expression) {
		throw new UnsupportedOperationException();
	}
}
