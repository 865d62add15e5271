package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the original got wrong, and what is left by something that was cut off. */
class RepairTest extends EngineFixture {

	@Test
	void aRuntimeWhoseServiceIsGoneCanBeReadAndDeleted() throws Exception {
		start(ApiFace.NEW);
		var made = running(spec("\"NAME\":\"lonely\",\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":1}"));
		int service = made.runtime().path("SERVICE_ID").asInt();
		flow.delete(service);
		until("the service goes", () -> isGone(service));

		var reply = api.get(RUNTIMES + "/" + made.id(), ANNA);

		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.runtime().path("NAME").asText()).isEqualTo("lonely");
		assertThat(reply.runtime().at("/FAAS/STATE").asText()).isEqualTo("ERROR");
		assertThat(reply.runtime().at("/FAAS/ERROR").asText()).isEqualTo("The service " + service + " is gone");
		assertThat(api.get(RUNTIMES, ANNA).json().at("/SERVERLESS_RUNTIMES/0")).isEqualTo(reply.runtime());
		assertThat(api.delete(RUNTIMES + "/" + made.id(), ANNA).status()).isEqualTo(204);
		assertThat(documents()).isZero();
	}

	@Test
	void aVmThatIsPoweredOffIsNotPending() throws Exception {
		start(ApiFace.NEW);
		var made = running(faas("Function"));
		vm(made.runtime().at("/FAAS/VM_ID").asInt()).poweroff().orThrow();

		var off = await(made.id(), r -> r.runtime().at("/FAAS/STATE").asText().equals("ERROR"));

		assertThat(off.runtime().at("/FAAS/ERROR").asText()).isEqualTo("The VM is powered off");
	}

	@Test
	void whoMayUseARuntimeMayLookAtItAndNothingIsWritten() throws Exception {
		start(ApiFace.NEW);
		var made = running(faas("Function"));
		var document = document(made.id());
		document.chmod("644").orThrow();
		flow.chmod(made.runtime().path("SERVICE_ID").asInt(), "644");
		new VirtualMachine(made.runtime().at("/FAAS/VM_ID").asInt(), one).chmod("644").orThrow();

		assertThat(api.get(RUNTIMES + "/" + made.id(), BEN).json()).isEqualTo(made.json());
		assertThat(document(made.id()).xpath("TEMPLATE/BODY")).isEqualTo(document.xpath("TEMPLATE/BODY"));
		assertThat(api.put(RUNTIMES + "/" + made.id(), BEN, spec("\"NAME\":\"x\",\"FAAS\":{\"FLAVOUR\":\"\",\"CPU\":2}")).status()).isEqualTo(403);
		assertThat(api.get(RUNTIMES + "/" + made.id(), ANNA).json()).as("a refused update changes nothing").isEqualTo(made.json());
	}

	@Test
	void anUpdateThatACloudRefusesHalfWayIsTakenBack() throws Exception {
		startCloud(c -> c.withHosts(List.of(new HostSpec("small", 1, 8192))));
		startEngine(ApiFace.NEW, UnaryOperator.identity());
		var made = running(spec("\"NAME\":\"before\",\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":1},\"SCHEDULING\":{\"POLICY\":\"a\"}"));

		var reply = api.put(RUNTIMES + "/" + made.id(), ANNA, spec("\"NAME\":\"after\",\"FAAS\":{\"FLAVOUR\":\"\",\"CPU\":2},\"SCHEDULING\":{\"POLICY\":\"b\"}"));

		assertThat(reply.status()).as(reply.text()).isEqualTo(500);
		assertThat(reply.json().path("error").asText()).isEqualTo("Failed to resize Serverless Runtime Function VM FAAS");
		assertThat(api.get(RUNTIMES + "/" + made.id(), ANNA).json()).isEqualTo(made.json());
	}

	@Test
	void aCreateThatWasCutOffBeforeItsServiceReadsAsAnErrorAndCanBeDeleted() throws Exception {
		start(ApiFace.NEW);
		var anna = Client.over("anna:an:na", endpoint(cloud.xmlRpc()));
		var body = MAPPER.createObjectNode().put("SERVICE_NAME", "Function0f").put("registration_time", 1);
		body.putObject("FAAS").put("FLAVOUR", "Function");
		int old = Document.allocate(anna, StoredBody.allocation("old", body), 1337).intOrThrow();
		int young = Document.allocate(anna, StoredBody.allocation("young", body.put("registration_time", Instant.now().getEpochSecond())), 1337).intOrThrow();

		var read = api.get(RUNTIMES + "/" + old, ANNA).runtime();
		assertThat(read.at("/FAAS/STATE").asText()).isEqualTo("ERROR");
		assertThat(read.at("/FAAS/ERROR").asText()).contains("cut off");
		assertThat(api.get(RUNTIMES + "/" + young, ANNA).runtime().at("/FAAS/STATE").asText()).isEqualTo("PENDING");
		assertThat(api.get(RUNTIMES, ANNA).json().path("SERVERLESS_RUNTIMES")).hasSize(2);
		assertThat(api.delete(RUNTIMES + "/" + old, ANNA).status()).isEqualTo(204);
		assertThat(api.delete(RUNTIMES + "/" + young, ANNA).status()).isEqualTo(204);
		assertThat(documents()).isZero();
	}

	@Test
	void aCreateThatWasCutOffAfterItsServiceIsARuntimeLikeAnyOther() throws Exception {
		start(ApiFace.NEW);
		var made = running(faas("Function"));
		int service = made.runtime().path("SERVICE_ID").asInt();
		var document = document(made.id());
		var body = (ObjectNode) json(document.xpath("TEMPLATE/BODY"));
		body.remove("SERVICE_ID");
		((ObjectNode) body.path("FAAS")).remove("VM_ID");
		document.update(StoredBody.replacement(body), false).orThrow();

		assertThat(api.get(RUNTIMES + "/" + made.id(), ANNA).json()).isEqualTo(made.json());
		assertThat(api.get(RUNTIMES, ANNA).json().at("/SERVERLESS_RUNTIMES/0")).isEqualTo(made.runtime());
		assertThat(api.delete(RUNTIMES + "/" + made.id(), ANNA).status()).isEqualTo(204);
		until("the service goes", () -> isGone(service));
		assertThat(documents()).isZero();
	}

	@Test
	void whatAClientWritesStaysAValueInTheVm() throws Exception {
		start(ApiFace.NEW);
		var spec = MAPPER.createObjectNode();
		var runtime = spec.putObject("SERVERLESS_RUNTIME").put("NAME", "]]></NAME><UID>0</UID>");
		runtime.putObject("FAAS").put("FLAVOUR", "Function");
		runtime.putObject("SCHEDULING").put("POLICY", "x\"\nCONTEXT=[START_SCRIPT=\"evil\"]\nRAW=\"y");
		runtime.putObject("DEVICE_INFO").put("GEOGRAPHIC_LOCATION", "]]>\"],NIC=[NETWORK=\"secret");

		var made = running(spec.toString());

		assertThat(made.runtime().path("NAME").asText()).isEqualTo("]]></NAME><UID>0</UID>");
		assertThat(made.runtime().at("/DEVICE_INFO/GEOGRAPHIC_LOCATION").asText()).isEqualTo("]]>\"],NIC=[NETWORK=\"secret");
		assertThat(document(made.id()).uid()).isNotZero();
		var vm = vm(made.runtime().at("/FAAS/VM_ID").asInt());
		assertThat(vm.xpath("TEMPLATE/CONTEXT/START_SCRIPT")).isEmpty();
		assertThat(vm.userTemplate().get("RAW")).isEmpty();
		assertThat(vm.template().vectors("NIC")).hasSize(1);
	}
}
