package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The life of a runtime, as the document tells it, over plain HTTP. */
class LifeTest extends EngineFixture {

	@Test
	void aRuntimeLivesInTheNewestApi() throws Exception {
		start(ApiFace.NEW);

		var made = created(ANNA, spec("""
				"FAAS":{"FLAVOUR":"Function","CPU":1,"MEMORY":256,"DISK_SIZE":2048,"ENDPOINT":""},"DAAS":{"FLAVOUR":"Data"},
				"SCHEDULING":{"POLICY":"energy"},"DEVICE_INFO":{"LATENCY_TO_PE":0.5,"GEOGRAPHIC_LOCATION":"43.05,-2.53"}""")).runtime();
		int id = made.path("ID").asInt();
		assertThat(made.path("NAME").asText()).matches("Function-Data_[0-9a-f-]{36}");
		assertThat(made.at("/FAAS/VM_ID").isInt()).isTrue();
		assertThat(made.at("/SCHEDULING")).isEqualTo(json("{\"POLICY\":\"energy\"}"));
		var service = flow.service(made.path("SERVICE_ID").asInt());
		assertThat(service.name()).matches("Function-Data[0-9a-f-]{36}");
		assertThat(service.uname()).isEqualTo("anna");

		var runs = await(id, r -> r.runtime().at("/FAAS/STATE").asText().equals("RUNNING") && r.runtime().at("/DAAS/STATE").asText().equals("RUNNING"));
		assertThat(runs.status()).isEqualTo(200);
		assertThat(runs.answer().mediaType()).isEqualTo("application/json");
		assertThat(runs.answer().header("X-Content-Type-Options")).contains("nosniff");
		var faas = runs.runtime().path("FAAS");
		assertThat(faas.path("CPU").asInt()).isEqualTo(1);
		assertThat(faas.path("MEMORY").asInt()).isEqualTo(256);
		assertThat(faas.path("DISK_SIZE").asInt()).isEqualTo(2048);
		assertThat(faas.path("ENDPOINT").asText()).startsWith("127.");
		assertThat(runs.runtime().has("SERVICE_NAME")).isFalse();
		assertThat(runs.runtime().has("registration_time")).isFalse();
		var vm = vm(faas.path("VM_ID").asInt());
		assertThat(vm.userTemplate().get("SCHED_RANK")).contains("ENERGY");
		assertThat(vm.userTemplate().get("SERVERLESS_RUNTIME")).contains(String.valueOf(id));

		var changed = api.put(RUNTIMES + "/" + id, ANNA, spec("""
				"NAME":"weather","ID":%d,"SERVICE_ID":"%s","FAAS":{"FLAVOUR":"","CPU":2,"DISK_SIZE":4096,"VM_ID":"%s","STATE":"","ENDPOINT":""},
				"SCHEDULING":{"REQUIREMENTS":"ENERGY_RENEWABLE=yes"}""".formatted(id, service.id(), faas.path("VM_ID").asText())));
		assertThat(changed.status()).as(changed.text()).isEqualTo(200);
		assertThat(changed.runtime().path("NAME").asText()).isEqualTo("weather");
		assertThat(changed.runtime().at("/FAAS/CPU").asInt()).isEqualTo(2);
		assertThat(changed.runtime().at("/FAAS/MEMORY").asInt()).isEqualTo(256);
		assertThat(changed.runtime().at("/FAAS/DISK_SIZE").asInt()).isEqualTo(4096);
		assertThat(changed.runtime().at("/FAAS/FLAVOUR").asText()).isEqualTo("Function");
		assertThat(changed.runtime().path("SCHEDULING")).isEqualTo(json("{\"REQUIREMENTS\":\"ENERGY_RENEWABLE=yes\"}"));
		assertThat(changed.runtime().at("/DEVICE_INFO/LATENCY_TO_PE").asDouble()).isEqualTo(0.5);
		assertThat(vm(faas.path("VM_ID").asInt()).userTemplate().get("SCHED_REQUIREMENTS")).contains("ENERGY_RENEWABLE=YES");
		assertThat(api.get(RUNTIMES + "/" + id, ANNA).json()).isEqualTo(changed.json());

		var deleted = api.delete(RUNTIMES + "/" + id, ANNA);
		assertThat(deleted.status()).as(deleted.text()).isEqualTo(204);
		assertThat(deleted.text()).isEmpty();
		assertThat(api.get(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(404);
		until("the service goes", () -> isGone(service.id()));
	}

	@Test
	void aRuntimeLivesInTheFirstApi() throws Exception {
		start(ApiFace.SEED);

		var made = api.post("//serverless-runtimes", ANNA, spec("\"NAME\":\"weather\",\"FAAS\":{\"FLAVOUR\":\"nature\",\"CPU\":1,\"MEMORY\":128}"));
		assertThat(made.status()).as(made.text()).isEqualTo(201);
		var document = made.json().path("DOCUMENT");
		String id = document.path("ID").asText();
		assertThat(document.path("UNAME").asText()).isEqualTo("anna");
		assertThat(document.path("TYPE").asText()).isEqualTo("1337");
		assertThat(document.at("/PERMISSIONS/OWNER_M").asText()).isEqualTo("1");
		assertThat(document.path("NAME").asText()).isEqualTo("weather");

		var body = await("//serverless-runtimes/" + id, ANNA, r -> r.json().at("/DOCUMENT/TEMPLATE/BODY/FAAS/STATE").asText().equals("ACTIVE")
				&& !r.json().at("/DOCUMENT/TEMPLATE/BODY/FAAS/ENDPOINT").asText().isEmpty()).json().at("/DOCUMENT/TEMPLATE/BODY");
		assertThat(body.path("NAME").asText()).isEqualTo("weather");
		assertThat(body.path("registration_time").isIntegralNumber()).isTrue();
		assertThat(body.path("SERVICE_ID").isTextual()).isTrue();
		for (String field : new String[] { "VM_ID", "CPU", "MEMORY", "DISK_SIZE" }) {
			assertThat(body.path("FAAS").path(field).isTextual()).as(field).isTrue();
		}
		assertThat(body.at("/FAAS/ENDPOINT").asText()).startsWith("127.");
		assertThat(body.has("SERVICE_NAME")).isFalse();

		assertThat(api.put("//serverless-runtimes/" + id, null, "x").status()).isEqualTo(501);
		assertThat(api.delete("//serverless-runtimes/" + id, ANNA).status()).isEqualTo(204);
		assertThat(api.get("//serverless-runtimes/" + id, ANNA).status()).isEqualTo(404);
	}

	@Test
	void theMappingComesBeforeTheNameInBothApis() throws Exception {
		startCloud(UnaryOperator.identity());
		int mapped = flow.templates().stream().filter(t -> t.name().equals("nature-s3")).findFirst().orElseThrow().id();
		var mapping = Map.of("Function-Data", mapped);
		for (ApiFace face : ApiFace.values()) {
			startEngine(face, c -> new EngineConfig(c.host(), c.port(), c.oneXmlrpc(), c.oneflow(), c.embedded(), mapping, c.cpu(), c.memory(), c.disk(), c.resizeMode(), c.timeout(),
					c.compatibleAuth(), c.log()));

			created(ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"Function\"},\"DAAS\":{\"FLAVOUR\":\"Data\"}"));
		}

		assertThat(flow.services()).hasSize(2).allSatisfy(s -> assertThat(s.roles()).extracting(r -> r.name()).containsExactly("nature", "s3"));
	}

	@Test
	void theServerTellsAboutItselfWithoutAuthentication() throws Exception {
		start(ApiFace.NEW);

		assertThat(api.get("/server/version", null).json().asText()).isEqualTo("1.3.3");
		assertThat(api.get("/server/config", null).json().path("one_xmlrpc").asText()).isEqualTo(cloud.xmlRpc().toString());
		assertThat(api.get("/server/config", null).json().path("port").asInt()).isEqualTo(engine.url().getPort());
		assertThat(api.get(RUNTIMES + "/schema", null).json().at("/properties/SERVERLESS_RUNTIME/required/0").asText()).isEqualTo("FAAS");
	}

	@Test
	void theLogSaysWhatTheDocumentOfTheEngineShowsAndNoPassword() throws Exception {
		startCloud(UnaryOperator.identity());
		startEngine(ApiFace.NEW, c -> new EngineConfig(c.host(), c.port(), c.oneXmlrpc(), c.oneflow(), c.embedded(), c.mapping(), c.cpu(), c.memory(), c.disk(), c.resizeMode(), c.timeout(),
				true, new EngineConfig.LogSettings(Level.DEBUG, EngineConfig.LogSystem.FILE)));

		created(ANNA, faas("nature"));
		engine.close();

		var engineLines = Files.readString(folder.resolve("log/engine.log"));
		var cloudLines = Files.readString(folder.resolve("log/CloudClient.log"));
		assertThat(engineLines).containsSubsequence("Initializing Provision Engine component: engine", "Using oned at " + cloud.xmlRpc(), "Using oneflow at " + cloud.oneflow(),
				"Received request to Create a Serverless Runtime", "Response HTTP Return Code: 201", "Response Body: ", "Serverless Runtime created");
		assertThat(cloudLines).contains("Creating oneflow Service for Serverless Runtime", "Instantiating service_template 0 with options {\"name\":\"nature",
				"Serverless Runtime Service created", "Allocating Serverless Runtime Document", "Created Serverless Runtime Document");
		assertThat(Files.readString(folder.resolve("log/api.log"))).contains("\"POST /serverless-runtimes HTTP/1.1\" 201");
		var secret = Base64.getEncoder().encodeToString("anna:an:na".getBytes(StandardCharsets.UTF_8));
		assertThat(engineLines + cloudLines).doesNotContain("an:na", secret);
	}

	@Test
	void theVmGetsATokenInsteadOfThePassword() throws Exception {
		start(ApiFace.NEW);

		int first = running(faas("Function")).runtime().at("/FAAS/VM_ID").asInt();
		int second = running(faas("Function")).runtime().at("/FAAS/VM_ID").asInt();

		String session = session(first);
		assertThat(session).startsWith("anna:").doesNotContain("an:na");
		assertThat(new User(User.SELF, Client.over(session, endpoint(cloud.xmlRpc()))).info().isError()).isFalse();
		assertThat(session(second)).as("OpenNebula keeps few tokens").isEqualTo(session);
	}

	@Test
	void thePasswordGoesIntoTheVmOnlyWhereTheCompatibleFormIsSet() throws Exception {
		startCloud(UnaryOperator.identity());
		startEngine(ApiFace.NEW, c -> c.withCompatibleAuth(true));

		assertThat(session(running(faas("Function")).runtime().at("/FAAS/VM_ID").asInt())).isEqualTo("anna:an:na");
	}

	private String session(int vm) throws Exception {
		return new String(Base64.getDecoder().decode(vm(vm).xpath("TEMPLATE/CONTEXT/SR_AUTH").strip()), StandardCharsets.UTF_8);
	}

	@Test
	void theListHasPagesAndEachCallerSeesTheirOwn() throws Exception {
		start(ApiFace.NEW);
		int first = created(ANNA, faas("Function")).id();
		int second = created(ANNA, spec("\"NAME\":\"b\",\"FAAS\":{\"FLAVOUR\":\"Function\"},\"DAAS\":{\"FLAVOUR\":\"Data\"}")).id();
		int bens = created(BEN, faas("Function")).id();
		await(second, r -> r.runtime().at("/FAAS/STATE").asText().equals("RUNNING") && r.runtime().at("/DAAS/STATE").asText().equals("RUNNING"));

		var all = api.get(RUNTIMES, ANNA).json();
		assertThat(all.path("SERVERLESS_RUNTIMES").findValuesAsText("ID")).containsExactly(String.valueOf(second), String.valueOf(first));
		assertThat(all.at("/SERVERLESS_RUNTIMES/0")).isEqualTo(api.get(RUNTIMES + "/" + second, ANNA).runtime());
		assertThat(api.get(RUNTIMES, ADMIN).json().path("SERVERLESS_RUNTIMES").findValuesAsText("ID")).contains(String.valueOf(bens)).hasSize(3);
		assertThat(api.get(RUNTIMES + "?offset=1&limit=1", ANNA).json().path("SERVERLESS_RUNTIMES").findValuesAsText("ID")).containsExactly(String.valueOf(first));
		assertThat(api.get(RUNTIMES + "?limit=0", ANNA).status()).isEqualTo(400);
		assertThat(api.get(RUNTIMES + "?offset=x", ANNA).status()).isEqualTo(400);
		assertThat(api.get(RUNTIMES, ApiClient.basic("anna", "wrong")).status()).isEqualTo(401);
	}
}
