package org.fleetdesk.opennebula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.opennebula.ScriptedServer.Answer;
import org.fleetdesk.opennebula.ScriptedServer.Asked;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.document.DocumentPool;
import org.fleetdesk.opennebula.template.Template;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VirtualMachinePool;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneReplies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what comes of the answers. */
class ClientTest {

	private static final String SESSION = "tester:pass:word";

	private final List<HttpAudit.Request> audited = new CopyOnWriteArrayList<>();
	private final HttpClientFactory http = new HttpClientFactory(request -> {
		audited.add(request);
		return HttpAudit.Ending.UNHEARD;
	});
	private ScriptedServer server;

	private Client client(Function<Asked, Answer> script) throws IOException {
		server = new ScriptedServer(script);
		return Client.over(SESSION, http.open(EndpointSettings.of(server.url("/RPC2"))));
	}

	private Client answering(Object message) throws IOException {
		return client(asked -> Answer.of(OneReplies.success(message)));
	}

	@AfterEach
	void close() {
		if (server != null) {
			server.close();
		}
		http.close();
	}

	@Test
	void theSessionGoesFirstAndTypesAreKept() throws IOException {
		var client = answering(7);

		client.call("vm.deploy", 7, 3, true, -1, "");

		assertThat(server.last().method()).isEqualTo("POST");
		assertThat(server.last().path()).isEqualTo("/RPC2");
		assertThat(server.last().headers()).containsEntry("content-type", "text/xml");
		assertThat(server.last().call()).isEqualTo(new XmlRpc.Call("one.vm.deploy", List.of(SESSION, 7, 3, true, -1, "")));
	}

	@Test
	void withoutAPathTheUsualOneIsTaken() throws IOException {
		server = new ScriptedServer(asked -> Answer.of(OneReplies.success("6.6.3")));

		assertThat(Client.over(SESSION, http.open(EndpointSettings.of(server.url("")))).get_version().getMessage()).isEqualTo("6.6.3");
		assertThat(server.last().path()).isEqualTo("/RPC2");
	}

	/** OpenNebula has its own order of arguments in each call. */
	@Test
	void argumentsAreInOpenNebulasOrder() throws IOException {
		var client = answering(5);
		var vm = new VirtualMachine(5, client);
		var document = new Document(5, client);

		assertSent(() -> vm.hold(), "one.vm.action", "hold", 5);
		assertSent(() -> vm.terminate(true), "one.vm.action", "terminate-hard", 5);
		assertSent(() -> vm.recover(VirtualMachine.RECOVER_RETRY), "one.vm.recover", 5, 2);
		assertSent(() -> vm.resize("CPU=2", true), "one.vm.resize", 5, "CPU=2", true);
		assertSent(() -> vm.diskResize(0, 2048), "one.vm.diskresize", 5, 0, "2048");
		assertSent(() -> vm.update("A=1", true), "one.vm.update", 5, "A=1", 1);
		assertSent(() -> Document.allocate(client, "NAME=x", 1337), "one.document.allocate", "NAME=x", 1337);
		assertSent(() -> document.update("A=1", false), "one.document.update", 5, "A=1", 0);
		assertSent(() -> document.chmod("640"), "one.document.chmod", 5, 1, 1, 0, 1, 0, 0, 0, 0, 0);
		assertSent(() -> new DocumentPool(client, 1337).info(), "one.documentpool.info", -2, -1, -1, 1337);
		assertSent(() -> new VirtualMachinePool(client).infoExtended(-2, 0, -100, -1), "one.vmpool.infoextended", -2, 0, -100, -1);
		assertSent(() -> new Template(5, client).instantiate("x", false, "CPU=1", false), "one.template.instantiate", 5, "x", false, "CPU=1", false);
		assertSent(() -> User.login(client, "tester", "", 60, -1), "one.user.login", "tester", "", 60, -1);
		assertThat(document.chmod("64").error()).isEqualTo(OneError.XML_RPC_API);
	}

	private void assertSent(Runnable act, Object method, Object... args) {
		act.run();
		var call = server.last().call();
		assertThat(call.method()).isEqualTo(method);
		assertThat(call.params().subList(1, call.params().size())).containsExactly(args);
	}

	@ParameterizedTest
	@EnumSource(value = OneError.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void errorCodesAreKept(OneError error) throws IOException {
		int code = Math.max(error.code(), 0x2000);
		var answer = client(asked -> Answer.of(OneReplies.failure(code, "[one.vm.info] No.", 5))).call("vm.info", 5);

		assertThat(answer.isError()).isTrue();
		assertThat(answer.error()).isEqualTo(OneError.of(code)).isNotEqualTo(OneError.NONE);
		assertThat(answer.getErrorCode()).isEqualTo(code);
		assertThat(answer.getErrorMessage()).isEqualTo("[one.vm.info] No.");
		assertThat(answer.getMessage()).isNull();
		assertThat(answer.objectId()).isEqualTo(5);
		assertThatThrownBy(answer::orThrow).isInstanceOfSatisfying(OneException.class, e -> assertThat(e.code()).isEqualTo(code)).hasMessage("[one.vm.info] No.");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 0x77, -5, 1 << 30 })
	void aFailureWithAnotherCodeIsStillOne(int code) throws IOException {
		assertThat(client(asked -> Answer.of(OneReplies.failure(code, "", -1))).call("vm.info", 5)).satisfies(answer -> {
			assertThat(answer.isError()).isTrue();
			assertThat(answer.error()).isEqualTo(OneError.INTERNAL);
			assertThat(answer.getErrorMessage()).isNotBlank();
		});
	}

	@Test
	void aFaultIsNoAnswerOfOpenNebula() throws IOException {
		var answer = client(asked -> Answer.of(new XmlRpc.Fault(-506, "Method 'one.nosuch' not defined"))).call("nosuch");

		assertThat(answer.error()).isEqualTo(OneError.FAULT);
		assertThat(answer.getErrorCode()).isEqualTo(-506);
		assertThat(answer.getErrorMessage()).contains("Method 'one.nosuch' not defined");
	}

	@ParameterizedTest
	@CsvSource({ "401,AUTHENTICATION", "403,AUTHORIZATION", "404,PROTOCOL", "500,PROTOCOL", "503,UNREACHABLE" })
	void whatStandsBeforeOpenNebulaMayRefuse(int status, OneError error) throws IOException {
		assertThat(client(asked -> Answer.of(status, "text/plain", "no")).get_version().error()).isEqualTo(error);
	}

	@Test
	void anythingElseIsNotUnderstood() throws IOException {
		for (var strange : List.of(Answer.of(200, "text/html", "<html><body>Log in</body></html>"), Answer.of(200, "text/xml", ""), Answer.of(OneReplies.success(List.of(1))),
				Answer.of(new XmlRpc.Value("x")), Answer.of(new XmlRpc.Value(List.of(true))), Answer.of(new XmlRpc.Value(List.of(false, 1, "x"))))) {
			var answer = client(asked -> strange).get_version();
			assertThat(answer.error()).isEqualTo(OneError.PROTOCOL);
			assertThat(answer.getErrorMessage()).contains("cannot be understood");
			server.close();
		}
	}

	@Test
	void aServerThatRepeatsTheSessionDoesNotGetItIntoAMessage() throws IOException {
		assertThat(client(asked -> Answer.of(OneReplies.failure(0x100, "No user for " + asked.call().params().getFirst(), -1))).get_version().getErrorMessage())
				.isEqualTo("No user for ***");
		server.close();
		assertThat(client(asked -> Answer.of(new XmlRpc.Fault(1, asked.text()))).get_version().getErrorMessage()).doesNotContain("pass:word");
	}

	@Test
	void anEntityInAnObjectReadsNoFileAndChangesNothing(@TempDir Path folder) throws IOException {
		Path secret = Files.writeString(folder.resolve("secret"), "hidden-treasure");
		String good = "<VM><ID>5</ID><NAME>good</NAME><STATE>3</STATE><LCM_STATE>3</LCM_STATE></VM>";
		String bad = "<!DOCTYPE VM [<!ENTITY e SYSTEM \"%s\">]><VM><ID>5</ID><NAME>&e;</NAME></VM>".formatted(secret.toUri());
		var client = client(asked -> Answer.of(OneReplies.success(server.asked.size() == 1 ? good : bad)));
		var vm = new VirtualMachine(5, client);

		assertThat(vm.info().isError()).isFalse();
		var answer = vm.info();

		assertThat(answer.error()).isEqualTo(OneError.PROTOCOL);
		assertThat(answer.getErrorMessage()).contains("document type").doesNotContain("treasure");
		assertThat(vm.getName()).as("as read before").isEqualTo("good");
		assertThat(new VirtualMachinePool(client).info().error()).isEqualTo(OneError.PROTOCOL);
	}

	@Test
	void anotherObjectThanAskedForIsNotTaken() throws IOException {
		assertThat(new VirtualMachine(5, answering("<VM><ID>6</ID></VM>")).info().error()).isEqualTo(OneError.PROTOCOL);
		server.close();
		assertThat(new VirtualMachine(5, answering("<HOST><ID>5</ID></HOST>")).info().error()).isEqualTo(OneError.PROTOCOL);
	}

	@Test
	void oneselfGetsAnId() throws IOException {
		var self = new User(User.SELF, answering("<USER><ID>2</ID><NAME>tester</NAME></USER>"));

		assertThat(self.getName()).isEmpty();
		assertThat(self.info().isError()).isFalse();
		assertThat(self.id()).isEqualTo(2);
		assertThat(self.getId()).isEqualTo("2");
		assertThat(self.xpath("name")).isEqualTo("tester");
	}

	@Test
	void statesHaveNames() throws IOException {
		var vm = new VirtualMachine(5, answering("<VM><ID>5</ID><STATE>3</STATE><LCM_STATE>36</LCM_STATE></VM>"));

		assertThatThrownBy(vm::vmState).isInstanceOf(IllegalStateException.class);
		vm.info();

		assertThat(vm.vmState()).isEqualTo(VmState.ACTIVE);
		assertThat(vm.lcm()).isEqualTo(LcmState.BOOT_FAILURE);
		assertThat(vm.status()).isEqualTo("fail");
		// the numbers of OpenNebula 6.6.3
		assertThat(LcmState.of(3)).isEqualTo(LcmState.RUNNING);
		assertThat(LcmState.of(62)).isEqualTo(LcmState.DISK_RESIZE);
		assertThat(LcmState.of(70)).isEqualTo(LcmState.BACKUP_POWEROFF);
		assertThat(VmState.of(8)).isEqualTo(VmState.POWEROFF);
	}

	@Test
	void aPoolKeepsOpenNebulasOrder() throws IOException {
		int count = 10_000;
		String pool = IntStream.range(0, count).mapToObj(i -> "<DOCUMENT><ID>%d</ID><TYPE>1337</TYPE><TEMPLATE><BODY><![CDATA[{\"N\":%d}]]></BODY></TEMPLATE></DOCUMENT>"
				.formatted(count - i, i)).reduce(new StringBuilder("<DOCUMENT_POOL>"), StringBuilder::append, StringBuilder::append).append("</DOCUMENT_POOL>").toString();
		var documents = new DocumentPool(answering(pool), 1337);

		assertThat(documents.getLength()).isZero();
		assertThat(documents.info().isError()).isFalse();

		assertThat(documents.getLength()).isEqualTo(count);
		assertThat(documents.item(0).id()).isEqualTo(count);
		assertThat(documents.getById(1).xpath("TEMPLATE/BODY")).isEqualTo("{\"N\":9999}");
		assertThat(documents.getById(count + 1)).isNull();
		assertThat(documents).allSatisfy(document -> assertThat(document.type()).isEqualTo(1337));
	}

	@Test
	void onlyChangesCountAsChanges() throws IOException {
		var client = answering(5);

		new VirtualMachine(5, client).info();
		new DocumentPool(client, 1337).info();
		new VirtualMachinePool(client).monitoring(-2, 0);
		client.get_version();
		assertThat(audited).noneMatch(HttpAudit.Request::changing);
		audited.clear();

		new VirtualMachine(5, client).hold();
		Document.allocate(client, "NAME=x", 1337);
		assertThat(audited).hasSize(2).allMatch(HttpAudit.Request::changing);
	}

	@Test
	void whatIsWrittenDownHasNoSecret() throws IOException {
		var client = answering(5);

		new VirtualMachine(5, client).update("NOTE=<fine>", true);
		User.allocate(client, "new", "new-password");
		new User(7, client).passwd("new-password");
		User.login(client, "tester", "old-token", 0, -1);

		assertThat(audited).extracting(ClientTest::shown).allSatisfy(body -> assertThat(body).doesNotContain("pass:word", "new-password", "old-token").contains("[session]"));
		assertThat(shown(audited.getFirst())).contains("one.vm.update").contains("masked(NOTE=&lt;fine&gt;)").contains("<i4>5</i4>").doesNotContain("\n");
	}

	private static String shown(HttpAudit.Request request) {
		return ((HttpBody.Masked) request.body().orElseThrow()).shown().apply(new HttpBody.Mask() {
			@Override
			public String secret(String name) {
				return "[" + name + "]";
			}

			@Override
			public String text(String text) {
				return "masked(" + text + ")";
			}
		});
	}

	@Test
	void credentialsComeFromTheFileThatTheEnvironmentNames(@TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("auth"), "oneadmin:open:nebula\n");

		assertThat(Environment.secret(Map.of("ONE_AUTH", file.toString()))).isEqualTo("oneadmin:open:nebula");
		assertThatThrownBy(() -> Environment.secret(Map.of("HOME", folder.toString()))).isInstanceOf(ClientConfigurationException.class)
				.hasMessageContaining(folder.resolve(".one/one_auth").toString());
		Files.writeString(file, "nonsense");
		assertThatThrownBy(() -> Environment.secret(Map.of("ONE_AUTH", file.toString()))).isInstanceOf(ClientConfigurationException.class).hasMessageContaining("user:password")
				.hasMessageNotContaining("nonsense");
	}

	@Test
	void aWrongConfigurationIsRefused() {
		assertThatThrownBy(() -> new Client("wrong_password_token", null)).isInstanceOf(ClientConfigurationException.class).hasMessageNotContaining("wrong_password_token");
		assertThatThrownBy(() -> new Client("a:b", "HTP://localhost:2633/RPC2")).isInstanceOf(ClientConfigurationException.class).hasMessageContaining("http");
		assertThatThrownBy(() -> new Client("a:b", "http://a b")).isInstanceOf(ClientConfigurationException.class);
	}
}
