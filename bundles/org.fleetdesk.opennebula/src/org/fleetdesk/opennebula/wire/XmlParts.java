package org.fleetdesk.opennebula.wire;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.http.xmlrpc.WireException;

/** Takes an XML text apart without reading it: the elements right below its root, as they stand there. What is in them is not looked at; {@link Xml} does that. */
public final class XmlParts {

	private final String xml;
	private int at;

	private XmlParts(String xml) {
		this.xml = xml;
	}

	/**
	 * The texts of the elements of a name below the root, in order.
	 *
	 * @param root that the root has to be
	 * @throws WireException when it is something else, has a document type, or does not end where it should
	 */
	public static List<String> of(String xml, String root, String element) throws WireException {
		return new XmlParts(xml).split(root, element);
	}

	private List<String> split(String root, String element) throws WireException {
		var parts = new ArrayList<String>();
		int depth = 0;
		int start = 0;
		boolean rooted = false;
		for (int bracket = xml.indexOf('<'); bracket >= 0; bracket = xml.indexOf('<', at)) {
			at = bracket;
			if (xml.startsWith("<![CDATA[", at)) {
				skip("]]>");
			} else if (xml.startsWith("<!--", at)) {
				skip("-->");
			} else if (xml.startsWith("<?", at)) {
				skip("?>");
			} else if (xml.startsWith("<!", at)) {
				throw new WireException("the XML has a document type, which is not allowed");
			} else if (xml.startsWith("</", at)) {
				skip(">");
				if (--depth == 1 && isNamed(start, element)) {
					parts.add(xml.substring(start, at));
				}
			} else {
				if (depth == 0) {
					if (rooted || !isNamed(at, root)) {
						throw new WireException("it is something else than " + root);
					}
					rooted = true;
				} else if (depth == 1) {
					start = at;
				}
				if (tag()) {
					depth++;
				} else if (depth == 1 && isNamed(start, element)) {
					parts.add(xml.substring(start, at));
				}
			}
			if (depth < 0) {
				throw malformed();
			}
		}
		if (depth > 0 || !rooted) {
			throw malformed();
		}
		return parts;
	}

	/** Whether the tag that begins at a place has that name. */
	private boolean isNamed(int tag, String name) {
		int end = tag + 1 + name.length();
		return xml.startsWith(name, tag + 1) && end < xml.length() && " \t\r\n/>".indexOf(xml.charAt(end)) >= 0;
	}

	/** Passes over a tag. @return whether it opens something, as one does that is not closed in itself */
	private boolean tag() throws WireException {
		for (int i = at + 1; i < xml.length(); i++) {
			char c = xml.charAt(i);
			if (c == '>') {
				at = i + 1;
				return xml.charAt(i - 1) != '/';
			}
			if (c == '"' || c == '\'') { // which may hold a bracket
				i = xml.indexOf(c, i + 1);
				if (i < 0) {
					break;
				}
			}
		}
		throw malformed();
	}

	private void skip(String end) throws WireException {
		int found = xml.indexOf(end, at);
		if (found < 0) {
			throw malformed();
		}
		at = found + end.length();
	}

	private WireException malformed() {
		return new WireException("the XML is not well-formed: it does not end where it should");
	}
}
