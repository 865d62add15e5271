package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.provision.ApiFace;
import org.fleetdesk.serverless.model.RuntimeSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes orphaned or fails on our engine and its simulated cloud, and what a console sees that is not let in everywhere. */
class RepairTest {

	@TempDir
	Path folder;
	private Setup setup;

	@BeforeEach
	void open() {
		setup = new Setup(folder);
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private String repair(ServerlessSession session, ResourceId id) throws Exception {
		return setup.run(session, Serverless.REPAIR, id, Setup.object()).run(new RepairHandler());
	}

	@Test
	void aRuntimeWhoseServiceIsGoneIsFoundAndDeleted() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		int service = session.runtime(id).orElseThrow().service().orElseThrow();
		setup.run(session, Serverless.DELETE_SERVICE, Setup.id(Serverless.SERVICE, service), Setup.object()).run(new RemoveHandler());
		assertThat(session.vms()).isEmpty();
		var orphan = Setup.resource(session.refresh(), Serverless.RUNTIME, id);
		assertThat(orphan.state().phase()).isEqualTo(Phase.FAILED);
		assertThat(orphan.attribute(Serverless.PROBLEM)).isEqualTo("Its OneFlow service %d is gone.".formatted(service));
		assertThat(repair(session, orphan.id())).isEqualTo("it is deleted");
		assertThat(session.refresh().resources()).isEmpty();
		assertThat(repair(session, orphan.id())).startsWith("There is nothing to repair");
	}

	@Test
	void aServiceThatAPatientEngineMayBeAtWorkOnIsNotLeft() throws Exception {
		setup.config = EngineConfig.read(Files.writeString(folder.resolve("engine.conf"), ":timeout: 1800\n"), warning -> { });
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		int service = session.runtime(id).orElseThrow().service().orElseThrow();
		session.deleteDocument(id);
		assertThat(Setup.resource(in(Duration.ofMinutes(25)).refresh(), Serverless.SERVICE, service).attributes()).doesNotContainKey(Serverless.PROBLEM);
		assertThat(Setup.resource(in(Duration.ofMinutes(35)).refresh(), Serverless.SERVICE, service).attribute(Serverless.PROBLEM)).isEqualTo("No runtime refers to it.");
	}

	@Test
	void aServiceThatCannotBeReadHidesNoOther() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		var cloud = setup.cloud.cloud();
		int odd = cloud.documents().allocate(cloud.users().admin(), "NAME=odd\nBODY=nonsense", 100);

		var snapshot = session.refresh();

		assertThat(snapshot.facts()).doesNotContainKey("Services");
		assertThat(Setup.resource(snapshot, Serverless.RUNTIME, id).state().phase()).isEqualTo(Phase.RUNNING);
		assertThat(Setup.resource(snapshot, Serverless.SERVICE, odd).state().phase()).isEqualTo(Phase.UNKNOWN);
	}

	private ServerlessSession in(Duration time) {
		return setup.session(setup.engine.url(), Map.of(), () -> Instant.now().plus(time));
	}

	@Test
	void aServiceAndAVirtualMachineThatAreLeftAreFoundAndDeleted() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		int service = session.runtime(id).orElseThrow().service().orElseThrow();
		session.deleteDocument(id);
		var later = later();
		assertThat(Setup.resource(later.refresh(), Serverless.SERVICE, service).attribute(Serverless.PROBLEM)).isEqualTo("No runtime refers to it.");
		assertThat(repair(later, Setup.id(Serverless.SERVICE, service))).isEqualTo("Service %d is deleted, with its virtual machines".formatted(service));
		assertThat(later.refresh().resources()).isEmpty();
	}

	/** A session in whose eyes some time has passed. */
	private ServerlessSession later() {
		return setup.session(setup.engine.url(), Map.of(), () -> Instant.now().plus(Duration.ofMinutes(5)));
	}

	@Test
	void aServiceThatFailsIsSaidWithItsReason() throws Exception {
		var session = setup.start().session();
		assertThatThrownBy(() -> setup.create(session, Setup.runtime("one", "FAILED_DEPLOY", 1))).isInstanceOf(EngineException.class).hasMessageContaining("one");
		var left = session.refresh();
		assertThat(left.ofKind(Serverless.RUNTIME)).as("what is left says what is wrong").allMatch(r -> !r.attribute(Serverless.PROBLEM).isEmpty() && r.state().phase() == Phase.FAILED);
		assertThat(left.ofKind(Serverless.SERVICE)).allMatch(r -> !r.attribute(Serverless.PROBLEM).isEmpty());
		for (var runtime : left.ofKind(Serverless.RUNTIME)) {
			setup.run(session, Serverless.DELETE, runtime.id(), Setup.object()).run(new RemoveHandler());
		}
		assertThat(session.refresh().resources()).isEmpty();
	}

	/** It is as before then, so that nothing but what the cloud noted says that it was tried. */
	@Test
	@Timeout(100)
	void whatFailsAgainInTheSameWayIsSaidAtOnce() throws Exception {
		var session = setup.start().session();
		var flow = setup.flow(); // an engine would take it back
		int failing = flow.templates().stream().filter(t -> t.name().equals("FAILED_DEPLOY")).findFirst().orElseThrow().id();
		int service = flow.instantiate(failing, Setup.object()).id();
		Targets.confirm("failure", Targets.LATER, () -> Optional.of(session.service(service).orElseThrow().state()).filter(s -> !s.equals("FAILED_DEPLOYING")));
		assertThatThrownBy(() -> setup.run(session, Serverless.RECOVER_SERVICE, Setup.id(Serverless.SERVICE, service), Setup.object()).run(new RecoverHandler()))
				.isInstanceOf(EngineException.class).hasMessageStartingWith("Service %d was tried again and failed again: It is FAILED_DEPLOYING".formatted(service));
		var vm = session.vms().getFirst();
		assertThat(vm.stateText()).isEqualTo("BOOT_FAILURE");
		while (vm.error().contains(" %tT ".formatted(ZonedDateTime.now()))) { // OpenNebula notes the second
			Thread.onSpinWait();
		}
		assertThatThrownBy(() -> setup.run(session, Serverless.RECOVER_VM, Setup.id(Serverless.VM, vm.id()), Setup.object()).run(new RecoverHandler()))
				.isInstanceOf(EngineException.class).hasMessageStartingWith("Virtual machine %d was recovered (retry) and is BOOT_FAILURE: ".formatted(vm.id()))
				.hasMessageContaining("Simulated failure of phase BOOT");
	}

	@Test
	void theFifthVirtualMachineOnAHostOfFourWaitsAndSaysWhy() throws Exception {
		var session = setup.start(2).session();
		setup.create(session, Setup.runtime("one", "Function", 2));
		int id = session.create(Setup.runtime("two", "Function", 1));
		var waiting = Setup.resource(session.refresh(), Serverless.RUNTIME, id);
		assertThat(waiting.state().phase()).isEqualTo(Phase.STARTING);
		assertThat(waiting.refusals()).containsKey(Serverless.UPDATE).doesNotContainKey(Serverless.DELETE);
		assertThat(setup.run(session, Serverless.DELETE, waiting.id(), Setup.object()).run(new RemoveHandler())).contains("is deleted");
		assertThat(session.runtimes()).extracting(r -> r.name()).containsExactly("one");
	}

	@Test
	void withoutOpenNebulaTheEngineTells() throws Exception {
		var all = setup.start().session();
		int id = setup.create(all, Setup.runtime("one", "Function", 1));
		String dead;
		try (var socket = new ServerSocket(0)) {
			dead = "http://127.0.0.1:" + socket.getLocalPort();
		}
		var session = setup.session(setup.engine.url(), Map.of(Serverless.OPTION_OPENNEBULA, dead + "/RPC2", Serverless.OPTION_ONEFLOW, dead));
		var snapshot = session.refresh();
		var runtime = Setup.resource(snapshot, Serverless.RUNTIME, id);
		assertThat(runtime.state().phase()).isEqualTo(Phase.RUNNING);
		assertThat(runtime.attributes()).containsEntry(Serverless.CPU, "1").containsKey(Serverless.ENDPOINT).doesNotContainKeys(Serverless.PROBLEM, Serverless.HOST);
		assertThat(runtime.refusals()).containsKeys(Serverless.SCALE, Serverless.RECOVER).doesNotContainKeys(Serverless.UPDATE, Serverless.DELETE);
		assertThat(snapshot.facts().get("OpenNebula")).startsWith("not reachable: ");
		assertThat(snapshot.facts().get("OneFlow")).startsWith("not reachable: ");
		assertThat(snapshot.ofKind(Serverless.SERVICE)).isEmpty();
		assertThat(setup.run(session, Serverless.RENAME, runtime.id(), Setup.object().put("name", "uno")).run(new RuntimeChangeHandler())).isEqualTo("one is named uno now");
		assertThat(setup.run(session, Serverless.DELETE, runtime.id(), Setup.object()).run(new RemoveHandler())).isEqualTo("it is deleted");
		assertThat(all.runtimes()).isEmpty();
	}

	@Test
	void theFirstApiIsUnderstoodToo() throws Exception {
		var session = setup.start(ApiFace.parse("seed")).session();
		int id = setup.create(session, Setup.runtime("one", "nature", 1));
		assertThat(Setup.resource(session.refresh(), Serverless.RUNTIME, id).state().phase()).isEqualTo(Phase.RUNNING);
		assertThat(session.schema().path("properties").has("SERVERLESS_RUNTIME")).isTrue();
		assertThat(session.tellsSchema()).as("it has none").isFalse();
		var whole = setup.session(setup.engine.url(), Map.of(Serverless.OPTION_OPENNEBULA, setup.cloud.xmlRpc().toString(), Serverless.OPTION_ONEFLOW, setup.cloud.oneflow().toString()));
		assertThat(Setup.resource(whole.refresh(), Serverless.RUNTIME, id).name()).isEqualTo("one");
		assertThat(setup.run(whole, Serverless.DELETE, Setup.id(Serverless.RUNTIME, id), Setup.object()).run(new RemoveHandler())).contains("with its service");
		assertThat(session.refresh().resources()).isEmpty();
	}

	@Test
	void aWrongPasswordIsSaidAndAnEngineThatIsGoneToo() throws Exception {
		setup.start();
		var wrong = setup.session(setup.engine.url(), Map.of(), "wrong");
		assertThatThrownBy(wrong::probe).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED));
		assertThatThrownBy(wrong::refresh).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED));
		var session = setup.session();
		assertThat(session.probe()).satisfies(i -> {
			assertThat(i.product()).isEqualTo("Provisioning Engine");
			assertThat(i.version()).isNotEmpty();
			assertThat(i.facts().get("OpenNebula")).contains("imulated");
		});
		setup.engine.close();
		assertThatThrownBy(session::refresh).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
	}

	@Test
	void theLogOfARuntimeIsItsServices() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		var sink = new Lines();
		ServerlessLogSource.stream(session, Setup.id(Serverless.RUNTIME, id), LogPosition.START, false, sink);
		assertThat(sink.lines).anyMatch(l -> l.contains("DEPLOYING")).last().asString().contains("RUNNING");
		var rest = new Lines();
		ServerlessLogSource.stream(session, Setup.id(Serverless.RUNTIME, id), new LogPosition(sink.last + 1, List.of(), List.of(), false), false, rest);
		assertThat(rest.lines).isEmpty();
		assertThatThrownBy(() -> ServerlessLogSource.stream(session, Setup.id(Serverless.RUNTIME, 9999), LogPosition.START, false, sink))
				.isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
	}

	@Test
	void whatWasMeasuredIsWhatTheCloudTells() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		int vm = session.runtime(id).orElseThrow().faas().vm().orElseThrow();
		assertThat(session.monitoring(vm)).allMatch(s -> s.memory() >= 0 && s.cpu() >= 0);
		assertThat(session.vm(vm).orElseThrow()).satisfies(v -> {
			assertThat(v.attributes()).containsKeys("SERVICE_ID", "ROLE_NAME");
			assertThat(v.history()).isNotEmpty();
		});
		assertThat(session.inspect(Setup.id(Serverless.VM, vm))).contains("\"STATE\"").doesNotContain("SR_AUTH\":\"b25l");
		assertThat(session.hosts()).isNotEmpty().allMatch(h -> h.cpus() > 0);
		assertThat(session.flavours()).contains("Function", "Function-Data");
		assertThat(session.schema()).isEqualTo(RuntimeSchema.json());
		assertThat(session.tellsSchema()).isTrue();
	}

	private static final class Lines implements LogSink {
		final List<String> lines = new ArrayList<>();
		long last;

		@Override
		public void connected() {
			// not looked at
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
			last = timeNanos;
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void timestamped(byte[] bytes, int offset, int length, int flags) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void mark(String text) {
			lines.add(text);
		}
	}
}
