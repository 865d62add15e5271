package org.fleetdesk.opennebula.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.fleetdesk.http.xmlrpc.WireException;
import org.fleetdesk.http.xmlrpc.XmlText;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * XML of peers that are not trusted: no document type, no entity of its own, bounded in size and depth. A document that was read here may be read by several threads, as
 * long as none changes it, by the methods here.
 */
public final class Xml {

	/** The deepest nesting; OpenNebula's own documents have less than ten levels. */
	private static final int MAX_DEPTH = 100;
	/** The longest document, in characters. */
	private static final int MAX_LENGTH = 256 << 20;
	private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z_][\\w.-]*(/[A-Za-z_][\\w.-]*)*");

	private Xml() {
	}

	/** @throws IOException when it is not well-formed, has a document type, or is too long or too deep */
	public static Document parse(String text) throws IOException {
		if (text.length() > MAX_LENGTH) {
			throw new WireException("the XML is longer than %d characters".formatted(MAX_LENGTH));
		}
		return parse(new InputSource(new StringReader(text)));
	}

	/** @throws IOException when it cannot be read, is not well-formed, has a document type, or is too long or too deep */
	public static Document parse(InputStream in) throws IOException {
		return parse(new InputSource(in));
	}

	private static Document parse(InputSource source) throws IOException {
		var tree = new Tree();
		Sax.parse(source, tree);
		return tree.document;
	}

	/** Builds the whole tree at once: one that is built on demand, as the parser's own, is changed by its readers. */
	private static final class Tree extends DefaultHandler {

		final Document document;
		private final StringBuilder text = new StringBuilder();
		private Node at;
		private int depth;
		private long length;

		Tree() {
			try {
				document = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
				document.setStrictErrorChecking(false);
			} catch (ParserConfigurationException e) {
				throw new IllegalStateException(e); // it is the runtime's own
			}
			at = document;
		}

		@Override
		public void startElement(String uri, String local, String name, Attributes attributes) throws SAXException {
			flush();
			if (++depth > MAX_DEPTH) {
				throw new Sax.Refusal("the XML is nested deeper than %d levels".formatted(MAX_DEPTH));
			}
			var element = document.createElement(name);
			for (int i = 0; i < attributes.getLength(); i++) {
				element.setAttribute(attributes.getQName(i), attributes.getValue(i));
			}
			at.appendChild(element);
			at = element;
		}

		@Override
		public void endElement(String uri, String local, String name) {
			flush();
			depth--;
			at = at.getParentNode();
		}

		@Override
		public void characters(char[] block, int start, int count) throws SAXException {
			length += count;
			if (length > MAX_LENGTH) {
				throw new Sax.Refusal("the XML is longer than %d characters".formatted(MAX_LENGTH));
			}
			text.append(block, start, count);
		}

		private void flush() {
			if (!text.isEmpty()) {
				at.appendChild(document.createTextNode(text.toString()));
				text.setLength(0);
			}
		}
	}

	/** Text as a CDATA section, as OpenNebula writes it. A character that XML cannot hold becomes U+FFFD, and the reader makes a line feed of a carriage return. */
	public static String cdata(String text) {
		var safe = new StringBuilder(text);
		for (int i = 0; i < text.length(); i++) {
			if (!XmlText.isAllowedAt(text, i)) {
				safe.setCharAt(i, '\ufffd');
			}
		}
		return "<![CDATA[" + safe.toString().replace("]]>", "]]]]><![CDATA[>") + "]]>";
	}

	/** The first child of that name, or null; of null as well. */
	public static Element child(Element parent, String name) {
		for (Node child = parent == null ? null : parent.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof Element element && element.getTagName().equals(name)) {
				return element;
			}
		}
		return null;
	}

	/** The elements at the end of a path of names such as {@code HISTORY_RECORDS/HISTORY}, of the first element at each step before; empty for null. */
	public static List<Element> elements(Element parent, String path) {
		int last = path.lastIndexOf('/');
		var above = last < 0 ? parent : element(parent, path.substring(0, last));
		String name = path.substring(last + 1);
		var found = new ArrayList<Element>();
		for (Node child = above == null ? null : above.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof Element element && element.getTagName().equals(name)) {
				found.add(element);
			}
		}
		return found;
	}

	/** The first element at a path of names, or null. */
	private static Element element(Element parent, String path) {
		var element = parent;
		int from = 0;
		while (element != null && from <= path.length()) {
			int slash = path.indexOf('/', from);
			int end = slash < 0 ? path.length() : slash;
			element = child(element, path.substring(from, end));
			from = end + 1;
		}
		return element;
	}

	/** The text of the first element at a path of names; empty when there is none, and for null. */
	public static String text(Element parent, String path) {
		return text(element(parent, path));
	}

	/** All text in an element; empty for null. */
	public static String text(Element element) {
		if (element == null) {
			return "";
		}
		Node only = element.getFirstChild();
		return only == null ? "" : only.getNextSibling() == null && only.getNodeType() == Node.TEXT_NODE ? only.getNodeValue() : element.getTextContent();
	}

	/** The number at a path of names. */
	public static int number(Element parent, String path, int otherwise) {
		long number = longNumber(parent, path, otherwise);
		return (int) number == number ? (int) number : otherwise;
	}

	/** The number at a path of names. */
	public static long longNumber(Element parent, String path, long otherwise) {
		try {
			return Long.parseLong(text(parent, path).strip());
		} catch (NumberFormatException e) {
			return otherwise;
		}
	}

	/** The number at a path of names; never infinite. */
	public static double decimal(Element parent, String path, double otherwise) {
		try {
			double number = Double.parseDouble(text(parent, path).strip());
			return Double.isFinite(number) ? number : otherwise;
		} catch (NumberFormatException e) {
			return otherwise;
		}
	}

	/**
	 * The text that an XPath 1.0 expression finds under an element; a path of names is also found in upper case, as OpenNebula writes them.
	 *
	 * @throws IllegalArgumentException for an expression that is no XPath
	 */
	public static String xpath(Element context, String expression) {
		if (PLAIN_PATH.matcher(expression).matches()) {
			var found = element(context, expression);
			return text(found == null ? element(context, expression.toUpperCase(java.util.Locale.ROOT)) : found);
		}
		try {
			// a document of its own: XPath reads all that is around its context, which in a pool are thousands
			var alone = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
			alone.appendChild(alone.importNode(context, true));
			return XPathFactory.newDefaultInstance().newXPath().evaluate(expression, alone.getDocumentElement());
		} catch (XPathExpressionException e) {
			throw new IllegalArgumentException("This is no XPath: " + expression, e);
		} catch (ParserConfigurationException e) {
			throw new IllegalStateException(e); // it is the runtime's own
		}
	}
}
