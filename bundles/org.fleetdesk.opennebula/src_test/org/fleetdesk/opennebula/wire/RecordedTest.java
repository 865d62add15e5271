package org.fleetdesk.opennebula.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.fleetdesk.http.xmlrpc.XmlRpc.Fault;
import org.fleetdesk.http.xmlrpc.XmlRpc.Value;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of a real OpenNebula 6.6.3. */
class RecordedTest {

	private static XmlRpc.Reply reply(String name) throws IOException {
		try (var in = RecordedTest.class.getResourceAsStream("/recorded/" + name + ".rpc.xml")) {
			return XmlRpc.readReply(in, 1 << 20);
		}
	}

	@Test
	void aGoodReply() throws IOException {
		assertThat(reply("version")).isEqualTo(new Value(List.of(true, "6.6.3", 0)));
	}

	@Test
	void aFailureKeepsItsCodeItsObjectAndTheLongNumber() throws IOException {
		assertThat(reply("vm.info.notfound")).isEqualTo(new Value(List.of(false, "[one.vm.info] Error getting virtual machine [99999].", 0x400, 99999, -1L)));
	}

	@Test
	void faults() throws IOException {
		assertThat(reply("nosuch")).isEqualTo(new Fault(-506, "Method 'one.nosuch' not defined"));
		assertThat(reply("vm.info.fault")).isEqualTo(new Fault(-501, "Parameter that is supposed to be integer is not"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "version", "vm.info", "vm.info.notfound", "vm.info.fault", "vm.action.wrongstate", "vm.monitoring", "vmpool.infoextended", "documentpool.1337",
			"document.info", "hostpool", "user.info", "nosuch" })
	void whatWeWriteReadsAsTheSame(String name) throws IOException {
		var reply = reply(name);

		assertThat(XmlRpc.readReply(XmlRpc.writeReply(reply))).isEqualTo(reply);
	}

	@Test
	void aTemplateInsideAMachineIsOneOfOurs() throws IOException {
		var xml = Xml.parse(((List<?>) ((Value) reply("vm.info")).value()).get(1).toString()).getDocumentElement();

		var template = OneTemplate.of(Xml.child(xml, "TEMPLATE"));

		assertThat(template.get("MEMORY")).contains("128");
		assertThat(template.vector("NIC").orElseThrow().get("IP")).isEqualTo("10.0.0.10");
		assertThat(OneTemplate.parse(template.toText())).isEqualTo(template);
		assertThat(OneTemplate.parse(template.toXml("TEMPLATE"))).isEqualTo(template);
	}
}
