package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.function.UnaryOperator;

import org.fleetdesk.serverless.engine.internal.provision.Meddler.Moment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fails half way leaves nothing behind, or what it leaves can be asked for again. */
class HalfwayTest extends EngineFixture {

	private Meddler one;
	private Meddler flows;

	private void startBetween() throws Exception {
		startCloud(UnaryOperator.identity());
		one = part(new Meddler(cloud.xmlRpc()));
		flows = part(new Meddler(cloud.oneflow()));
		startEngine(ApiFace.NEW, one.url("/RPC2"), flows.url(""), UnaryOperator.identity());
	}

	private static Predicate<String> has(String text) {
		return request -> request.contains(text);
	}

	@ParameterizedTest
	@CsvSource({ "one.document.allocate, BEFORE", "one.document.allocate, AFTER", "one.document.update, BEFORE", "one.document.update, AFTER", "one.vm.info, BEFORE",
			"one.template.info, BEFORE", "one.user.login, BEFORE" })
	void aCreateThatOpenNebulaFailsIsUndone(String call, Moment moment) throws Exception {
		startBetween();
		one.fail(has(call), moment);

		var reply = api.post(RUNTIMES, ANNA, faas("Function"));

		assertThat(one.hasFailed()).isTrue();
		assertThat(reply.status()).as(reply.text()).isEqualTo(500);
		assertThat(reply.json().path("message").asText()).contains("It went wrong");
		assertThat(documents()).isZero();
		untilNoService();
	}

	@ParameterizedTest
	@CsvSource({ "POST /service_template, BEFORE", "POST /service_template, AFTER", "GET /service/, BEFORE" })
	void aCreateThatOneFlowFailsIsUndone(String request, Moment moment) throws Exception {
		startBetween();
		flows.fail(has(request), moment);

		var reply = api.post(RUNTIMES, ANNA, faas("Function"));

		assertThat(flows.hasFailed()).isTrue();
		assertThat(reply.status()).as(reply.text()).isEqualTo(500);
		assertThat(documents()).isZero();
		untilNoService();
	}

	@Test
	void theLinesOfACreateThatWasUndoneTellItsOwnerWhy() throws Exception {
		startBetween();
		one.fail(has("one.document.update"), Moment.BEFORE);
		api.post(RUNTIMES, ANNA, faas("Function"));
		var number = Pattern.compile("\\[SR (\\d+)]").matcher(Files.readString(folder.resolve("log/engine.log")));
		assertThat(number.find()).isTrue();
		String log = RUNTIMES + "/" + number.group(1) + "/log";

		var lines = api.get(log, ANNA);
		assertThat(lines.status()).as(lines.text()).isEqualTo(200);
		assertThat(lines.json().findValuesAsText("LINE").toString()).containsSubsequence("Received request to Create", "Serverless Runtime Service created: ", "Waiting for the VMs",
				"Undoing the creation of Function", "Deleting Serverless Runtime Service", "Deleted Serverless Runtime Document of user", "Failed: It went wrong", "Response HTTP Return Code: 500");
		assertThat(lines.json().path("DELETED").asBoolean()).isTrue();
		assertThat(api.get(log, BEN).status()).isEqualTo(404);
	}

	@Test
	void aDeleteThatStopsHalfWayCanBeAskedForAgain() throws Exception {
		startBetween();
		int id = running(faas("Function")).id();
		one.fail(has("one.document.delete"), Moment.BEFORE);

		assertThat(api.delete(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(500);
		untilNoService();
		assertThat(api.get(RUNTIMES + "/" + id, ANNA).runtime().at("/FAAS/STATE").asText()).isEqualTo("ERROR");
		assertThat(api.delete(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(204);
		assertThat(documents()).isZero();
	}

	@Test
	void aServiceThatCannotBeUndeployedIsRecoveredWithDelete() throws Exception {
		startBetween();
		int id = running(faas("Function")).id();
		flows.fail(has("DELETE /service/"), Moment.BEFORE);

		assertThat(api.delete(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(204);
		assertThat(flows.hasFailed()).isTrue();
		assertThat(api.get(RUNTIMES + "/" + id + "/log", ANNA).text()).contains("cannot be undeployed, so it is recovered with delete: ");
		untilNoService();
		assertThat(documents()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "one.vm.update, BEFORE", "one.document.rename, AFTER", "one.document.update, AFTER" })
	void anUpdateThatFailsHalfWayIsTakenBack(String call, Moment moment) throws Exception {
		startBetween();
		var made = running(spec("\"NAME\":\"before\",\"FAAS\":{\"FLAVOUR\":\"Function\"},\"SCHEDULING\":{\"POLICY\":\"a\"}"));
		one.fail(has(call), moment);

		var reply = api.put(RUNTIMES + "/" + made.id(), ANNA, spec("\"NAME\":\"after\",\"FAAS\":{\"FLAVOUR\":\"\"},\"SCHEDULING\":{\"POLICY\":\"b\"}"));

		assertThat(one.hasFailed()).isTrue();
		assertThat(reply.status()).as(reply.text()).isEqualTo(500);
		assertThat(api.get(RUNTIMES + "/" + made.id(), ANNA).json()).isEqualTo(made.json());
	}
}
