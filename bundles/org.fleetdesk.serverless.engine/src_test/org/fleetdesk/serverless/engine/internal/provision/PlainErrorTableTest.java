package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import org.fleetdesk.serverless.engine.internal.provision.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of errors, in the first API. */
class PlainErrorTableTest extends EngineFixture {

	private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

	private static void refused(Reply reply, int status, String text) {
		assertThat(reply.status()).as(reply.text()).isEqualTo(status);
		assertThat(reply.answer().mediaType()).isEqualTo("application/json");
		assertThat(reply.json().isTextual()).isTrue();
		assertThat(reply.json().asText()).isEqualTo(text);
	}

	private List<Reply> both(String authorization, int id) throws Exception {
		return List.of(api.get(RUNTIMES + "/" + id, authorization), api.delete(RUNTIMES + "/" + id, authorization));
	}

	private static int id(Reply reply) {
		return reply.json().at("/DOCUMENT/ID").asInt();
	}

	@Test
	void withoutOrWithAnotherAuthentication() throws Exception {
		start(ApiFace.SEED);

		refused(api.post(RUNTIMES, null, "{"), 401, "Authentication required");
		refused(api.post(RUNTIMES, "Bearer c2VjcmV0", "{"), 401, "Unsupported authentication scheme");
		refused(api.post(RUNTIMES, "Basic", "{"), 401, "Unsupported authentication scheme");
		for (Reply reply : both(null, 0)) {
			refused(reply, 401, "Authentication required");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "nothing" })
	void withABodyThatIsNoJson(String body) throws Exception {
		start(ApiFace.SEED);

		refused(api.post(RUNTIMES, ANNA, body), 400, "Invalid JSON data");
	}

	@Test
	void withAWrongSpecification() throws Exception {
		start(ApiFace.SEED);

		refused(api.post(RUNTIMES, ANNA, spec("\"FAAS\":{}")), 400,
				"Invalid Serverless Runtime specification: The property '#/SERVERLESS_RUNTIME/FAAS' did not contain a required property of 'FLAVOUR'");
		assertThat(api.put(RUNTIMES + "/0", ANNA, spec("\"FAAS\":{}")).status()).isEqualTo(501);
	}

	@Test
	void withoutATemplateForTheFlavours() throws Exception {
		start(ApiFace.SEED);

		refused(api.post(RUNTIMES, ANNA, faas("no")), 422, "Cannot find a valid service template for the specified flavours: no. Mapping rules: {}");
	}

	@Test
	void ofSomebodyWhomOpenNebulaDoesNotKnowOrWhoHasNoPermission() throws Exception {
		start(ApiFace.SEED);
		int id = id(created(ANNA, faas("nature")));

		assertThat(api.post(RUNTIMES, ApiClient.basic("anna", "an"), faas("nature")).status()).isEqualTo(401);
		for (String other : List.of(ApiClient.basic("anna", "an"), BEN)) {
			for (Reply reply : both(other, id)) {
				refused(reply, 404, "Document not found");
			}
		}
		assertThat(api.get(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(200);
	}

	@Test
	void ofAnUnknownNumberOrAnotherDocument() throws Exception {
		start(ApiFace.SEED);
		int service = created(ANNA, faas("nature")).json().at("/DOCUMENT/TEMPLATE/BODY/SERVICE_ID").asInt();

		for (int id : new int[] { 4711, service }) {
			for (Reply reply : both(ANNA, id)) {
				refused(reply, 404, "Document not found");
			}
		}
		assertThat(api.get(RUNTIMES + "/schema", null).status()).isEqualTo(401);
		refused(api.get(RUNTIMES + "/schema", ANNA), 404, "Document not found");
		refused(api.get("/server/version", null), 404, "Not found");
	}

	@Test
	void aServiceThatFailsIsTakenAllTheSame() throws Exception {
		start(ApiFace.SEED);
		int id = id(created(ANNA, faas("FAILED_DEPLOY")));

		await(RUNTIMES + "/" + id, ANNA, r -> !r.json().at("/DOCUMENT/TEMPLATE/BODY/FAAS/ERROR").asText().isEmpty());
		assertThat(api.delete(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(204);
		untilNoService();
	}

	@Test
	void aServiceWhoseVmsAreNotThereInTimeIsTakenAllTheSame() throws Exception {
		startCloud(c -> c.withHosts(List.of()));
		startEngine(ApiFace.SEED, timeout(Duration.ofSeconds(1)));
		flow.allocateTemplate(json("{\"name\":\"Slow\",\"deployment\":\"straight\",\"roles\":[{\"name\":\"other\",\"cardinality\":1,\"vm_template\":0},"
				+ "{\"name\":\"FAAS\",\"cardinality\":1,\"vm_template\":0,\"parents\":[\"other\"]}]}"));

		var body = created(ADMIN, faas("Slow")).json().at("/DOCUMENT/TEMPLATE/BODY");

		assertThat(body.path("SERVICE_ID").asText()).isNotEmpty();
		assertThat(body.path("FAAS").has("VM_ID")).isFalse();
	}

	@Test
	void whenTheCloudIsDown() throws Exception {
		startEngine(ApiFace.SEED, NOWHERE, NOWHERE, UnaryOperator.identity());

		assertThat(api.post(RUNTIMES, ANNA, faas("nature")).status()).isEqualTo(500);
		for (Reply reply : both(ANNA, 1)) {
			refused(reply, 404, "Document not found");
		}
	}
}
