package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTest {

	private static final DeploymentOptions START = new DeploymentOptions(Optional.empty(), true, true, Map.of("site", "lab"));

	private final Setup setup = new Setup();
	private final So3ArtifactHandler artifacts = new So3ArtifactHandler(setup);
	private final DeployHandler handler = new DeployHandler();

	@TempDir
	private Path folder;

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private Artifact sample(String name) throws Exception {
		Path file = folder.resolve(name + ".itb");
		Samples.write(name, file);
		return artifacts.inspect(file);
	}

	private DeploymentPlan plan(DeploymentOptions options, Artifact... all) throws InterruptedException {
		return artifacts.plan(List.of(all), setup.connections, options);
	}

	private Setup.Run run(DeploymentPlan plan) {
		return new Setup.Run("r1", plan.requests().getFirst(), setup);
	}

	@Test
	void takesImagesAndTellsWhatTheyAre() throws Exception {
		Path file = folder.resolve("My Ticker.itb");
		Samples.write("ticker", file);
		assertThat(artifacts.sniff(file, Files.readAllBytes(file))).isTrue();
		assertThat(artifacts.sniff(Path.of("x.zip"), "PK".getBytes())).isFalse();
		var artifact = artifacts.inspect(file);
		assertThat(artifact.usable()).isTrue();
		assertThat(artifact.name()).isEqualTo("my-ticker");
		assertThat(artifact.title()).isEqualTo("SO3 image, arm64, stand-alone kernel");
		assertThat(artifact.digest()).isEqualTo(FakeEmiso.digest(Files.readAllBytes(file)));
		assertThat(artifact.facts()).containsEntry("Name", "ticker");
	}

	@Test
	void aDamagedImageIsAFinding() throws Exception {
		Path file = folder.resolve("x.itb");
		Samples.write("ticker", file);
		byte[] bytes = Files.readAllBytes(file);
		bytes[bytes.length / 4] ^= 1;
		Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
		var artifact = artifacts.inspect(file);
		assertThat(artifact.usable()).isFalse();
		assertThat(artifact.findings().getFirst().severity()).isEqualTo(Severity.ERROR);
	}

	@Test
	void inspectionEndsWhenInterrupted() throws Exception {
		Path file = folder.resolve("x.itb");
		Samples.write("ticker", file);
		var task = new FutureTask<Exception>(() -> {
			Thread.currentThread().interrupt();
			try {
				artifacts.inspect(file);
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		Thread.ofVirtual().start(task);
		assertThat(task.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
	}

	@Test
	void uploadsCreatesAndStarts() throws Exception {
		var engine = setup.engine("lab", false);
		var ticker = sample("ticker");
		var plan = plan(START, ticker);
		assertThat(plan.items().getFirst().steps()).containsExactly("Upload " + size(ticker), "Create ticker in slot 2", "Start");
		assertThat(plan.items().getFirst().warnings()).anyMatch(w -> w.contains("simulates"));
		var run = run(plan);
		run.run(handler);
		assertThat(engine.images).containsEntry("ticker", ticker.digest());
		assertThat(engine.containers).hasSize(1).first().satisfies(c -> {
			assertThat(c.state).isEqualTo("running");
			assertThat(c.labels).containsEntry("site", "lab").containsEntry(So3.RUN_LABEL, "r1");
		});
		assertThat(run.progress.getLast().fraction()).isEqualTo(1);
		assertThat(run.result).isEqualTo("ticker is running (living)");
		assertThat(run.published).isNotEmpty();
	}

	private static String size(Artifact artifact) {
		return "%.1f KiB".formatted(artifact.size() / 1024.0);
	}

	@Test
	void anIdenticalDigestSkipsTheUpload() throws Exception {
		var engine = setup.engine("lab", false);
		var ticker = sample("ticker");
		engine.images.put("other", ticker.digest());
		var plan = plan(START, ticker);
		assertThat(plan.items().getFirst().steps()).first().isEqualTo("The image is there already");
		run(plan).run(handler);
		assertThat(engine.requests).noneMatch(r -> r.startsWith("POST /images/load"));
		assertThat(engine.containers.getFirst().image).isEqualTo("other");
	}

	@Test
	void aRetryGoesOnWhereItWasCutOff() throws Exception {
		var engine = setup.engine("lab", false);
		var plan = plan(START, sample("ticker"));
		var first = run(plan);
		first.run(handler);
		engine.containers.getFirst().state = "created";
		assertThat(handler.probe(first.step(handler, "create"), first)).isEqualTo(Probe.HAPPENED);
		assertThat(handler.probe(first.step(handler, "start"), first)).isEqualTo(Probe.NOT_HAPPENED);
		run(plan).run(handler);
		assertThat(engine.containers).hasSize(1).first().satisfies(c -> assertThat(c.state).isEqualTo("running"));
		assertThat(engine.requests.stream().filter(r -> r.startsWith("POST /images/load"))).hasSize(1);
	}

	@Test
	void aCancelledUploadEndsAtOnceAndLeavesNothing() throws Exception {
		var engine = setup.engine("lab", false);
		engine.stall = true;
		Path big = folder.resolve("big.itb");
		Files.write(big, new byte[64 << 20]);
		var artifact = new Artifact(big, So3.KIND, "big", "", 64 << 20, "sha256:0", List.of(), Map.of());
		var run = run(plan(START, artifact));
		var task = new FutureTask<Exception>(() -> {
			try {
				handler.run(run.step(handler, "upload"), run);
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		var thread = Thread.ofVirtual().start(task);
		assertThat(engine.uploading.await(30, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(task.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		handler.compensate(run.step(handler, "upload"), run);
		assertThat(run.log).contains("Nothing of the image is on the engine");
		assertThat(engine.images).isEmpty();
	}

	@Test
	void anUploadThatWasCompleteWhenCancelledIsTakenBack() throws Exception {
		var engine = setup.engine("lab", false);
		var run = run(plan(START, sample("ticker")));
		handler.run(run.step(handler, "upload"), run);
		handler.compensate(run.step(handler, "upload"), run);
		assertThat(engine.images).isEmpty();
	}

	@Test
	void anImageThatWasThereBeforeIsNotTakenBack() throws Exception {
		var engine = setup.engine("lab", false);
		var ticker = sample("ticker");
		engine.images.put("ticker", ticker.digest());
		var run = run(plan(START, ticker));
		handler.run(run.step(handler, "upload"), run);
		handler.compensate(run.step(handler, "upload"), run);
		assertThat(engine.images).containsKey("ticker");
	}

	@Test
	void aFileThatChangedIsNotDeployed() throws Exception {
		var engine = setup.engine("lab", false);
		var ticker = sample("ticker");
		var plan = plan(START, ticker);
		byte[] bytes = Files.readAllBytes(ticker.file());
		bytes[bytes.length - 1] ^= 1;
		Files.write(ticker.file(), bytes);
		assertThatThrownBy(() -> run(plan).run(handler)).isInstanceOf(EngineException.class).hasMessageContaining("changed");
		Files.write(ticker.file(), new byte[3]);
		assertThatThrownBy(() -> run(plan).run(handler)).isInstanceOf(EngineException.class).hasMessageContaining("changed since it was inspected");
		Files.delete(ticker.file());
		assertThatThrownBy(() -> run(plan).run(handler)).isInstanceOf(EngineException.class).hasMessageContaining("cannot be read");
		assertThat(engine.containers).isEmpty();
	}

	@Test
	void oneBrokenImageAmongFiveStopsOnlyItself() throws Exception {
		var engine = setup.engine("lab", false);
		var all = new ArrayList<Artifact>();
		for (String name : List.of("ticker", "burst", "crash", "ticker-v2")) {
			all.add(sample(name));
		}
		Path broken = Files.write(folder.resolve("broken.itb"), new byte[] { (byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed, 1, 2, 3 });
		all.add(2, artifacts.inspect(broken));
		var plan = plan(START, all.toArray(Artifact[]::new));
		assertThat(plan.items()).hasSize(5);
		assertThat(plan.items().stream().filter(i -> !i.refusal().isEmpty())).singleElement().satisfies(i -> assertThat(i.refusal()).contains("cannot be used"));
		assertThat(plan.requests()).hasSize(4);
		for (var request : plan.requests()) {
			new Setup.Run(request.title(), request, setup).run(handler);
		}
		assertThat(engine.containers).extracting(c -> c.name).containsExactly("ticker", "burst", "crash", "ticker-v2");
	}

	@Test
	void slotsAndNamesAreDealtOut() throws Exception {
		var engine = setup.engine("lab", false);
		engine.add("ticker", "old", "running");
		engine.add("a", "old", "running");
		engine.add("b", "old", "running");
		var plan = plan(START, sample("ticker"), sample("burst"), sample("crash"));
		assertThat(plan.items()).extracting(DeploymentPlan.Item::resultName).containsExactly("ticker-2", "burst", "");
		assertThat(plan.items().get(0).steps()).contains("Create ticker-2");
		assertThat(plan.items().get(1).steps()).contains("Create burst");
		assertThat(plan.items().get(2).refusal()).contains("No slot is free");
	}

	@Test
	void aDeadTargetIsRefusedAndTheOthersAreNot() throws Exception {
		setup.engine("lab", false);
		try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			setup.connect("dead", URI.create("tcp://127.0.0.1:" + freePort()));
			setup.engine("so", true);
			var plan = plan(START, sample("ticker"));
			assertThat(plan.items()).extracting(DeploymentPlan.Item::connection).containsExactly("lab", "dead", "so");
			assertThat(plan.items().get(0).refusal()).isEmpty();
			assertThat(plan.items().get(1).refusal()).contains("nothing listens there");
			assertThat(plan.items().get(2).refusal()).contains("takes no uploads");
			assertThat(plan.requests()).singleElement().satisfies(r -> assertThat(r.targets()).hasSize(1));
		}
	}

	private static int freePort() throws IOException {
		try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Test
	void anImageThatTheOriginalHasIsDeployedThere() throws Exception {
		var engine = setup.engine("so", true);
		var ticker = sample("ticker");
		engine.images.put("ticker", "md5:1");
		engine.sizes.put("ticker", ticker.size());
		var plan = plan(START, ticker);
		assertThat(plan.items().getFirst().steps()).first().isEqualTo("The image is there already");
		run(plan).run(handler);
		assertThat(engine.containers.getFirst().state).isEqualTo("running");
	}

	@Test
	void theParametersSurviveTheJournal() throws Exception {
		setup.engine("lab", false);
		var request = plan(new DeploymentOptions(Optional.of("x"), true, false, Map.of("a", "b")), sample("ticker")).requests().getFirst();
		var read = Deployment.of(request.parameters().deepCopy());
		assertThat(read.names()).containsEntry("lab", "x");
		assertThat(read.labels()).containsEntry("a", "b");
		assertThat(read.start()).isFalse();
		assertThat(handler.plan(request, request.targets().getFirst())).extracting(s -> s.id()).containsExactly("check", "upload", "create");
	}

	@Test
	void connectionsAreNamedInTheTitle() throws Exception {
		setup.engine("lab", false);
		Connection connection = setup.connections.getFirst();
		assertThat(plan(START, sample("ticker")).requests().getFirst().title()).isEqualTo("Deploy ticker.itb to " + connection.name());
	}
}
