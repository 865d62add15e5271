package org.fleetdesk.opennebula.wire;

import java.io.IOException;

import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;

import org.fleetdesk.http.xmlrpc.WireException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** The one set-up of the XML parser: no document type, so that there are no entities to expand or to load. */
final class Sax {

	private Sax() {
	}

	/** What a handler refuses; its message is for the user. */
	static final class Refusal extends SAXException {
		private static final long serialVersionUID = 1L;

		Refusal(String message) {
			super(message);
		}
	}

	/** @throws IOException when it cannot be read, is not well-formed, has a document type, or the handler refuses it */
	static void parse(InputSource source, DefaultHandler handler) throws IOException {
		try {
			var factory = SAXParserFactory.newDefaultInstance();
			factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
			factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
			var parser = factory.newSAXParser();
			// without a document type there is nothing to expand, but the parser counts each &lt; of an ordinary reply as an expanded entity
			parser.setProperty("jdk.xml.entityExpansionLimit", "0");
			parser.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
			parser.setProperty("jdk.xml.totalEntitySizeLimit", "0");
			// the handlers have their own
			parser.setProperty("jdk.xml.maxElementDepth", "0");
			parser.parse(source, handler);
		} catch (Refusal e) {
			throw new WireException(e.getMessage(), e);
		} catch (SAXParseException e) {
			String text = String.valueOf(e.getMessage());
			throw new WireException(text.contains("DOCTYPE") ? "the XML has a document type, which is not allowed"
					: "the XML is not well-formed at line %d, column %d".formatted(e.getLineNumber(), e.getColumnNumber()), e);
		} catch (SAXException e) {
			throw new WireException("the XML cannot be read", e);
		} catch (ParserConfigurationException e) {
			throw new IllegalStateException(e); // it is the runtime's own
		}
	}
}
