package org.fleetdesk.opennebula.oneflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Function;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.ScriptedServer;
import org.fleetdesk.opennebula.ScriptedServer.Answer;
import org.fleetdesk.opennebula.ScriptedServer.Asked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

class OneFlowClientTest {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private ScriptedServer server;

	private OneFlowClient flow(Function<Asked, Answer> script) throws IOException {
		server = new ScriptedServer(script);
		return new OneFlowClient("tester:pass:word", http.open(EndpointSettings.of(server.url(""))));
	}

	private OneFlowClient answering(int status, String body) throws IOException {
		return flow(asked -> Answer.of(status, "text/html;charset=utf-8", body));
	}

	private static String recorded(String name) throws IOException {
		try (var in = OneFlowClientTest.class.getResourceAsStream("/recorded/" + name + ".json")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static JsonNode json(String text) throws IOException {
		return JSON.readTree(text.replace('\'', '"'));
	}

	@AfterEach
	void close() {
		if (server != null) {
			server.close();
		}
		http.close();
	}

	@Test
	void aRealServiceIsRead() throws Exception {
		var service = answering(200, recorded("service")).service(3);

		assertThat(server.last().path()).isEqualTo("/service/3");
		assertThat(service.id()).isEqualTo(3);
		assertThat(service.name()).isEqualTo("Function-Data");
		assertThat(service.uname()).isEqualTo("tester");
		assertThat(service.state()).isEqualTo(ServiceState.RUNNING);
		assertThat(service.started()).contains(Instant.ofEpochSecond(1795296826));
		assertThat(service.roles()).extracting(Role::name).containsExactly("FAAS", "DAAS");
		assertThat(service.roles()).allSatisfy(role -> {
			assertThat(role.state()).isEqualTo(RoleState.RUNNING);
			assertThat(role.cardinality()).isOne();
			assertThat(role.vmTemplate()).isZero();
		});
		assertThat(service.roles().getLast().nodes()).extracting(Node::vm, Node::name).containsExactly(org.assertj.core.api.Assertions.tuple(1, "DAAS_0_(service_3)"));
		assertThat(service.log()).extracting(LogEntry::message).containsExactly("New state: DEPLOYING_NETS", "New state: DEPLOYING", "New state: RUNNING");
		assertThat(service.log().getFirst()).isEqualTo(new LogEntry(Instant.ofEpochSecond(1795296826), "I", "New state: DEPLOYING_NETS"));
	}

	@Test
	void realPoolsAreRead() throws Exception {
		assertThat(answering(200, recorded("service_pool")).services()).extracting(Service::id).contains(3);
		server.close();
		var templates = answering(200, recorded("service_template_pool")).templates();

		assertThat(server.last().path()).isEqualTo("/service_template");
		assertThat(templates).extracting(ServiceTemplate::name).contains("Function", "Function-Data", "FAILED_DEPLOY");
		assertThat(templates.getFirst().body().path("roles").get(0).path("name").asText()).isEqualTo("FAAS");
	}

	@Test
	void anEmptyPoolHasNoListAndOneAloneMayHaveNone() throws Exception {
		assertThat(answering(200, "{\"DOCUMENT_POOL\":{}}").services()).isEmpty();
		server.close();
		assertThat(answering(200, "{'DOCUMENT_POOL':{'DOCUMENT':{'ID':'7','NAME':'x','TEMPLATE':{'BODY':{'state':'77'}}}}}".replace('\'', '"')).services()).singleElement()
				.satisfies(service -> {
					assertThat(service.id()).isEqualTo(7);
					assertThat(service.state()).as("a state of later versions").isEqualTo(ServiceState.WARNING);
					assertThat(service.started()).isEmpty();
					assertThat(service.roles()).isEmpty();
				});
	}

	@Test
	void credentialsAreThoseOfTheSession() throws Exception {
		answering(200, "{\"DOCUMENT_POOL\":{}}").services();

		assertThat(server.last().headers()).containsEntry("authorization", "Basic " + Base64.getEncoder().encodeToString("tester:pass:word".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void requestsHaveTheirParameters() throws Exception {
		var flow = flow(asked -> asked.path().startsWith("/service_template") && asked.method().equals("POST")
				? Answer.of(201, "text/html", "{\"DOCUMENT\":{\"ID\":\"9\",\"NAME\":\"n\",\"TEMPLATE\":{\"BODY\":{\"state\":0}}}}") : Answer.of(204, "text/html", ""));

		flow.delete(3);
		assertAsked("DELETE", "/service/3", null);
		flow.recover(3, false);
		assertAsked("POST", "/service/3/action", "{'action':{'perform':'recover','params':{}}}");
		flow.recover(3, true);
		assertAsked("POST", "/service/3/action", "{'action':{'perform':'recover','params':{'delete':true}}}");
		flow.scale(3, "FAAS", 2, false);
		assertAsked("POST", "/service/3/scale", "{'role_name':'FAAS','cardinality':2,'force':false}");
		flow.roleAction(3, "a b", "poweroff", null);
		assertAsked("POST", "/service/3/role/a%20b/action", "{'action':{'perform':'poweroff','params':{}}}");
		flow.rename(3, "new");
		assertAsked("POST", "/service/3/action", "{'action':{'perform':'rename','params':{'name':'new'}}}");
		flow.purgeDone();
		assertAsked("POST", "/service_pool/purge_done", null);
		assertThat(flow.instantiate(1, json("{'name':'x'}")).id()).isEqualTo(9);
		assertAsked("POST", "/service_template/1/action", "{'action':{'perform':'instantiate','params':{'merge_template':{'name':'x'}}}}");
		assertThat(flow.allocateTemplate(json("{'name':'x'}"))).isEqualTo(9);
		assertAsked("POST", "/service_template", "{'name':'x'}");
	}

	private void assertAsked(String method, String path, String body) throws IOException {
		assertThat(server.last().method()).isEqualTo(method);
		assertThat(server.last().path()).isEqualTo(path);
		if (body == null) {
			assertThat(server.last().text()).isEmpty();
		} else {
			assertThat(JSON.readTree(server.last().text())).isEqualTo(json(body));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"401|Invalid credentials|AUTHENTICATION",
			"401|A username and password must be provided|AUTHENTICATION",
			"401|[one.document.info] User [2] : Not authorized to perform USE DOCUMENT [5].|AUTHORIZATION",
			"403|[one.document.info] User couldn't be authenticated, aborting call.|AUTHENTICATION",
			"404|[one.document.info] Error getting document [99].|NO_EXISTS",
			"400|Validation failed: key 'name' is required|XML_RPC_API",
			"500|Service cannot be undeployed in state: DEPLOYING|ACTION",
			"500|Service cannot be recovered in state: RUNNING|ACTION",
			"500|Role nosuch not found|NO_EXISTS",
			"500|undefined method `foo' for nil:NilClass|INTERNAL",
			"503|busy|UNREACHABLE",
			"418|tea|PROTOCOL" })
	void whatIsRefusedGetsItsOwnErrorBack(int status, String text, OneError error) throws IOException {
		var flow = answering(status, text);

		var failure = catchThrowableOfType(OneException.class, () -> flow.delete(5));

		assertThat(failure.error()).isEqualTo(error);
		assertThat(failure.code()).isEqualTo(status);
		assertThat(failure).hasMessage(text);
	}

	@Test
	void aServerThatRepeatsTheCredentialsDoesNotGetThemIntoAMessage() throws IOException {
		var flow = flow(asked -> Answer.of(500, "text/plain", "no " + asked.headers().get("authorization") + " and tester:pass:word"));

		assertThatThrownBy(flow::services).isInstanceOf(OneException.class).hasMessage("no Basic *** and ***");
	}

	@Test
	void aPageOfSomethingElseDoesNotSayThatAServiceIsGone() throws IOException {
		var flow = answering(404, "<html><head><title>404 Not Found</title></head></html>");

		assertThatThrownBy(() -> flow.service(5)).isInstanceOfSatisfying(OneException.class, e -> assertThat(e.error()).isEqualTo(OneError.PROTOCOL))
				.hasMessageContaining("answered with status 404").hasMessageContaining("is it the address of a OneFlow?");
	}

	@Test
	void aPageOrABacktraceIsNoSentence() throws IOException {
		var page = answering(500, "<html><body>secret path</body></html>");
		assertThatThrownBy(page::services).isInstanceOf(OneException.class).hasMessageContaining("status 500").hasMessageNotContaining("secret");
		server.close();
		var trace = answering(500, "JSON::ParserError: 416: unexpected token\n\t/usr/lib/one/secret.rb:17:in `parse'");
		assertThatThrownBy(trace::services).isInstanceOf(OneException.class).hasMessage("JSON::ParserError: 416: unexpected token");
		server.close();
		var object = answering(500, "{\"error\":{\"message\":\"Role x not found\"}}");
		assertThatThrownBy(object::services).isInstanceOf(OneException.class).hasMessage("Role x not found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "<html>", "{\"DOCUMENT\":", "{}", "{\"DOCUMENT_POOL\":[]}", "{\"DOCUMENT_POOL\":{\"DOCUMENT\":[{}]}}" })
	void anythingElseIsNotUnderstood(String body) throws IOException {
		var flow = answering(200, body);

		assertThatThrownBy(flow::services).isInstanceOfSatisfying(OneException.class, e -> assertThat(e.error()).isEqualTo(OneError.PROTOCOL))
				.hasMessageContaining("cannot be understood");
	}
}
