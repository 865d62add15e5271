package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.State;
import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.So3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {

	private final Setup setup = new Setup();

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	@Test
	void showsContainersWithBothStatesAndWhatCanBeDone() throws Exception {
		var engine = setup.engine("lab", false);
		engine.add("ticker", "tick", "running");
		var crashed = engine.add("crash", "boom", "exited");
		crashed.nativeState = "dead";
		crashed.exitCode = 1;
		var snapshot = setup.session("lab").refresh();
		Resource ticker = snapshot.ofKind(So3.CONTAINER).getFirst();
		assertThat(ticker.name()).isEqualTo("ticker");
		assertThat(ticker.id().key()).isEqualTo(engine.containers.getFirst().id);
		assertThat(ticker.state()).isEqualTo(new State(Phase.RUNNING, "running", "living"));
		assertThat(ticker.attributes()).containsEntry(So3.SLOT, "2").containsEntry(So3.STARTED, "2026-01-01T00:00:00.000000001Z").containsEntry(So3.RUNTIME, "simulated").containsEntry(So3.IMAGE_NAME, "tick")
				.containsEntry(So3.CREATED, "2023-11-14T22:13:20Z").containsEntry(So3.SPID, "abc");
		assertThat(ticker.refusals()).containsOnlyKeys(So3.START, So3.UNPAUSE, So3.REMOVE);
		Resource crash = snapshot.ofKind(So3.CONTAINER).getLast();
		assertThat(crash.state()).isEqualTo(new State(Phase.FAILED, "exited", "dead"));
		assertThat(crash.attribute(So3.EXIT_CODE)).isEqualTo("1");
		assertThat(crash.refusals()).containsOnlyKeys(So3.STOP, So3.PAUSE, So3.UNPAUSE, So3.KILL, So3.CHECKPOINT);
		Resource image = snapshot.ofKind(So3.IMAGE).getFirst();
		assertThat(image.name()).isEqualTo("tick");
		assertThat(image.attributes()).containsEntry(So3.TYPE, "kernel").containsEntry(So3.CONTAINERS, "1");
		assertThat(image.refusals().get(So3.REMOVE_IMAGE)).contains("ticker");
		assertThat(snapshot.facts()).containsEntry("Slots", "2 of 5").containsEntry("Runtime", "simulated").containsEntry("Smart Object", "lab");
	}

	@Test
	void aStoppedContainerIsNotAFailedOne() throws Exception {
		var engine = setup.engine("lab", false);
		engine.add("ticker", "tick", "exited").exitCode = 137;
		assertThat(setup.session("lab").refresh().ofKind(So3.CONTAINER).getFirst().state()).isEqualTo(new State(Phase.STOPPED, "exited", "booting"));
	}

	@Test
	void aContainerOfTheOriginalKeepsItsIdentityWhenItsIdMoves() throws Exception {
		var engine = setup.engine("so", true);
		var entry = engine.add("ticker", "tick", "running");
		var before = setup.session("so").refresh().ofKind(So3.CONTAINER).getFirst();
		entry.id = "5";
		var after = setup.session("so").refresh().ofKind(So3.CONTAINER).getFirst();
		assertThat(after.id()).isEqualTo(before.id());
		assertThat(after.attribute(So3.ID)).isEqualTo("5");
		assertThat(after.refusals()).containsKey(So3.KILL);
	}

	@Test
	void anEmptyOriginalIsEmpty() throws Exception {
		setup.engine("so", true);
		assertThat(setup.session("so").refresh().resources()).isEmpty();
		assertThat(setup.session("so").probe().product()).isEqualTo("EMISO Engine");
	}

	@Test
	void containersOfOneNameAreToldApart() throws Exception {
		var engine = setup.engine("so", true);
		engine.add("a", "x", "running");
		engine.add("a", "x", "created");
		assertThat(setup.session("so").refresh().ofKind(So3.CONTAINER)).hasSize(2);
	}

	private Resource container(String version, String info) throws Exception {
		var engine = setup.engine("general", false);
		engine.add("web", "docker.io/library/busybox:1.36", "running");
		engine.before = (request, exchange) -> {
			try {
				if (request.equals("GET /version")) {
					FakeEmiso.json(exchange, 200, version);
				} else if (request.equals("GET /info")) {
					FakeEmiso.json(exchange, 200, info);
				}
			} catch (java.io.IOException e) {
				throw new java.io.UncheckedIOException(e);
			}
		};
		return setup.session("general").refresh().ofKind(So3.CONTAINER).getFirst();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"{\"Platform\":{\"Name\":\"Docker Engine - Community\"},\"Components\":[{\"Name\":\"Engine\"},{\"Name\":\"containerd\"}]} | DOCKER | Docker Engine - Community",
			"{\"Platform\":{\"Name\":\"\"},\"Components\":[{\"Name\":\"Engine\"},{\"Name\":\"containerd\"}]} | DOCKER | Docker Engine",
			"{\"Platform\":{\"Name\":\"linux/amd64/debian-12\"},\"Components\":[{\"Name\":\"Podman Engine\"}]} | PODMAN | Podman Engine",
			"{\"Components\":[{\"Name\":\"Engine\"}]} | OTHER | Docker-compatible engine", "{} | OTHER | Docker-compatible engine" })
	void engineOfGeneralContainersIsTakenForWhatItIs(String version, EngineProfile profile, String product) throws Exception {
		var container = container(version, "{\"Name\":\"host\"}");
		var host = setup.session("general").host();
		assertThat(host.profile()).isEqualTo(profile);
		assertThat(host.product()).isEqualTo(product);
		assertThat(container.attribute(So3.IMAGE_NAME)).isEqualTo("docker.io/library/busybox:1.36");
		assertThat(container.refusals()).containsKeys(So3.UPDATE, So3.LABEL, So3.CHECKPOINT, So3.RESTORE).doesNotContainKeys(So3.KILL, So3.RENAME, So3.STOP);
		var snapshot = setup.session("general").refresh();
		assertThat(snapshot.refusals().get(So3.DEPLOY)).contains("EMISO engines only");
		assertThat(snapshot.refusals()).doesNotContainKey(So3.PRUNE_IMAGES);
		assertThat(snapshot.facts()).doesNotContainKey("Slots").containsEntry("Containers", "1").containsEntry("Host", "host");
	}

	@Test
	void theGenerationsOfTheOriginalAreToldApart() throws Exception {
		var engine = setup.engine("so", true);
		engine.add("ticker", "tick", "running");
		assertThat(setup.session("so").host().profile()).isEqualTo(EngineProfile.EMISO_V2);
		assertThat(setup.session("so").containers().getFirst().slot()).as("the number of a container is its slot").hasValue(2);
		var newer = setup.engine("newer", true);
		newer.add("ticker", "tick", "created");
		newer.before = (request, exchange) -> {
			if (request.equals("GET /plugins")) {
				try {
					FakeEmiso.json(exchange, 200, "[]");
				} catch (java.io.IOException e) {
					throw new java.io.UncheckedIOException(e);
				}
			}
		};
		assertThat(setup.session("newer").host().profile()).isEqualTo(EngineProfile.EMISO_V4);
		assertThat(setup.session("newer").containers().getFirst().slot()).isEmpty();
		assertThat(setup.session("newer").refresh().facts()).as("only what runs has a slot").containsEntry("Slots", "0 of 5");
		assertThat(setup.session("newer").refresh().refusals()).containsKey(So3.PRUNE_IMAGES).doesNotContainKey(So3.DEPLOY);
	}

	@Test
	void theOriginalHasNoEventsAndTakesNoUploads() throws Exception {
		setup.engine("so", true);
		var session = setup.session("so");
		assertThatThrownBy(() -> session.watch(() -> {
		})).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
		assertThatThrownBy(() -> session.load(java.nio.file.Path.of("x.itb"), "x", n -> {
		})).isInstanceOf(EngineException.class).hasMessageContaining("SD card");
	}

	@Test
	void watchingEndsAtOnceWhenInterrupted() throws Exception {
		var engine = setup.engine("lab", false);
		var release = new CountDownLatch(1);
		engine.before = (request, exchange) -> {
			if (request.equals("GET /events")) {
				try {
					exchange.getResponseHeaders().set("Content-Type", "application/json");
					exchange.sendResponseHeaders(200, 0);
					exchange.getResponseBody().write("{\"Type\":\"container\"}\n".getBytes());
					exchange.getResponseBody().flush();
					release.await(20, TimeUnit.SECONDS);
				} catch (Exception e) {
					throw new IllegalStateException(e);
				}
			}
		};
		var changes = new CountDownLatch(2);
		var task = new FutureTask<Exception>(() -> {
			try {
				setup.session("lab").watch(changes::countDown);
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		var thread = Thread.ofVirtual().start(task);
		assertThat(changes.await(30, TimeUnit.SECONDS)).as("one for the stream, one for the event").isTrue();
		thread.interrupt();
		assertThat(task.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		release.countDown();
	}

	@Test
	void nobodyAtTheAddressIsUnreachable() throws Exception {
		var engine = setup.engine("lab", false);
		engine.close();
		assertThatThrownBy(() -> setup.session("lab").refresh()).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
				.hasMessageContaining("cannot be reached");
	}

	@Test
	void anEngineThatDoesNotAnswerInTimeIsGivenUp() throws Exception {
		var engine = setup.engine("lab", false);
		var release = new CountDownLatch(1);
		engine.before = (request, exchange) -> {
			if (request.equals("GET /containers/json") && release.getCount() > 0) {
				try {
					release.await(20, TimeUnit.SECONDS);
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				}
			}
		};
		try (var http = new HttpClientFactory(HttpAudit.NONE);
				var session = new EmisoSession(setup.session("lab").connection(), new DockerEngine(http.open(DockerEngine.settings(engine.url()).withDeadline(Duration.ofMillis(500)))),
						null, Optional.empty(), change -> AuditLog.Answer.UNHEARD, InstantSource.system())) {
			assertThatThrownBy(session::refresh).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT));
			release.countDown();
		}
	}

	@Test
	void hostileSlotsAndTextsDoNoHarm() throws Exception {
		var engine = setup.engine("lab", false);
		var entry = engine.add("a", "x", "running");
		entry.slot = Integer.MAX_VALUE;
		entry.labels = Map.of("k\u001b[31m", "v");
		assertThat(setup.session("lab").refresh().ofKind(So3.CONTAINER).getFirst().attributes()).doesNotContainKey(So3.SLOT);
	}
}
