package org.fleetdesk.http.xmlrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.fleetdesk.http.xmlrpc.XmlRpc.Call;
import org.fleetdesk.http.xmlrpc.XmlRpc.Fault;
import org.fleetdesk.http.xmlrpc.XmlRpc.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class XmlRpcTest {

	@Provide
	Arbitrary<Object> values() {
		Arbitrary<Object> scalars = Arbitraries.oneOf(texts().map(Object.class::cast), Arbitraries.integers().map(Object.class::cast),
				Arbitraries.longs().map(Object.class::cast), Arbitraries.of(true, false).map(Object.class::cast),
				Arbitraries.doubles().map(Object.class::cast));
		return Arbitraries.recursive(() -> scalars, inner -> Arbitraries.oneOf(scalars, inner.list().ofMaxSize(4).map(Object.class::cast)), 0, 4);
	}

	/** What XML can hold. */
	private static Arbitrary<String> texts() {
		return Arbitraries.strings().withCharRange(' ', '\ud7ff').withChars('\t', '\n', '\r', '<', '>', '&', '"', ']').ofMaxLength(40);
	}

	@Property(tries = 200)
	void aCallReadsAsItself(@ForAll("values") Object first, @ForAll("values") Object second) throws IOException {
		var call = new Call("one.vm.info", List.of(first, second));

		assertThat(XmlRpc.readCall(XmlRpc.writeCall(call))).isEqualTo(call);
	}

	@Property(tries = 200)
	void aReplyReadsAsItself(@ForAll("values") Object value, @ForAll int code) throws IOException {
		assertThat(XmlRpc.readReply(XmlRpc.writeReply(new Value(value)))).isEqualTo(new Value(value));
		assertThat(XmlRpc.readReply(XmlRpc.writeReply(new Fault(code, "<why>")))).isEqualTo(new Fault(code, "<why>"));
	}

	@Property(tries = 300)
	void anythingElseIsRefusedInAnOrderlyWay(@ForAll byte[] bytes, @ForAll String text) {
		for (byte[] body : List.of(bytes, ("<methodResponse>" + text).getBytes(StandardCharsets.UTF_8))) {
			assertThatThrownBy(() -> XmlRpc.readReply(body)).isInstanceOf(IOException.class);
		}
	}

	@Test
	void nothingOfAHalfReplyIsTaken() {
		byte[] whole = XmlRpc.writeReply(new Value(List.of(false, "[one.vm.info] Error getting virtual machine [5].", 0x400, 5, -1L)));
		int end = new String(whole, StandardCharsets.UTF_8).stripTrailing().length();

		for (int length = 0; length < end; length++) {
			byte[] half = Arrays.copyOf(whole, length);
			assertThatThrownBy(() -> XmlRpc.readReply(half)).as("%d bytes", length).isInstanceOf(WireException.class);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "<methodResponse/>", "<methodCall><methodName>a</methodName></methodCall>", "<html><body>Welcome</body></html>",
			"<methodResponse><params></params></methodResponse>", "<methodResponse><params><param><value>1</value></param><param><value>2</value></param></params></methodResponse>",
			"<methodResponse><params><param><value><i4>1</i4><i4>2</i4></value></param></params></methodResponse>",
			"<methodResponse><params><param><value><i4>x</i4></value></param></params></methodResponse>",
			"<methodResponse><params><param><value><i4>99999999999</i4></value></param></params></methodResponse>",
			"<methodResponse><params><param><value><boolean>2</boolean></value></param></params></methodResponse>",
			"<methodResponse><params><param><value><base64>eHh4</base64></value></param></params></methodResponse>",
			"<methodResponse><params><param><i4>1</i4></param></params></methodResponse>",
			"<methodResponse><params><param><value><struct><member><value>1</value></member></struct></value></param></params></methodResponse>",
			"<methodResponse><fault><value><string>oh</string></value></fault></methodResponse>" })
	void otherXmlIsNoReply(String xml) {
		assertThatThrownBy(() -> XmlRpc.readReply(xml.getBytes(StandardCharsets.UTF_8))).isInstanceOf(WireException.class);
	}

	@Test
	void whatOtherClientsSendIsUnderstood() throws IOException {
		String ruby = "<?xml version=\"1.0\" ?><methodCall><methodName>one.vm.info</methodName><params><param><value><string>u:p</string></value></param>"
				+ "<param><value><i4>7</i4></value></param><param><value><int> -1 </int></value></param><param><value>plain &amp; text</value></param>"
				+ "<param><value></value></param><param><value><boolean>1</boolean></value></param></params></methodCall>";

		assertThat(XmlRpc.readCall(ruby.getBytes(StandardCharsets.UTF_8))).isEqualTo(new Call("one.vm.info", List.of("u:p", 7, -1, "plain & text", "", true)));
		assertThat(XmlRpc.readCall("<methodCall><methodName>system.listMethods</methodName></methodCall>".getBytes(StandardCharsets.UTF_8)).params()).isEmpty();
	}

	@Test
	void lengthAndDepthHaveLimits() {
		byte[] body = XmlRpc.writeCall(new Call("a", List.of("x".repeat(1000))));
		String deep = "<methodResponse><params><param>" + "<value><array><data>".repeat(50_000);

		assertThatThrownBy(() -> XmlRpc.readCall(new ByteArrayInputStream(body), 999)).isInstanceOf(WireException.class).hasMessageContaining("999 bytes");
		assertThatThrownBy(() -> XmlRpc.readReply(deep.getBytes(StandardCharsets.UTF_8))).isInstanceOf(WireException.class).hasMessageContaining("deeper");
	}

	@Test
	void aCallDoesNotPrintItsSession() {
		assertThat(new Call("one.vm.info", List.of("user:password", 1))).asString().doesNotContain("password");
	}
}
