package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.engine.EmisoEngineFactory;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.tasks.Artifacts;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.WaveSize;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** An image goes to six Smart Objects in waves, each with an engine of ours. The first one runs real guests where QEMU is installed. */
class RolloutOnEnginesTest {

	private static final BundleContext CONTEXT = FrameworkUtil.getBundle(RolloutOnEnginesTest.class).getBundleContext();
	private static final int SMART_OBJECTS = 6;
	private static final String NAMES = "rollout-";

	@TempDir
	private static Path folder;

	private final List<Engine> engines = new ArrayList<>();

	@BeforeAll
	static void opens() throws IOException {
		if (System.getProperty(DataFolder.PROPERTY) == null) {
			System.setProperty(DataFolder.PROPERTY, Files.createTempDirectory("rollouts").toString());
		}
		Files.createDirectories(service(DataFolder.class).path()); // the test before this one may have removed it
		assertThat(service(DataFolder.class).own("a test")).isEmpty();
	}

	@BeforeEach
	void start() throws Exception {
		for (int i = 1; i <= SMART_OBJECTS; i++) {
			var engine = new EmisoEngineFactory("test").start(new EngineContext(Files.createTempDirectory(folder, "engine"), new ListenAddress("127.0.0.1", 0),
					Security.LOOPBACK_ONLY, Map.of("--slots", "2-6", "--runtime", i == 1 ? "auto" : "simulated", "--settle", "1", "--name", "so-" + i, "--guests-on-stop", "end")));
			engines.add(engine);
			service(Connections.class).add(new Connection(NAMES + i, So3.KIND, "so-" + i, engine.url(), Optional.empty(), Map.of(), false));
		}
		var artifacts = service(Artifacts.class);
		var plan = artifacts.plan(List.of(artifacts.inspect(sample("ticker"))), connections(), new DeploymentOptions(Optional.empty(), true, true, Map.of()));
		var run = service(TaskService.class).await(service(TaskService.class).submit(plan.requests().getFirst()));
		assertThat(run.state()).as(run.targets().toString()).isEqualTo(TaskState.SUCCEEDED);
	}

	@AfterEach
	void stop() throws IOException {
		for (Connection connection : connections()) {
			service(Connections.class).remove(connection.id());
		}
		engines.forEach(Engine::close);
	}

	private static <S> S service(Class<S> type) {
		var reference = CONTEXT.getServiceReference(type);
		assertThat(reference).as(type.getName()).isNotNull();
		return CONTEXT.getService(reference);
	}

	private static List<Connection> connections() {
		return service(Connections.class).list().stream().filter(c -> c.id().startsWith(NAMES)).toList();
	}

	private static Path sample(String name) throws IOException {
		Path file = folder.resolve(name + ".itb");
		Samples.write(name, file);
		return file;
	}

	private static Resource container(int smartObject) throws Exception {
		var there = service(Sessions.class).session(NAMES + smartObject).refresh().ofKind(So3.CONTAINER);
		assertThat(there).hasSize(1);
		return there.getFirst();
	}

	/** A container is as it was before all rollouts, and nothing is left of them. */
	private static void assertOld(int smartObject) throws Exception {
		assertThat(container(smartObject).attribute(So3.IMAGE_NAME)).as("so-%d", smartObject).isEqualTo("ticker");
		assertThat(container(smartObject).state().toString()).as("so-%d", smartObject).isEqualTo("running (living)");
		assertThat(service(Sessions.class).session(NAMES + smartObject).refresh().ofKind(So3.IMAGE)).as("so-%d", smartObject).extracting(Resource::name).containsExactly("ticker");
	}

	/** The update of all containers to the image of a file. */
	private static TaskRequest update(String sample) throws Exception {
		var artifact = service(Artifacts.class).inspect(sample(sample));
		var parameters = JsonNodeFactory.instance.objectNode().put("file", artifact.file().toString()).put("image", artifact.name()).put("digest", artifact.digest())
				.put("size", artifact.size());
		var targets = new ArrayList<TaskTarget>();
		for (int i = 1; i <= SMART_OBJECTS; i++) {
			targets.add(new TaskTarget(container(i).id(), "ticker on so-" + i));
		}
		return new TaskRequest(1, So3.UPDATE, "Update to " + sample, targets, parameters);
	}

	private static String begin(TaskRequest request, Duration soak) throws IOException {
		return service(RolloutService.class).start(request,
				new RolloutPlan(List.of(WaveSize.of("2"), WaveSize.of("100%")), 100, 1, soak, OnFailure.ROLL_BACK_WAVE));
	}

	private static Rollout end(String id) throws InterruptedException {
		return service(RolloutService.class).await(id);
	}

	private static void assertStoppedInTheFirstWave(Rollout rollout) {
		assertThat(rollout.state()).as(rollout.reason()).isEqualTo(State.ROLLED_BACK);
		assertThat(rollout.waves()).extracting(Rollout.Wave::state).containsExactly(WaveState.ROLLED_BACK, WaveState.PENDING);
		assertThat(rollout.waves().getLast().runs()).as("the second wave never starts").isEmpty();
	}

	@Test
	void allWavesGetTheImageAndCanBeTakenBack() throws Exception {
		var rollout = end(begin(update("ticker-v2"), Duration.ofMillis(500)));
		assertThat(rollout.state()).as(rollout.reason()).isEqualTo(State.SUCCEEDED);
		for (int i = 1; i <= SMART_OBJECTS; i++) {
			assertThat(container(i).attribute(So3.IMAGE_NAME)).isEqualTo("ticker-v2");
			assertThat(container(i).state().toString()).isEqualTo("running (living)");
		}
		service(RolloutService.class).rollBack(rollout.id());
		var back = end(rollout.id());
		assertThat(back.state()).as(back.reason()).isEqualTo(State.ROLLED_BACK);
		for (int i = 1; i <= SMART_OBJECTS; i++) {
			assertOld(i);
		}
	}

	@Test
	void aCrashingImageRollsBackByItselfAndTheNextWaveNeverStarts() throws Exception {
		var request = update("crash");
		boolean crashes = container(1).attribute(So3.RUNTIME).equals("qemu"); // a simulated guest does not
		String id = begin(request, Duration.ofMinutes(10));
		if (!crashes) {
			untilItSoaks(id);
			kill(1);
		}
		var rollout = end(id);
		assertStoppedInTheFirstWave(rollout);
		assertThat(rollout.reason()).startsWith("1 of 2 targets of wave 1 ").contains("ticker on so-1: ");
		for (int i = 1; i <= SMART_OBJECTS; i++) {
			assertOld(i);
		}
	}

	@Test
	void aLostSmartObjectRollsItsWaveBack() throws Exception {
		var request = update("ticker-v2");
		engines.getFirst().close();
		var rollout = end(begin(request, Duration.ZERO));
		assertStoppedInTheFirstWave(rollout);
		assertThat(rollout.reason()).startsWith("1 of 2 targets of wave 1 failed: ticker on so-1: ");
		for (int i = 2; i <= SMART_OBJECTS; i++) {
			assertOld(i);
		}
	}

	@Test
	void aHaltWhileItSoaksIsObeyedAtOnce() throws Exception {
		String id = begin(update("ticker-v2"), Duration.ofMinutes(10));
		untilItSoaks(id);
		service(RolloutService.class).halt(id);
		var rollout = end(id);
		assertThat(rollout.state()).isEqualTo(State.HALTED);
		assertThat(rollout.waves()).extracting(Rollout.Wave::state).as("the soak was not waited for: it would have ended the wave").containsExactly(WaveState.HALTED, WaveState.PENDING);
		service(RolloutService.class).rollBack(id);
		assertThat(end(id).state()).isEqualTo(State.ROLLED_BACK);
		assertOld(1);
		assertOld(2);
	}

	private static void untilItSoaks(String id) throws InterruptedException {
		long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
		while (service(RolloutService.class).rollout(id).orElseThrow().state() != State.SOAKING) {
			assertThat(System.nanoTime()).as("it soaks").isLessThan(end);
			Thread.sleep(50);
		}
	}

	private static void kill(int smartObject) throws Exception {
		var tasks = service(TaskService.class);
		tasks.await(tasks.submit(new TaskRequest(1, So3.KILL, "Kill", List.of(new TaskTarget(container(smartObject).id(), "ticker")), JsonNodeFactory.instance.objectNode())));
	}
}
