package org.fleetdesk.gateways.engine.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.stream.StreamSupport;

import org.fleetdesk.gateways.engine.internal.CloudCase;
import org.fleetdesk.gateways.engine.internal.CloudFixture;
import org.fleetdesk.gateways.engine.internal.CloudFixture.Gateway;
import org.fleetdesk.gateways.engine.internal.Http;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** Deployments from the operator's wish to what gateways say of them, over HTTP on both sides. */
class DeploymentsTest extends CloudCase {

	private static final String ONE = "test_app.v1.tar.gz";
	private static final String TWO = "test_app.v2.tar.gz";

	private Gateway gateway;

	@BeforeEach
	void start() throws Exception {
		gateway = cloud.gateway("gw-1");
		cloud.upload(ONE, "one");
		cloud.upload(TWO, "two");
		cloud.upload("counter.v3.tar.gz", "three");
	}

	private Http.Answer deploy(String query, String... packages) throws Exception {
		return cloud.operator().post("/fleet/v1/deployments" + query,
				"{\"product\":\"local\",\"sn\":\"gw-1\",\"by\":\"anna\",\"run\":\"run-1\",\"packages\":[\"" + String.join("\",\"", packages) + "\"]}");
	}

	/** Its id. */
	private String deployed(String... packages) throws Exception {
		return deploy("", packages).json().path("id").asText();
	}

	/** Its id, also behind others. */
	private String queued(String... packages) throws Exception {
		return deploy("?queue=true", packages).json().path("id").asText();
	}

	private void pickUp() throws Exception {
		gateway.read("engine_fetch");
		gateway.write("engine_fetch", "");
	}

	private String state(String id) throws Exception {
		return deployment(id).path("state").asText();
	}

	private String message(String id) throws Exception {
		return deployment(id).path("message").asText();
	}

	private String output(String id) throws Exception {
		return deployment(id).path("output").asText();
	}

	private JsonNode deployment(String id) throws Exception {
		return cloud.operator().get("/fleet/v1/deployments/" + id).json();
	}

	private JsonNode shown() throws Exception {
		return cloud.operator().get("/fleet/v1/gateways/local/gw-1").json();
	}

	private void progress(String id, String app, String phase, String message) throws Exception {
		gateway.write("install_progress", "{\"deployment\":\"" + id + "\",\"app\":\"" + app + "\",\"version\":\"2\",\"phase\":\"" + phase + "\",\"bytes\":10,\"total\":20,\"message\":\"" + message
				+ "\",\"at\":\"2026-11-22T15:00:00.123Z\"}");
	}

	private static String phases(JsonNode deployment) {
		return String.join(" ", StreamSupport.stream(deployment.path("events").spliterator(), false).map(e -> e.path("phase").asText()).toList());
	}

	private void report(String version) throws Exception {
		gateway.write("engine_report", "{\"apps\":[{\"test_app\":{\"version\":\"" + version + "\",\"status\":\"RUNNING\",\"uptime\":\"0:00:20\",\"exitstatus\":0}}]}");
	}

	@Test
	void ourAgentTellsHowFarItIs() throws Exception {
		String id = deployed(TWO);
		assertThat(gateway.read("engine_fetch")).isEqualTo("{\"install\":[{\"name\":\"" + TWO + "\"}],\"deployment\":\"" + id + "\"}");
		assertThat(state(id)).isEqualTo("queued");
		assertThat(message(id)).contains("has read");
		progress(id, "", "picked-up", "");
		gateway.write("engine_fetch", "");
		assertThat(state(id)).isEqualTo("picked-up");
		progress(id, "test_app", "downloading", "");
		assertThat(state(id)).isEqualTo("running");
		assertThat(shown().path("installing").path("phase").asText()).isEqualTo("downloading");
		assertThat(shown().path("deployment").path("id").asText()).isEqualTo(id);
		progress(id, "test_app", "installed", "");
		progress(id, "test_app", "installed", "");
		gateway.write("fetch_status", "test_app v2: installed\nhello <b>world</b>");
		var done = deployment(id);
		assertThat(done.path("state").asText()).isEqualTo("done");
		assertThat(done.path("output").asText()).isEqualTo("test_app v2: installed\nhello <b>world</b>");
		assertThat(done.path("by").asText()).isEqualTo("anna");
		assertThat(phases(done)).isEqualTo("picked-up downloading installed");
		assertThat(shown().has("installing")).isFalse();
		assertThat(shown().has("deployment")).isFalse();
		assertThat(shown().path("assigned").toString()).isEqualTo("{\"test_app\":\"2\"}");
		report("2");
		var content = cloud.operator().get("/fleet/v1/content/local").json();
		assertThat(content).hasSize(3);
		assertThat(content.get(2).path("id").asText()).isEqualTo(TWO);
		assertThat(content.get(2).path("gateways").asInt()).isEqualTo(1);
	}

	@Test
	void aRollBackIsTold() throws Exception {
		String id = deployed(TWO);
		pickUp();
		progress(id, "test_app", "rolled-back", "It died 3 times.");
		gateway.write("fetch_status", "test_app v2: rolled back");
		assertThat(state(id)).isEqualTo("rolled-back");
		assertThat(message(id)).isEqualTo("It died 3 times.");
		assertThat(shown().path("assigned")).as("the gateway has decided, and never had it").isEmpty();
	}

	@Test
	void whatAGatewayWentBackToIsAssigned() throws Exception {
		String first = deployed(ONE);
		gateway.write("engine_fetch", "");
		progress(first, "test_app", "installed", "");
		gateway.write("fetch_status", "installed");
		String second = deployed(TWO);
		gateway.write("engine_fetch", "");
		assertThat(shown().path("assigned").toString()).isEqualTo("{\"test_app\":\"2\"}");
		progress(second, "test_app", "rolled-back", "It died 3 times.");
		gateway.write("fetch_status", "rolled back");
		assertThat(shown().path("assigned").toString()).isEqualTo("{\"test_app\":\"1\"}");
	}

	@Test
	void outputThatNeverComesIsNotWaitedForAfterTheNextReport() throws Exception {
		String id = deployed(TWO);
		progress(id, "test_app", "installed", "");
		assertThat(state(id)).isEqualTo("running");
		report("2");
		assertThat(state(id)).isEqualTo("done");
		gateway.write("fetch_status", "late");
		assertThat(output(id)).isEqualTo("late");
	}

	@Test
	void ofAForeignAgentItIsInferred() throws Exception {
		String id = deployed(TWO);
		pickUp();
		assertThat(state(id)).isEqualTo("picked-up");
		report("1");
		assertThat(state(id)).isEqualTo("picked-up");
		gateway.write("fetch_status", "installing...\nok");
		assertThat(state(id)).isEqualTo("running");
		report("2");
		assertThat(state(id)).isEqualTo("done");
		assertThat(message(id)).contains("Inferred from engine_report");
		String again = deployed(ONE);
		pickUp();
		gateway.write("fetch_status", "install.sh: not found");
		report("2");
		assertThat(state(again)).isEqualTo("failed");
		assertThat(message(again)).contains("does not have test_app 1");
		assertThat(output(again)).isEqualTo("install.sh: not found");
	}

	/** As our agent does when its check-in fails in the middle of a command. */
	@Test
	void whatTheAgentSaysOfItselfIsNoEnd() throws Exception {
		String id = deployed(TWO);
		gateway.read("engine_fetch");
		progress(id, "", "picked-up", "");
		gateway.write("engine_fetch", "");
		gateway.write("fetch_status", "The agent cannot check in: no space left on device");
		report("1");
		assertThat(state(id)).as("it goes on with the next check-in").isEqualTo("picked-up");
		assertThat(output(id)).contains("no space left");
		progress(id, "test_app", "installed", "");
		gateway.write("fetch_status", "test_app v2: installed\n\nhello\n");
		assertThat(state(id)).isEqualTo("done");
		assertThat(output(id)).isEqualTo("test_app v2: installed\n\nhello\n");
	}

	@Test
	void whatTheAgentSaysOfItselfIsNoEndBeforeItsFirstProgressEither() throws Exception {
		String id = deployed(TWO);
		pickUp();
		gateway.write("fetch_status", "The agent failed: java.lang.IllegalStateException");
		report("1");
		assertThat(state(id)).isEqualTo("running");
		progress(id, "test_app", "installed", "");
		gateway.write("fetch_status", "test_app v2: installed\n");
		assertThat(state(id)).isEqualTo("done");
	}

	@Test
	void whatAnApplicationWritesMeanwhileIsNoEnd() throws Exception {
		String id = deployed(TWO);
		pickUp();
		progress(id, "test_app", "downloading", "");
		gateway.write("fetch_status", "tail of some log\n\ntest_app v2: failed\n");
		report("1");
		assertThat(state(id)).isEqualTo("running");
	}

	@Test
	void whatAnApplicationWritesBeforeTheFirstProgressIsNoEndEither() throws Exception {
		String id = deployed(TWO);
		pickUp();
		gateway.write("fetch_status", "tail of some log");
		progress(id, "test_app", "downloading", "");
		report("1");
		assertThat(state(id)).isEqualTo("running");
		progress(id, "test_app", "installed", "");
		gateway.write("fetch_status", "test_app v2: installed\n");
		assertThat(state(id)).isEqualTo("done");
	}

	@Test
	void theOutputTellsTheEndsOfWhichTheMessagesWereLost() throws Exception {
		String id = deployed(ONE, "counter.v3.tar.gz");
		pickUp();
		progress(id, "counter", "installed", "");
		gateway.write("fetch_status", "test_app v1: installed\ncounter v3: installed\n");
		assertThat(phases(deployment(id))).isEqualTo("picked-up installed installed");
		report("1");
		assertThat(state(id)).isEqualTo("done");
		String again = deployed(TWO, "counter.v3.tar.gz");
		pickUp();
		progress(again, "counter", "installed", "");
		gateway.write("fetch_status", "test_app v2: rolled back: Its program did not stay up.\ncounter v3: installed\n");
		assertThat(state(again)).isEqualTo("rolled-back");
		assertThat(message(again)).isEqualTo("Its program did not stay up.");
	}

	@Test
	void aGatewayThatWritesWhereItsCommandStandsGetsItAgain() throws Exception {
		String id = deployed(TWO);
		assertThat(gateway.read("engine_fetch")).contains(id);
		gateway.write("engine_fetch", "something of its own");
		assertThat(gateway.read("engine_fetch")).contains(id);
		assertThat(state(id)).isEqualTo("queued");
		gateway.write("engine_fetch", "");
		assertThat(state(id)).isEqualTo("picked-up");
	}

	@Test
	void whatIsInstalledThoughItWasCancelledIsAssigned() throws Exception {
		String id = deployed(TWO);
		gateway.read("engine_fetch");
		cloud.operator().post("/fleet/v1/deployments/" + id + "/cancel", "");
		assertThat(shown().path("assigned")).isEmpty();
		progress(id, "test_app", "installed", "");
		gateway.write("fetch_status", "test_app v2: installed\n");
		assertThat(state(id)).isEqualTo("done");
		assertThat(shown().path("assigned").toString()).isEqualTo("{\"test_app\":\"2\"}");
	}

	@Test
	void aLockedGatewayGetsNothing() throws Exception {
		cloud.operator().post("/fleet/v1/gateways/local/gw-1/lock", "");
		var refused = deploy("?queue=true", TWO);
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.message()).contains("gw-1 is locked");
		cloud.operator().post("/fleet/v1/gateways/local/gw-1/unlock", "");
		assertThat(deploy("", TWO).status()).isEqualTo(201);
	}

	@Test
	void aListOfARunCarriesNoOutput() throws Exception {
		String id = deployed(TWO);
		progress(id, "test_app", "installed", "");
		gateway.write("fetch_status", "test_app v2: installed\n\nlong\n");
		assertThat(cloud.operator().get("/fleet/v1/deployments?run=run-1").json().get(0).path("output").asText()).isEmpty();
		assertThat(output(id)).contains("long");
	}

	/** With very many of them a start would take minutes. */
	@Test
	void aStartLeavesCommandsThatStandThereAlone() throws Exception {
		cloud.operator().post("/fleet/v1/gateways/local", "{\"sn\":[\"gw-2\"]}");
		cloud.operator().post("/fleet/v1/deployments", "{\"product\":\"local\",\"sn\":\"gw-2\",\"packages\":[\"" + TWO + "\"]}");
		long revision = cloud.operator().get("/fleet/v1/changes").json().path("revision").asLong();
		restartCloud();
		var changed = cloud.operator().get("/fleet/v1/gateways?since=" + revision).json().path("gateways");
		assertThat(StreamSupport.stream(changed.spliterator(), false).map(g -> g.path("sn").asText())).doesNotContain("gw-2");
	}

	@Test
	void oneAtATimeInTheirOrder() throws Exception {
		String first = deployed(ONE);
		assertThat(deploy("", TWO).status()).isEqualTo(409);
		assertThat(deploy("", TWO).message()).contains(first);
		String second = queued(TWO);
		String third = queued("counter.v3.tar.gz");
		assertThat(gateway.read("engine_fetch")).contains(first);
		gateway.write("engine_fetch", "");
		assertThat(gateway.read("engine_fetch")).isEmpty();
		cloud.operator().post("/fleet/v1/deployments/" + second + "/cancel", "");
		assertThat(shown().path("assigned").toString()).isEqualTo("{\"test_app\":\"1\",\"counter\":\"3\"}");
		progress(first, "test_app", "installed", "");
		gateway.write("fetch_status", "ok");
		assertThat(gateway.read("engine_fetch")).contains(third);
		assertThat(state(second)).isEqualTo("cancelled");
		var all = cloud.operator().get("/fleet/v1/gateways/local/gw-1/deployments?limit=2").json();
		assertThat(all.get(0).path("id").asText()).isEqualTo(third);
		assertThat(all).hasSize(2);
		assertThat(cloud.operator().get("/fleet/v1/deployments?run=run-1").json()).hasSize(3);
	}

	@Test
	void whatIsPickedUpIsOnlyGivenUpByForce() throws Exception {
		String first = deployed(ONE);
		String second = queued(TWO);
		pickUp();
		assertThat(cloud.operator().post("/fleet/v1/deployments/" + first + "/cancel", "").status()).isEqualTo(409);
		assertThat(cloud.operator().post("/fleet/v1/deployments/" + first + "/cancel?force=true", "").json().path("state").asText()).isEqualTo("failed");
		assertThat(gateway.read("engine_fetch")).contains(second);
		assertThat(cloud.operator().post("/fleet/v1/deployments/none/cancel", "").status()).isEqualTo(404);
	}

	@Test
	void aCancelledHeadLeavesItsPlaceToTheNext() throws Exception {
		String first = deployed(ONE);
		String second = queued(TWO);
		assertThat(cloud.operator().post("/fleet/v1/deployments/" + first + "/cancel", "").json().path("state").asText()).isEqualTo("cancelled");
		assertThat(gateway.read("engine_fetch")).contains(second);
		cloud.operator().post("/fleet/v1/deployments/" + second + "/cancel", "");
		assertThat(gateway.read("engine_fetch")).isEmpty();
		assertThat(shown().path("assigned")).isEmpty();
	}

	@Test
	void aCommandWrittenByHandGoesFirstAndTheQueueComesAfterIt() throws Exception {
		String id = deployed(TWO);
		String byHand = "{\"install\": [{\"name\": \"" + ONE + "\"}]}";
		assertThat(cloud.operator().put("/fleet/v1/gateways/local/gw-1/aliases/engine_fetch", byHand).status()).isEqualTo(204);
		assertThat(gateway.read("engine_fetch")).isEqualTo(byHand);
		assertThat(message(id)).contains("Another command");
		gateway.write("engine_fetch", "");
		assertThat(state(id)).isEqualTo("queued");
		assertThat(gateway.read("engine_fetch")).contains(id);
		cloud.operator().put("/fleet/v1/gateways/local/gw-1/aliases/engine_fetch", "");
		assertThat(gateway.read("engine_fetch")).contains(id);
	}

	@Test
	void whatAGatewayWritesOverACommandByHandLeavesTheQueueToGoOn() throws Exception {
		String id = deployed(TWO);
		cloud.operator().put("/fleet/v1/gateways/local/gw-1/aliases/engine_fetch", "{\"install\": [{\"name\": \"" + ONE + "\"}]}");
		gateway.write("engine_fetch", "something of its own");
		assertThat(gateway.read("engine_fetch")).contains(id);
	}

	@Test
	void aCommandThatTheGatewayReadAndDidNotPickUpStaysThere() throws Exception {
		String id = deployed(TWO);
		assertThat(gateway.read("engine_fetch")).contains(id);
		report("1");
		assertThat(gateway.read("engine_fetch")).contains(id);
		assertThat(state(id)).isEqualTo("queued");
	}

	@Test
	void whoWaitsIsToldOfTheNextEvent() throws Exception {
		String id = deployed(TWO);
		var waiting = new FutureTask<>(() -> cloud.operator().get("/fleet/v1/deployments/" + id + "?after=0&wait=50000").json());
		Thread.ofVirtual().start(waiting);
		pickUp();
		assertThat(phases(waiting.get())).isEqualTo("picked-up");
		assertThat(cloud.operator().get("/fleet/v1/deployments/" + id + "?after=1&wait=1").json().path("events")).isEmpty();
	}

	@Test
	void whatCannotBeDeployedIsRefusedBefore() throws Exception {
		assertThat(deploy("", "nothing.v1.tar.gz").status()).isEqualTo(409);
		assertThat(deploy("", "no package").status()).isEqualTo(400);
		assertThat(deploy("", ONE, TWO).status()).isEqualTo(400);
		assertThat(cloud.operator().post("/fleet/v1/deployments", "{\"product\":\"local\",\"sn\":\"other\",\"packages\":[\"" + ONE + "\"]}").status()).isEqualTo(404);
		assertThat(cloud.operator().delete("/fleet/v1/content/local/" + ONE).status()).isEqualTo(204);
		deploy("", TWO);
		assertThat(cloud.operator().delete("/fleet/v1/content/local/" + TWO).status()).isEqualTo(409);
	}

	@Test
	void theQueueIsThereAfterARestart() throws Exception {
		String id = deployed(TWO);
		String behind = queued("counter.v3.tar.gz");
		restartCloud();
		gateway = new Gateway(cloud.http().with(java.util.Map.of("X-Exosite-CIK", gateway.cik())), gateway.cik());
		assertThat(gateway.read("engine_fetch")).contains(id);
		gateway.write("engine_fetch", "");
		progress(id, "test_app", "installed", "");
		gateway.write("fetch_status", "ok");
		assertThat(gateway.read("engine_fetch")).contains(behind);
	}

	@Test
	void aDeletedGatewayLeavesItsHistory() throws Exception {
		String id = deployed(TWO);
		assertThat(cloud.operator().delete("/fleet/v1/gateways/local/gw-1").status()).isEqualTo(204);
		assertThat(state(id)).isEqualTo("cancelled");
		assertThat(message(id)).contains("deleted");
	}

	@Test
	void whatDevicesSendBreaksNothing() throws Exception {
		String id = deployed(TWO);
		for (String text : new String[] { "{\"deployment\":\"" + "x".repeat(3000) + "\"}", "{\"deployment\":\"" + id + "\",\"phase\":\"installed\"}", "[[[[",
				"<script>alert(1)</script>" }) {
			gateway.write("install_progress", text);
			gateway.write("engine_report", text);
			gateway.write("device_info", text);
			gateway.write("usage_report", text);
			gateway.write("fetch_status", text);
		}
		gateway.write("engine_report", "{\"apps\":[{\"<img src=x>\\u0000\\u001b[31m\":{\"version\":\"\\u0000\",\"status\":\"" + "S".repeat(500) + "\",\"uptime\":{},\"exitstatus\":1e99}}, 5, null]}");
		var shown = shown();
		assertThat(shown.path("apps").get(0).path("name").asText()).isEqualTo("<img src=x>\u0000\u001b[31m");
		assertThat(shown.path("apps").get(0).path("status").asText()).hasSizeLessThan(100);
		assertThat(shown.path("problems").has("device_info")).isTrue();
		assertThat(shown.path("problems").has("engine_report")).isFalse();
		gateway.write("engine_report", "{\"apps\":[{\"half\\ud800\":{\"version\":\"1\"}}]}");
		assertThat(cloud.operator().get("/fleet/v1/gateways").json().path("gateways").get(0).path("apps").get(0).path("name").asText()).as("half a character").isEqualTo("half?");
		assertThat(state(id)).isEqualTo("queued");
		assertThat(shown.path("reports").path("fetch_status").asText()).isEqualTo("<script>alert(1)</script>");
	}
}
