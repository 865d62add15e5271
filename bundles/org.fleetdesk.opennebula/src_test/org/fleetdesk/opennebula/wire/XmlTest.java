package org.fleetdesk.opennebula.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

import org.fleetdesk.http.xmlrpc.WireException;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.http.xmlrpc.XmlText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** XML of a peer that means harm, and how the rest is read and written. */
class XmlTest {

	private static final String LAUGHS = "<!DOCTYPE l [<!ENTITY a \"ha\">" + IntStream.rangeClosed('b', 'z')
			.mapToObj(c -> "<!ENTITY %c \"%s\">".formatted(c, ("&" + (char) (c - 1) + ";").repeat(10))).reduce("", String::concat) + "]><l>&z;</l>";

	private static Element root(String xml) throws IOException {
		return Xml.parse(xml).getDocumentElement();
	}

	@Test
	void anExternalEntityReadsNoFile(@TempDir Path folder) throws IOException {
		Path secret = Files.writeString(folder.resolve("secret"), "hidden-treasure");
		String hostile = "<!DOCTYPE VM [<!ENTITY e SYSTEM \"%s\">]><VM><NAME>&e;</NAME></VM>".formatted(secret.toUri());

		assertThatThrownBy(() -> Xml.parse(hostile)).isInstanceOf(WireException.class).hasMessageContaining("document type").hasMessageNotContaining("treasure");
		assertThatThrownBy(() -> Xml.parse(new ByteArrayInputStream(hostile.getBytes(StandardCharsets.UTF_8)))).isInstanceOf(WireException.class);
		assertThatThrownBy(() -> XmlRpc.readReply(("<!DOCTYPE methodResponse [<!ENTITY e SYSTEM \"%s\">]><methodResponse><params><param><value>&e;</value></param></params></methodResponse>"
				.formatted(secret.toUri())).getBytes(StandardCharsets.UTF_8))).isInstanceOf(WireException.class).hasMessageContaining("document type");
	}

	@Test
	void aDocumentTypeElsewhereIsNotFetched() throws IOException {
		try (var elsewhere = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			String url = "http://127.0.0.1:" + elsewhere.getLocalPort() + "/x.dtd";

			assertThatThrownBy(() -> Xml.parse("<!DOCTYPE VM SYSTEM \"" + url + "\"><VM/>")).isInstanceOf(WireException.class);
			assertThatThrownBy(() -> Xml.parse("<!DOCTYPE VM [<!ENTITY % p SYSTEM \"" + url + "\"> %p;]><VM/>")).isInstanceOf(WireException.class);

			elsewhere.setSoTimeout(1);
			assertThatThrownBy(elsewhere::accept).as("a connection would be in the queue").isInstanceOf(SocketTimeoutException.class);
		}
	}

	@Test
	void entitiesThatGrowAreRefused() {
		assertThatThrownBy(() -> Xml.parse(LAUGHS)).isInstanceOf(WireException.class).hasMessageContaining("document type");
		assertThatThrownBy(() -> XmlRpc.readCall(LAUGHS.getBytes(StandardCharsets.UTF_8))).isInstanceOf(WireException.class);
	}

	@Test
	void deepNestingIsRefused() {
		assertThatThrownBy(() -> Xml.parse("<a>".repeat(100_000))).isInstanceOf(WireException.class).hasMessageContaining("deeper");
		assertThatThrownBy(() -> Xml.parse("<a>".repeat(101) + "</a>".repeat(101))).isInstanceOf(WireException.class).hasMessageContaining("deeper");
	}

	@Test
	void anUnfinishedDocumentSaysWhere() {
		assertThatThrownBy(() -> Xml.parse("<VM>\n<NAME>secret-name</NA")).isInstanceOf(WireException.class).hasMessageContaining("line 2").hasMessageNotContaining("secret-name");
		assertThatThrownBy(() -> Xml.parse("")).isInstanceOf(WireException.class);
		assertThatThrownBy(() -> Xml.parse("<VM/><VM/>")).isInstanceOf(WireException.class);
	}

	@Test
	void manyEscapesAreNoAttack() throws IOException {
		String text = "<&>\"".repeat(100_000);

		assertThat(Xml.text(root("<A>" + XmlText.escape(text) + "</A>"))).isEqualTo(text);
	}

	@Property(tries = 200)
	void escapedTextReadsAsItself(@ForAll String text) throws IOException {
		String legal = text.codePoints().map(c -> c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c >= 0xd800 && c <= 0xdfff || c == 0xfffe || c == 0xffff ? 0xfffd : c)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();

		assertThat(Xml.text(root("<A>" + XmlText.escape(text) + "</A>"))).isEqualTo(legal);
		assertThat(Xml.text(root("<A>" + Xml.cdata(text) + "</A>"))).isEqualTo(legal.replace("\r\n", "\n").replace('\r', '\n'));
		assertThat(root("<A b=\"" + XmlText.escape(text) + "\"/>").getAttribute("b")).isEqualTo(legal.replace('\t', ' ').replace('\n', ' '));
	}

	@Test
	void pathsFindTheFirstAndAll() throws IOException {
		var vm = root("<VM><ID> 7 </ID><H><R><N>a</N></R><R><N>b</N></R></H><H><R><N>c</N></R></H><BIG>99999999999</BIG><D>1.5</D><W>x</W></VM>");

		assertThat(Xml.text(vm, "H/R/N")).isEqualTo("a");
		assertThat(Xml.elements(vm, "H/R")).extracting(r -> Xml.text(r, "N")).containsExactly("a", "b");
		assertThat(Xml.elements(vm, "NONE/R")).isEmpty();
		assertThat(Xml.text(vm, "H/NONE/N")).isEmpty();
		assertThat(Xml.text(null, "H")).isEmpty();
		assertThat(Xml.number(vm, "ID", -1)).isEqualTo(7);
		assertThat(Xml.number(vm, "W", -1)).isEqualTo(-1);
		assertThat(Xml.number(vm, "BIG", -1)).isEqualTo(-1);
		assertThat(Xml.longNumber(vm, "BIG", -1)).isEqualTo(99_999_999_999L);
		assertThat(Xml.decimal(vm, "D", 0)).isEqualTo(1.5);
	}

	@Test
	void expressionsAreXPath() throws IOException {
		var pool = root("<POOL><VM><ID>1</ID></VM><VM><ID>2</ID><NIC><IP>10.0.0.1</IP></NIC><NIC><IP>10.0.0.2</IP></NIC></VM></POOL>");
		var second = Xml.elements(pool, "VM").getLast();

		assertThat(Xml.xpath(second, "NIC[2]/IP")).isEqualTo("10.0.0.2");
		assertThat(Xml.xpath(second, "count(NIC)")).isEqualTo("2");
		assertThat(Xml.xpath(second, "/VM/ID")).as("a document of its own").isEqualTo("2");
		assertThat(Xml.xpath(second, "nic/ip")).as("as OCA's examples write them").isEqualTo("10.0.0.1");
		assertThatThrownBy(() -> Xml.xpath(second, "NIC[")).isInstanceOf(IllegalArgumentException.class);
	}
}
