package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.Setup.Run;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageSignature;
import org.fleetdesk.tasks.TaskHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.ObjectNode;

@Timeout(60)
class HandlersTest {

	@TempDir
	private Path folder;
	private final TaskHandler gateways = new GatewayHandler();
	private Setup setup;
	private FakeCloud cloud;
	private GatewaysSession session;
	private ObjectNode gateway;
	private String state = "STOPPED";

	@BeforeEach
	void start() throws Exception {
		setup = new Setup();
		cloud = setup.cloud;
		cloud.product("lab");
		gateway = cloud.gateway("lab", "gw");
		session = setup.session();
		cloud.agent = (key, request) -> {
			var answer = FakeCloud.object().put("ok", true);
			switch (request.path("do").asText()) {
			case "start", "restart" -> state = "RUNNING";
			case "stop" -> state = "STOPPED";
			case "support" -> answer.put("name", "gw.tar.gz").put("data", Base64.getEncoder().encodeToString(new byte[] { 1, 2, 3 }));
			default -> answer.putArray("processes").addObject().put("name", "tick_app").put("state", state).put("pid", 7);
			}
			return answer;
		};
	}

	@AfterEach
	void stop() throws Exception {
		setup.close();
	}

	private Run onGateway(String verb, ObjectNode parameters) {
		return Setup.run(session, verb, Setup.id(Gateways.GATEWAY, "lab/gw"), parameters);
	}

	private Run onApplication(String verb) {
		return Setup.run(session, verb, Setup.id(Gateways.APPLICATION, "lab/gw/tick_app"), Setup.object());
	}

	private void deployed(String id, String state) {
		cloud.deployments.put(id, FakeCloud.object().put("id", id).put("product", "lab").put("sn", "gw").put("state", state).put("created", "2026-11-22T10:00:00Z"));
		cloud.deployments.get(id).putArray("packages").add("tick_app.v2.tar.gz");
		cloud.deployments.get(id).putArray("events");
		gateway.putObject("deployment").put("id", id).put("state", state);
		cloud.changed("lab/gw");
	}

	private String refusal() throws Exception {
		return Setup.resource(session.refresh(), Gateways.GATEWAY, "lab/gw").refusals().getOrDefault(Gateways.GIVE_UP_INSTALL, "");
	}

	@Test
	void whatIsInTheQueueIsCancelledAndWhatIsPickedUpIsGivenUp() throws Exception {
		var handler = new DeploymentHandler();
		assertThat(refusal()).isEqualTo("Nothing is in its queue.");
		assertThatThrownBy(() -> onGateway(Gateways.GIVE_UP_INSTALL, Setup.object()).run(handler)).hasMessage("Nothing is in the queue of gw");
		deployed("d1", "queued");
		assertThat(refusal()).isEmpty();
		assertThat(onGateway(Gateways.CANCEL_INSTALL, Setup.object()).run(handler)).isEqualTo("tick_app 2 is taken out of the queue of gw");
		assertThat(onGateway(Gateways.CANCEL_INSTALL, Setup.object().put("deployment", "d1")).run(handler)).isEqualTo("tick_app 2 on gw had ended before");
		deployed("d2", "running");
		assertThatThrownBy(() -> onGateway(Gateways.CANCEL_INSTALL, Setup.object().put("deployment", "d2")).run(handler)).isInstanceOf(EngineException.class)
				.hasMessageContaining("has picked tick_app 2 up already").hasMessageContaining("it can be given up");
		assertThat(cloud.deployments.get("d2").path("state").asText()).isEqualTo("running");
		assertThat(onGateway(Gateways.GIVE_UP_INSTALL, Setup.object()).run(handler)).isEqualTo("The cloud waits no more for tick_app 2 on gw; the gateway may go on with it");
		assertThat(cloud.deployments.get("d2").path("state").asText()).isEqualTo("failed");
		cloud.gateway("lab", "other");
		assertThatThrownBy(() -> Setup.run(session, Gateways.GIVE_UP_INSTALL, Setup.id(Gateways.GATEWAY, "lab/other"), Setup.object().put("deployment", "d2")).run(handler))
				.hasMessage("Installation d2 is none of other");
		assertThat(handler.atOnce(onGateway(Gateways.GIVE_UP_INSTALL, Setup.object()).request)).as("the installing task is at work on the gateway").isTrue();
	}

	/** As when the cloud's answer was lost. */
	@Test
	void aCancelThatIsRepeatedEndsNoOtherInstallation() throws Exception {
		var handler = new DeploymentHandler();
		deployed("d1", "queued");
		var run = onGateway(Gateways.CANCEL_INSTALL, Setup.object());
		run.run(handler);
		deployed("d2", "queued");
		assertThat(run.run(handler)).isEqualTo("tick_app 2 on gw had ended before");
		assertThat(cloud.deployments.get("d2").path("state").asText()).isEqualTo("queued");
	}

	@Test
	void labelsAreChangedAndComeBack() throws Exception {
		gateway.withObjectProperty("labels").put("site", "attic").put("old", "1");
		var parameters = Setup.object();
		parameters.putObject("set").put("site", "lab");
		parameters.putArray("remove").add("old");
		var run = onGateway(Gateways.LABEL, parameters);
		run.run(gateways);
		assertThat(cloud.gateways.get("lab/gw").path("labels")).hasToString("{\"site\":\"lab\"}");
		var undo = gateways.undo(run.request, List.of(run.done())).orElseThrow();
		new Run("r2", undo, session).run(gateways);
		assertThat(cloud.gateways.get("lab/gw").path("labels")).hasToString("{\"site\":\"attic\",\"old\":\"1\"}");
	}

	@Test
	void aLockIsUndoneByAnUnlock() throws Exception {
		var run = onGateway(Gateways.LOCK, Setup.object());
		assertThat(run.run(gateways)).isEqualTo("gw is locked");
		assertThat(gateway.path("locked").asBoolean()).isTrue();
		assertThat(gateways.undo(run.request, List.of(run.done())).orElseThrow().verb()).isEqualTo(Gateways.UNLOCK);
	}

	@Test
	void whatWasSoBeforeIsNotTakenBack() throws Exception {
		gateway.put("locked", true);
		var lock = onGateway(Gateways.LOCK, Setup.object());
		lock.run(gateways);
		assertThat(gateways.undo(lock.request, List.of(lock.done()))).as("it was locked before").isEmpty();
		var unlock = onGateway(Gateways.UNLOCK, Setup.object());
		unlock.run(gateways);
		unlock.run(gateways); // once more, as after a kill
		assertThat(gateways.undo(unlock.request, List.of(unlock.done())).orElseThrow().verb()).isEqualTo(Gateways.LOCK);
		gateway.put("state", "expired");
		var disable = onGateway(Gateways.DISABLE, Setup.object());
		disable.run(gateways);
		assertThat(gateways.undo(disable.request, List.of(disable.done()))).isEmpty();
	}

	@Test
	void anIntervalIsSetAndItsFormerValueIsKnown() throws Exception {
		var run = onGateway(Gateways.INTERVAL, Setup.object().put("seconds", 5));
		run.run(gateways);
		assertThat(gateway.path("interval").asLong()).isEqualTo(5);
		var undo = gateways.undo(run.request, List.of(run.done())).orElseThrow();
		new Run("r2", undo, session).run(gateways);
		assertThat(gateway.path("interval").asLong()).isEqualTo(60);
	}

	@Test
	void aDeletedGatewayIsGoneAndDeletingItAgainIsNoFailure() throws Exception {
		assertThat(onGateway(Gateways.DELETE, Setup.object()).run(gateways)).isEqualTo("gw is deleted");
		assertThat(onGateway(Gateways.DELETE, Setup.object()).run(gateways)).isEqualTo("gw was gone before");
	}

	@Test
	void programsAreStartedAndStoppedWhereTheGatewayListens() throws Exception {
		var handler = new ApplicationHandler();
		assertThatThrownBy(() -> onApplication(Gateways.START).run(handler)).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
				.hasMessageContaining("does not listen");
		gateway.put("listening", true);
		var run = onApplication(Gateways.START);
		assertThat(run.run(handler)).isEqualTo("tick_app is RUNNING");
		assertThat(onApplication(Gateways.START).run(handler)).isEqualTo("tick_app was RUNNING before");
		assertThat(handler.undo(run.request, List.of(run.done())).orElseThrow().verb()).isEqualTo(Gateways.STOP);
		assertThat(onApplication(Gateways.RESTART).run(handler)).isEqualTo("tick_app is RUNNING");
		assertThat(onApplication(Gateways.STOP).run(handler)).isEqualTo("tick_app is STOPPED");
	}

	@Test
	void theSupportReportIsAFile() throws Exception {
		gateway.put("listening", true);
		Path file = folder.resolve("support.tar.gz");
		assertThat(onGateway(Gateways.SUPPORT_REPORT, Setup.object().put("file", file.toString())).run(new AgentHandler())).contains(file.toString());
		assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
		assertThat(onGateway(Gateways.CHECK_IN, Setup.object()).run(new AgentHandler())).isEqualTo("gw has checked in");
	}

	@Test
	void anUploadIsSignedOnceAndTakenBack() throws Exception {
		Path file = Setup.tickApp(folder);
		var keys = PackageSignature.makeKeyPair();
		Path key = Files.writeString(folder.resolve("key"), keys.privateKey());
		var handler = new UploadHandler();
		var run = Setup.run(session, Gateways.UPLOAD, ResourceId.engine(Setup.CONNECTION), Setup.object().put("product", "lab").put("file", file.toString()).put("signer", key.toString()));
		assertThat(run.run(handler)).isEqualTo("tick_app.v1.tar.gz is in lab");
		assertThat(cloud.blobs.get("lab/tick_app.v1.tar.gz")).isEqualTo(Files.readAllBytes(file));
		var sent = cloud.asked.stream().filter(a -> a.method().equals("PUT")).findFirst().orElseThrow();
		assertThat(PackageSignature.verify(new PackageName("tick_app", "1"), java.util.HexFormat.of().parseHex(Targets.sha256(file)), sent.headers().get("x-content-signature"), keys.publicKey())).isTrue();
		var again = Setup.run("r2", session, Gateways.UPLOAD, ResourceId.engine(Setup.CONNECTION), run.request.parameters());
		assertThat(again.run(handler)).isEqualTo("tick_app.v1.tar.gz was in lab before");
		assertThat(cloud.asked.stream().filter(a -> a.method().equals("PUT"))).hasSize(1);
		assertThat(handler.undo(again.request, List.of(again.done()))).as("it sent nothing").isEmpty();
		Files.writeString(key, PackageSignature.makeKeyPair().privateKey());
		var anew = Setup.run("r4", session, Gateways.UPLOAD, ResourceId.engine(Setup.CONNECTION), run.request.parameters());
		assertThat(anew.run(handler)).as("with another key").isEqualTo("tick_app.v1.tar.gz is in lab with this signature");
		assertThat(cloud.content.get("lab/tick_app.v1.tar.gz").path("signature").asText()).isNotEmpty().isNotEqualTo(sent.headers().get("x-content-signature"));
		assertThat(handler.undo(anew.request, List.of(anew.done()))).as("it sent no package").isEmpty();
		var undo = handler.undo(run.request, List.of(run.done())).orElseThrow();
		new Run("r3", undo, session).run(handler);
		assertThat(cloud.content).isEmpty();
	}

	@Test
	void anotherFileUnderTheSameNameIsRefused() throws Exception {
		Path file = Setup.tickApp(folder);
		cloud.content.put("lab/tick_app.v1.tar.gz", FakeCloud.object().put("id", "tick_app.v1.tar.gz").put("sha256", "00"));
		var run = Setup.run(session, Gateways.UPLOAD, ResourceId.engine(Setup.CONNECTION), Setup.object().put("product", "lab").put("file", file.toString()));
		assertThatThrownBy(() -> run.run(new UploadHandler())).hasMessageContaining("a changed application needs a version of its own");
	}

	@Test
	void aProductThatWasThereIsNotOneThatWasMade() throws Exception {
		var products = new ProductHandler();
		var run = Setup.run(session, Gateways.CREATE_PRODUCT, ResourceId.engine(Setup.CONNECTION), Setup.object().put("id", "lab"));
		assertThatThrownBy(() -> run.run(products)).hasMessageContaining("There is a product lab already");
		assertThatThrownBy(() -> run.run(products)).as("a retry").hasMessageContaining("There is a product lab already");
		assertThat(products.probe(run.steps(products).getFirst(), run)).isEqualTo(TaskHandler.Probe.NOT_HAPPENED);
	}

	@Test
	void whetherAProductWasMadeIsKnownAsFarAsTheCloudHasAnswered() throws Exception {
		var products = new ProductHandler();
		var run = Setup.run(session, Gateways.CREATE_PRODUCT, ResourceId.engine(Setup.CONNECTION), Setup.object());
		var step = run.steps(products).getFirst();
		assertThat(products.probe(step, run)).isEqualTo(TaskHandler.Probe.NOT_HAPPENED);
		cloud.broken = 1;
		assertThatThrownBy(() -> run.run(products)).hasMessageContaining("The database is gone");
		assertThat(products.probe(step, run)).isEqualTo(TaskHandler.Probe.UNKNOWN);
		run.run(products);
		run.result("");
		assertThat(products.probe(step, run)).isEqualTo(TaskHandler.Probe.HAPPENED);
		assertThat(run.result).isEqualTo("Product p1 is made");
	}

	@Test
	void productsAndSerialNumbersAreMade() throws Exception {
		var products = new ProductHandler();
		var create = Setup.run(session, Gateways.CREATE_PRODUCT, ResourceId.engine(Setup.CONNECTION), Setup.object().put("id", "mill"));
		assertThat(create.run(products)).isEqualTo("Product mill is made");
		var twice = Setup.run(session, Gateways.CREATE_PRODUCT, ResourceId.engine(Setup.CONNECTION), Setup.object().put("id", "mill"));
		assertThatThrownBy(() -> twice.run(products)).hasMessageContaining("There is a product mill already");
		var add = Setup.run(session, Gateways.ADD, Setup.id(Gateways.PRODUCT, "mill"), Setup.object().set("sn", Setup.object().arrayNode().add("a").add("b")));
		assertThat(add.run(products)).isEqualTo("2 serial numbers added to mill");
		var delete = Setup.run(session, Gateways.DELETE_PRODUCT, Setup.id(Gateways.PRODUCT, "mill"), Setup.object());
		assertThatThrownBy(() -> delete.run(products)).hasMessageContaining("It has gateways");
	}
}
