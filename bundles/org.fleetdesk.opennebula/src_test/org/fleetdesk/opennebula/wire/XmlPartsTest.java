package org.fleetdesk.opennebula.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.fleetdesk.http.xmlrpc.XmlText;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class XmlPartsTest {

	@Test
	void theElementsBelowTheRootAsTheyStandThere() throws IOException {
		String xml = "<?xml version=\"1.0\"?>\n<!-- <VM> --><VM_POOL><VM><ID>1</ID><T><![CDATA[</VM><VM>]]></T></VM> <OTHER><VM/></OTHER><VM a='>' b=\"/>\"><VM>inner</VM></VM><VM/><VMX/></VM_POOL>\n";

		assertThat(XmlParts.of(xml, "VM_POOL", "VM")).containsExactly("<VM><ID>1</ID><T><![CDATA[</VM><VM>]]></T></VM>", "<VM a='>' b=\"/>\"><VM>inner</VM></VM>", "<VM/>");
		assertThat(XmlParts.of("<VM_POOL/>", "VM_POOL", "VM")).isEmpty();
	}

	@Property(tries = 300)
	void whateverTheTextsAre(@ForAll List<String> texts) throws IOException {
		var xml = new StringBuilder("<P>");
		texts.forEach(t -> xml.append("<V>").append(Xml.cdata(t)).append("<W>").append(XmlText.escape(t)).append("</W></V>"));

		var parts = XmlParts.of(xml.append("</P>").toString(), "P", "V");

		assertThat(parts).hasSameSizeAs(texts);
		assertThat("<P>" + String.join("", parts) + "</P>").isEqualTo(xml.toString());
	}
}
