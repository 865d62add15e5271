package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.serverless.engine.internal.provision.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of errors, in the newest API; {@link PlainErrorTableTest} has those of the first one. */
class ErrorTableTest extends EngineFixture {

	private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

	private static void refused(Reply reply, int status, String error) {
		assertThat(reply.status()).as(reply.text()).isEqualTo(status);
		assertThat(reply.answer().mediaType()).isEqualTo("application/json");
		assertThat(reply.json().path("error").asText()).isEqualTo(error);
		assertThat(reply.json().has("message")).isTrue();
	}

	private static void refused(Reply reply, int status, String error, String message) {
		refused(reply, status, error);
		assertThat(reply.json().path("message").asText()).isEqualTo(message);
	}

	private List<Reply> all(String authorization, int id) throws Exception {
		return List.of(api.get(RUNTIMES + "/" + id, authorization), api.put(RUNTIMES + "/" + id, authorization, faas("Function")), api.delete(RUNTIMES + "/" + id, authorization));
	}

	@Test
	void withoutAuthentication() throws Exception {
		start(ApiFace.NEW);

		refused(api.post(RUNTIMES, null, "{"), 401, "Authentication required", "");
		for (Reply reply : all(null, 0)) {
			refused(reply, 401, "Authentication required", "");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer c2VjcmV0", "Basic", "c2VjcmV0" })
	void withAnotherScheme(String header) throws Exception {
		start(ApiFace.NEW);

		var reply = api.post(RUNTIMES, header, "{");

		refused(reply, 401, "Unsupported authentication scheme");
		assertThat(reply.text()).doesNotContain("c2VjcmV0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{} {}", "nothing" })
	void withABodyThatIsNoJson(String body) throws Exception {
		start(ApiFace.NEW);

		refused(api.post(RUNTIMES, ApiClient.basic("nobody", "x"), body), 400, "Invalid JSON");
		refused(api.put(RUNTIMES + "/0", ApiClient.basic("nobody", "x"), body), 400, "Invalid JSON");
	}

	@Test
	void withAWrongSpecification() throws Exception {
		start(ApiFace.NEW);
		int id = running(faas("Function")).id();

		for (Reply reply : List.of(api.post(RUNTIMES, ANNA, "{}"), api.put(RUNTIMES + "/" + id, ANNA, "{}"))) {
			refused(reply, 400, "Invalid Serverless Runtime specification", "The property '#/' did not contain a required property of 'SERVERLESS_RUNTIME'");
		}
		for (Reply reply : List.of(api.post(RUNTIMES, ANNA, spec("\"FAAS\":{}")), api.put(RUNTIMES + "/" + id, ANNA, spec("\"FAAS\":{}")))) {
			refused(reply, 400, "Invalid Serverless Runtime specification", "The property '#/SERVERLESS_RUNTIME/FAAS' did not contain a required property of 'FLAVOUR'");
		}
	}

	@Test
	void withoutATemplateForTheFlavours() throws Exception {
		start(ApiFace.NEW);

		var reply = api.post(RUNTIMES, ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"no\",\"CPU\":1},\"DAAS\":{\"FLAVOUR\":\"such\",\"CPU\":2}"));

		refused(reply, 422, "Cannot find a valid service template for the specified flavours: no-such");
		assertThat(reply.json().path("message")).isEqualTo(json("{\"FAAS\":{\"FLAVOUR\":\"no\",\"CPU\":1},\"DAAS\":{\"FLAVOUR\":\"such\",\"CPU\":2}}"));
		assertThat(documents()).isZero();
	}

	@Test
	void ofAUserWhoSeesNoTemplates() throws Exception {
		start(ApiFace.NEW);
		for (var template : flow.templates()) {
			flow.chmodTemplate(template.id(), "600");
		}

		refused(api.post(RUNTIMES, ANNA, faas("Function")), 403, "User requesting Serverless Runtime creation has no flow templates available for use", "");
	}

	@Test
	void ofSomebodyWhomOpenNebulaDoesNotKnow() throws Exception {
		start(ApiFace.NEW);
		int id = created(ANNA, faas("Function")).id();
		String wrong = ApiClient.basic("anna", "an");

		assertThat(api.post(RUNTIMES, wrong, faas("Function")).status()).isEqualTo(401);
		for (Reply reply : all(wrong, id)) {
			assertThat(reply.status()).as(reply.text()).isEqualTo(401);
			assertThat(reply.json().path("error").asText()).isNotEmpty();
			assertThat(reply.text()).doesNotContain("Traceback", "Exception");
		}
	}

	@Test
	void ofSomebodyWithoutPermission() throws Exception {
		start(ApiFace.NEW);
		int id = created(ANNA, faas("Function")).id();

		for (Reply reply : all(BEN, id)) {
			assertThat(reply.status()).as(reply.text()).isEqualTo(403);
		}
		assertThat(api.get(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(200);
	}

	@Test
	void ofAnUnknownNumber() throws Exception {
		start(ApiFace.NEW);

		for (Reply reply : all(ANNA, 4711)) {
			refused(reply, 404, "Serverless Runtime not found", "");
		}
		refused(api.delete(RUNTIMES + "/abc", ANNA), 404, "Serverless Runtime not found", "");
		refused(api.get(RUNTIMES + "/99999999999999999999", ANNA), 404, "Serverless Runtime not found", "");
		refused(api.get("/nowhere", null), 404, "Not found");
	}

	@Test
	void ofADocumentThatIsNoRuntime() throws Exception {
		start(ApiFace.NEW);
		int service = created(ANNA, faas("Function")).runtime().path("SERVICE_ID").asInt();

		for (Reply reply : all(ANNA, service)) {
			refused(reply, 404, "Serverless Runtime not found", "");
		}
	}

	@Test
	void whenTheServiceFails() throws Exception {
		start(ApiFace.NEW);
		flow.allocateTemplate(json("{\"name\":\"Broken\",\"deployment\":\"straight\",\"roles\":[{\"name\":\"FAAS\",\"cardinality\":1,\"vm_template\":2,\"on_hold\":false},"
				+ "{\"name\":\"other\",\"cardinality\":1,\"vm_template\":0,\"parents\":[\"FAAS\"]}]}"));

		var reply = api.post(RUNTIMES, ADMIN, faas("Broken"));

		assertThat(reply.status()).as(reply.text()).isEqualTo(500);
		assertThat(reply.json().path("error").asText()).matches("Serverless Runtime Service \\d+ entered FAILED state after creation");
		assertThat(reply.json().at("/message/0/message").asText()).isNotEmpty();
		assertThat(documents()).isZero();
		untilNoService();
	}

	@Test
	void whenTheVmsAreNotMadeInTime() throws Exception {
		startCloud(c -> c.withHosts(List.of()));
		startEngine(ApiFace.NEW, timeout(Duration.ofSeconds(1)));
		flow.allocateTemplate(json("{\"name\":\"Slow\",\"deployment\":\"straight\",\"roles\":[{\"name\":\"FAAS\",\"cardinality\":1,\"vm_template\":0},"
				+ "{\"name\":\"other\",\"cardinality\":1,\"vm_template\":0,\"parents\":[\"FAAS\"]}]}"));

		var reply = api.post(RUNTIMES, ADMIN, faas("Slow"));

		assertThat(reply.status()).as(reply.text()).isEqualTo(504);
		assertThat(reply.json().path("error").asText()).matches("OpenNebula did not create VMs for the Serverless Runtime Service \\d+");
		assertThat(reply.json().at("/message/0/message").asText()).isNotEmpty();
		assertThat(documents()).isZero();
		untilNoService();
	}

	@Test
	void whenTheCloudIsDown() throws Exception {
		startEngine(ApiFace.NEW, NOWHERE, NOWHERE, UnaryOperator.identity());

		refused(api.post(RUNTIMES, ANNA, faas("Function")), 500, "Failed to get list of service templates");
		for (Reply reply : all(ANNA, 1)) {
			refused(reply, 500, "Failed to read Serverless Runtime Document");
			assertThat(reply.json().path("message").asText()).contains("127.0.0.1");
		}
	}

	@Test
	void whenOneFlowIsDown() throws Exception {
		start(ApiFace.NEW);
		int id = created(ANNA, faas("Function")).id();
		startEngine(ApiFace.NEW, cloud.xmlRpc(), NOWHERE, UnaryOperator.identity());

		for (Reply reply : all(ANNA, id)) {
			assertThat(reply.status()).as(reply.text()).isEqualTo(500);
			assertThat(reply.json().path("error").asText()).startsWith("Failed to read Serverless Runtime Service");
		}
		assertThat(document(id).getName()).isNotEmpty();
	}

	@Test
	void whenAVmIsOnTheWay() throws Exception {
		startCloud(c -> c.withHosts(List.of()));
		startEngine(ApiFace.NEW, UnaryOperator.identity());
		int id = created(ANNA, spec("\"NAME\":\"before\",\"FAAS\":{\"FLAVOUR\":\"Function\"}")).id();

		var reply = api.put(RUNTIMES + "/" + id, ANNA, spec("\"NAME\":\"after\",\"FAAS\":{\"FLAVOUR\":\"\",\"CPU\":2},\"SCHEDULING\":{\"POLICY\":\"x\"}"));

		refused(reply, 423, "Cannot update Serverless Runtime Function VM FAAS on a transient state", "PENDING");
		var after = api.get(RUNTIMES + "/" + id, ANNA).runtime();
		assertThat(after.path("NAME").asText()).as("a refused update changes nothing").isEqualTo("before");
		assertThat(after.has("SCHEDULING")).isFalse();
		assertThat(api.delete(RUNTIMES + "/" + id, ANNA).status()).as("a service that still deploys").isEqualTo(204);
		untilNoService();
	}

	@Test
	void whenAVmHasFailed() throws Exception {
		start(ApiFace.NEW);
		var made = running(spec("\"NAME\":\"before\",\"FAAS\":{\"FLAVOUR\":\"Function\"}"));
		int id = made.id();
		fail(made.runtime().at("/FAAS/VM_ID").asInt());
		var failed = await(id, r -> r.runtime().at("/FAAS/STATE").asText().equals("ERROR"));
		assertThat(failed.runtime().at("/FAAS/ERROR").asText()).isNotEmpty();

		var reply = api.put(RUNTIMES + "/" + id, ANNA, spec("\"NAME\":\"after\",\"FAAS\":{\"FLAVOUR\":\"\"}"));

		refused(reply, 500, "Cannot update Serverless Runtime Function VM FAAS on an error state", failed.runtime().at("/FAAS/ERROR").asText());
		assertThat(api.get(RUNTIMES + "/" + id, ANNA).runtime().path("NAME").asText()).isEqualTo("before");
		assertThat(api.delete(RUNTIMES + "/" + id, ANNA).status()).as("a service that failed").isEqualTo(204);
		untilNoService();
	}

	/** The VM is taken from its host, and its disks do not come back. */
	private void fail(int id) throws Exception {
		var vm = vm(id);
		vm.update("SIMULATED_FAIL=prolog", true).orThrow();
		vm.undeploy(true).orThrow();
		until("it is undeployed", () -> vm(id).stateStr().equals("UNDEPLOYED"));
		vm.resume().orThrow();
		until("it has failed", () -> vm(id).lcmStateStr().endsWith("_FAILURE"));
	}

	@Test
	void whenADiskIsToShrinkOrAVmToGrowTooMuch() throws Exception {
		start(ApiFace.NEW);
		int id = running(spec("\"NAME\":\"before\",\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":1,\"DISK_SIZE\":2048}")).id();

		for (var wrong : Map.of("DISK_SIZE", 1024, "CPU", 3, "MEMORY", 1 << 20).entrySet()) {
			var reply = api.put(RUNTIMES + "/" + id, ANNA, spec("\"NAME\":\"after\",\"FAAS\":{\"FLAVOUR\":\"\",\"" + wrong.getKey() + "\":" + wrong.getValue() + "}"));

			refused(reply, 400, "Invalid Serverless Runtime specification");
			assertThat(reply.json().path("message").asText()).startsWith("The property '#/SERVERLESS_RUNTIME/FAAS/" + wrong.getKey() + "'");
		}
		var after = api.get(RUNTIMES + "/" + id, ANNA).runtime();
		assertThat(after.path("NAME").asText()).isEqualTo("before");
		assertThat(after.at("/FAAS/DISK_SIZE").asInt()).isEqualTo(2048);
	}

	@Test
	void whenADaasIsToBeAdded() throws Exception {
		start(ApiFace.NEW);
		int id = running(faas("Function")).id();

		refused(api.put(RUNTIMES + "/" + id, ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"\"},\"DAAS\":{\"FLAVOUR\":\"Data\"}")), 400, "Invalid Serverless Runtime specification",
				"The property '#/SERVERLESS_RUNTIME/DAAS' cannot be added to a Serverless Runtime that was made without it");
	}

	@Test
	void whenTheDocumentIsLocked() throws Exception {
		start(ApiFace.NEW);
		int id = running(faas("Function")).id();
		new Document(id, one).lock(1).orThrow();

		var reply = api.put(RUNTIMES + "/" + id, ANNA, spec("\"NAME\":\"after\",\"FAAS\":{\"FLAVOUR\":\"\"}"));

		assertThat(reply.status()).as(reply.text()).isEqualTo(423);
	}
}
