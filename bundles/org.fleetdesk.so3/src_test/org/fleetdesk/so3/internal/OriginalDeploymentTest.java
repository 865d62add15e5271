package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.UntrustedHostKeyException;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.internal.sftp.SftpOptions;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.so3.original.engine.Generation;
import org.fleetdesk.so3.original.engine.MinaServer;
import org.fleetdesk.so3.original.engine.OriginalEngine;
import org.fleetdesk.so3.original.engine.Verb;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** From a dropped image to a running container on an original Smart Object: its engine's replica, and an SSH server on its file system. */
@Timeout(120)
class OriginalDeploymentTest {

	private static final DeploymentOptions START = new DeploymentOptions(Optional.empty(), true, true, Map.of());

	private final Setup setup = new Setup();
	private final So3ArtifactHandler artifacts = new So3ArtifactHandler(setup);
	@TempDir
	Path folder;
	private OriginalEngine engine;
	private MinaServer ssh;
	private String fingerprint;

	@AfterEach
	void close() throws Exception {
		setup.close();
		if (engine != null) {
			engine.close();
		}
		if (ssh != null) {
			ssh.close();
		}
	}

	private void start(Generation generation, boolean sftp) throws Exception {
		engine = new OriginalEngine(generation, Files.createDirectories(folder.resolve("so")));
		var generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(256);
		KeyPair key = generator.generateKeyPair();
		fingerprint = MinaServer.fingerprint(key);
		ssh = new MinaServer(folder.resolve("so"), key, 3, Optional.empty());
		setup.secrets.put("pw", "secret");
		connect(sftp ? Map.of(SftpOptions.ADDRESS, "sftp://root@:" + ssh.port(), SftpOptions.HOST_KEY, fingerprint) : Map.of());
	}

	private void connect(Map<String, String> options) {
		setup.connections.clear();
		setup.connect(new Connection("so", So3.KIND, "so-lab", engine.url(), Optional.empty(), Map.of(), false).withOptions(options, Map.of(SftpOptions.PASSWORD, "pw")));
	}

	private Artifact sample(String name, String as) throws Exception {
		Path file = Files.createDirectories(folder.resolve("local")).resolve(as + ".itb");
		Samples.write(name, file);
		return artifacts.inspect(file);
	}

	private DeploymentPlan plan(Artifact artifact) throws InterruptedException {
		return artifacts.plan(List.of(artifact), setup.connections, START);
	}

	private Setup.Run deploy(Artifact artifact) throws Exception {
		var run = new Setup.Run("r1", plan(artifact).requests().getFirst(), setup);
		run.run(new DeployHandler());
		return run;
	}

	private Resource resource(String kind, String name) throws Exception {
		return setup.session("so").refresh().ofKind(kind).stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
	}

	private Setup.Run act(TaskHandler handler, String verb, Resource resource) throws Exception {
		var run = new Setup.Run("r2", new TaskRequest(1, verb, verb, List.of(new TaskTarget(new ResourceId("so", resource.id().kind(), resource.id().key()), resource.name())),
				JsonNodeFactory.instance.objectNode()), setup);
		run.run(handler);
		return run;
	}

	@ParameterizedTest
	@EnumSource
	void aDroppedImageIsUploadedCreatedAndStarted(Generation generation) throws Exception {
		start(generation, true);
		var ticker = sample("ticker", "ticker");
		var item = plan(ticker).items().getFirst();
		assertThat(item.refusal()).isEmpty();
		assertThat(item.steps().getFirst()).startsWith("Upload ");
		var run = deploy(ticker);
		assertThat(run.progress.getLast().done()).isEqualTo(ticker.size());
		assertThat(engine.images().resolve("ticker.itb")).hasSameBinaryContentAs(ticker.file());
		assertThat(resource(So3.CONTAINER, "ticker").state().word()).isEqualTo("running");
		assertThat(engine.slots()).containsEntry(2, "living");
	}

	@ParameterizedTest
	@EnumSource
	void whatIsThereIsReadAndSentOnlyWhenItDiffers(Generation generation) throws Exception {
		start(generation, true);
		var ticker = sample("ticker", "ticker");
		Files.copy(ticker.file(), engine.images().resolve("ticker.itb"));
		assertThat(plan(ticker).items().getFirst().steps().getFirst()).endsWith("unless the file there is the same");
		assertThat(deploy(ticker).log).anyMatch(l -> l.contains("nothing is uploaded"));
		byte[] other = Files.readAllBytes(ticker.file());
		other[other.length - 1] ^= 1;
		Files.write(engine.images().resolve("ticker.itb"), other);
		var again = new Setup.Run("r3", new TaskRequest(1, So3.DEPLOY, "x", plan(ticker).requests().getFirst().targets(), plan(ticker).requests().getFirst().parameters()), setup);
		again.run(new DeployHandler());
		assertThat(again.log).noneMatch(l -> l.contains("nothing is uploaded"));
		assertThat(engine.images().resolve("ticker.itb")).hasSameBinaryContentAs(ticker.file());
		assertThat(setup.session("so").containers()).extracting(c -> c.name()).containsExactlyInAnyOrder("ticker", "ticker-2");
	}

	@ParameterizedTest
	@EnumSource
	void withoutSftpThePlanSaysWhatToSetUp(Generation generation) throws Exception {
		start(generation, false);
		assertThat(plan(sample("ticker", "ticker")).items().getFirst().refusal()).contains("takes no uploads").contains("SFTP address");
	}

	@ParameterizedTest
	@EnumSource
	void aServerThatIsNotTrustedIsShownByTheTestAndRefusedByThePlan(Generation generation) throws Exception {
		start(generation, true);
		setup.session("so").probe();
		connect(Map.of(SftpOptions.ADDRESS, "root@127.0.0.1:" + ssh.port()));
		assertThatThrownBy(() -> setup.session("so").probe()).isInstanceOfSatisfying(UntrustedHostKeyException.class, e -> assertThat(e.key().fingerprint()).isEqualTo(fingerprint));
		assertThat(plan(sample("ticker", "ticker")).items().getFirst().refusal()).contains("not trusted yet").contains(fingerprint);
	}

	@ParameterizedTest
	@EnumSource
	void anUploadThatFailsIsToldAndLeavesNothing(Generation generation) throws Exception {
		start(generation, true);
		var plan = plan(sample("ticker", "ticker"));
		ssh.fault(MinaServer.Fault.DENIED);
		var run = new Setup.Run("r1", plan.requests().getFirst(), setup);
		assertThatThrownBy(() -> run.run(new DeployHandler())).isInstanceOf(EngineException.class).hasMessageContaining("ticker.itb could not be uploaded");
		assertThat(engine.images()).isEmptyDirectory();
		assertThat(setup.session("so").containers()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void anImageIsRemovedAgain(Generation generation) throws Exception {
		start(generation, true);
		Files.writeString(engine.images().resolve("old.itb"), "x");
		var image = resource(So3.IMAGE, "old");
		assertThat(image.refusals()).doesNotContainKey(So3.REMOVE_IMAGE);
		act(new ImageHandler(), So3.REMOVE_IMAGE, image);
		assertThat(engine.images()).isEmptyDirectory();
	}

	/** The engine confirms everything; what it did not do is a failure all the same. */
	@ParameterizedTest
	@EnumSource
	void aConfirmationIsNotBelieved(Generation generation) throws Exception {
		start(generation, true);
		deploy(sample("ticker", "ticker"));
		for (var lie : Map.of(Verb.STOP, So3.STOP, Verb.PAUSE, So3.PAUSE).entrySet()) {
			engine.lie(lie.getKey());
			assertThatThrownBy(() -> act(new ContainerHandler(), lie.getValue(), resource(So3.CONTAINER, "ticker"))).as(lie.getValue()).isInstanceOf(EngineException.class)
					.hasMessageContaining("confirmed").hasMessageContaining("running");
		}
		engine.lie();
		act(new ContainerHandler(), So3.STOP, resource(So3.CONTAINER, "ticker"));
		for (var lie : Map.of(Verb.START, So3.START, Verb.REMOVE, So3.REMOVE).entrySet()) {
			engine.lie(lie.getKey());
			assertThatThrownBy(() -> act(new ContainerHandler(), lie.getValue(), resource(So3.CONTAINER, "ticker"))).as(lie.getValue()).isInstanceOf(EngineException.class)
					.hasMessageContaining("confirmed");
		}
		engine.lie();
		act(new ContainerHandler(), So3.START, resource(So3.CONTAINER, "ticker"));
		engine.lie(Verb.STOP, Verb.RESTART);
		assertThatThrownBy(() -> act(new ContainerHandler(), So3.RESTART, resource(So3.CONTAINER, "ticker"))).hasMessageContaining("confirmed").hasMessageContaining("running");
		engine.lie();
		act(new ContainerHandler(), So3.RESTART, resource(So3.CONTAINER, "ticker"));
		assertThat(engine.slots()).hasSize(1).containsValue("living");
		act(new ContainerHandler(), So3.PAUSE, resource(So3.CONTAINER, "ticker"));
		engine.lie(Verb.UNPAUSE);
		assertThatThrownBy(() -> act(new ContainerHandler(), So3.UNPAUSE, resource(So3.CONTAINER, "ticker"))).hasMessageContaining("confirmed");
	}
}
