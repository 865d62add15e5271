package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.engine.EmisoEngineFactory;
import org.fleetdesk.so3.model.HashAlgorithm;
import org.fleetdesk.so3.model.ImageSpec;
import org.fleetdesk.so3.model.Payload;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.Artifacts;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The client's services against our engine over HTTP, both in one framework; guests are real where QEMU is installed. */
class ClientAndEngineTest {

	private static final BundleContext CONTEXT = FrameworkUtil.getBundle(ClientAndEngineTest.class).getBundleContext();
	private static final String LAB = "lab-id";

	@TempDir
	private static Path folder;

	private Path engineData;
	private Engine engine;

	@BeforeAll
	static void opens() throws IOException {
		System.setProperty(DataFolder.PROPERTY, Files.createDirectories(folder.resolve("data")).toString());
		assertThat(service(DataFolder.class).own("a test")).isEmpty();
	}

	@AfterAll
	static void forgets() throws IOException {
		service(Connections.class).remove(LAB);
	}

	@BeforeEach
	void start() throws Exception {
		engineData = Files.createTempDirectory(folder, "engine");
		engine = engine(0);
		service(Connections.class).remove(LAB);
		service(Connections.class).add(new Connection(LAB, So3.KIND, "lab", engine.url(), Optional.empty(), Map.of(), false));
	}

	private Engine engine(int port) throws Exception {
		return new EmisoEngineFactory("test").start(new EngineContext(engineData, new ListenAddress("127.0.0.1", port), Security.LOOPBACK_ONLY,
				Map.of("--slots", "2-6", "--runtime", "auto", "--name", "test-object", "--guests-on-stop", "end")));
	}

	@AfterEach
	void stop() {
		engine.close();
	}

	private static <S> S service(Class<S> type) {
		var reference = CONTEXT.getServiceReference(type);
		assertThat(reference).as(type.getName()).isNotNull();
		return CONTEXT.getService(reference);
	}

	private static Snapshot refresh() throws Exception {
		return service(Sessions.class).session(LAB).refresh();
	}

	private static TaskRun run(TaskRequest request) throws Exception {
		return service(TaskService.class).await(service(TaskService.class).submit(request));
	}

	private static TaskRun deploy(Path... files) throws Exception {
		var artifacts = service(Artifacts.class);
		var all = new java.util.ArrayList<Artifact>();
		for (Path file : files) {
			all.add(artifacts.inspect(file));
		}
		var plan = artifacts.plan(all, List.of(service(Connections.class).find(LAB).orElseThrow()), new DeploymentOptions(Optional.empty(), true, true, Map.of()));
		TaskRun last = null;
		for (TaskRequest request : plan.requests()) {
			last = run(request);
		}
		return last;
	}

	private static Path sample(String name) throws IOException {
		Path file = folder.resolve(name + ".itb");
		Samples.write(name, file);
		return file;
	}

	private static TaskRun act(String verb, ResourceId container) throws Exception {
		return act(verb, container, "{}");
	}

	private static TaskRun act(String verb, ResourceId container, String parameters) throws Exception {
		return run(new TaskRequest(1, verb, verb, List.of(new TaskTarget(container, "it")), (ObjectNode) new ObjectMapper().readTree(parameters)));
	}

	private static void assertDone(TaskRun run) {
		assertThat(run.state()).as(run.targets().toString()).isEqualTo(TaskState.SUCCEEDED);
	}

	private static Resource only() throws Exception {
		assertThat(refresh().ofKind(So3.CONTAINER)).hasSize(1);
		return refresh().ofKind(So3.CONTAINER).getFirst();
	}

	@Test
	void deploysAndLeadsAContainerThroughItsLife() throws Exception {
		assertThat(deploy(sample("ticker"))).satisfies(r -> assertThat(r.state()).as(r.targets().toString()).isEqualTo(TaskState.SUCCEEDED));
		var id = only().id();
		assertThat(only().state().toString()).isEqualTo("running (living)");
		assertThat(only().labels()).containsKey(So3.RUN_LABEL);
		for (var step : List.of(List.of(So3.PAUSE, "paused (suspended)"), List.of(So3.UNPAUSE, "running (living)"), List.of(So3.STOP, "exited (booting)"),
				List.of(So3.START, "running (living)"), List.of(So3.KILL, "exited (booting)"))) {
			assertThat(act(step.getFirst(), id).state()).as(step.getFirst()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(only().state().toString()).isEqualTo(step.getLast());
			assertThat(only().id()).isEqualTo(id);
		}
		assertThat(act(So3.REMOVE, id).state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(refresh().ofKind(So3.CONTAINER)).isEmpty();
		assertThat(refresh().ofKind(So3.IMAGE)).hasSize(1);
		assertThat(act(So3.STOP, id)).satisfies(r -> {
			assertThat(r.state()).isEqualTo(TaskState.FAILED);
			assertThat(r.targets().getFirst().message()).contains("no longer there");
		});
	}

	@Test
	void whatWasChangedIsInTheAuditLogAndDoneAgainByAShell() throws Exception {
		var reader = service(AuditLog.class).read(Instant.now());
		Path file = Files.copy(sample("ticker"), folder.resolve("it's a 'ticker' $(id).itb"), StandardCopyOption.REPLACE_EXISTING);
		var deployed = deploy(file);
		assertDone(deployed);
		var id = only().id();
		var image = refresh().ofKind(So3.IMAGE).getFirst();
		assertDone(act(So3.RENAME, id, "{\"name\":\"clock\"}"));
		var stopped = act(So3.STOP, id);
		assertDone(stopped);
		var lines = reader.more();
		assertThat(lines).filteredOn(AuditLog.Sent.class::isInstance).as("each has ended")
				.allMatch(sent -> lines.stream().anyMatch(l -> l instanceof AuditLog.Ended end && end.id().equals(sent.id()) && end.failure().isEmpty()));
		assertDone(act(So3.START, id));
		shell(sent(lines, "/stop").command());
		assertThat(only().state().toString()).isEqualTo("exited (booting)");
		assertThat(sent(lines, "/stop").task()).contains(stopped.id());
		assertDone(act(So3.RENAME, id, "{\"name\":\"other\"}"));
		shell(sent(lines, "/rename").command());
		assertThat(only().name()).isEqualTo("clock");
		assertDone(act(So3.REMOVE, id));
		assertDone(act(So3.REMOVE_IMAGE, image.id()));
		assertThat(refresh().ofKind(So3.IMAGE)).isEmpty();
		shell(sent(lines, "--data-binary").command());
		assertThat(refresh().ofKind(So3.IMAGE)).singleElement().extracting(Resource::name).isEqualTo(image.name());
		shell(sent(lines, "/containers/create").command());
		assertThat(only().labels()).containsEntry(So3.RUN_LABEL, deployed.id());
	}

	private static AuditLog.Sent sent(List<AuditLog.Line> lines, String part) {
		return lines.stream().filter(l -> l instanceof AuditLog.Sent sent && sent.command().contains(part)).map(AuditLog.Sent.class::cast).findFirst().orElseThrow();
	}

	private static void shell(String line) throws Exception {
		var process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(line + "\n" + said).isZero();
		assertThat(said).as(line).doesNotContain("\"message\"");
	}

	@Test
	void aContainerIsChangedAndStaysTheSameOne() throws Exception {
		assertDone(deploy(sample("ticker")));
		var id = only().id();
		for (String image : List.of("ticker-v2", "crash")) {
			Samples.write(image, engineData.resolve("images").resolve(image + ".itb"));
		}
		assertDone(act(So3.RENAME, id, "{\"name\":\"clock\"}"));
		assertDone(act(So3.LABEL, id, "{\"set\":{\"site\":\"roof\"}}"));
		assertDone(act(So3.UPDATE, id, "{\"image\":\"ticker-v2\"}"));
		assertThat(only()).satisfies(c -> {
			assertThat(c.id()).isEqualTo(id);
			assertThat(c.name()).isEqualTo("clock");
			assertThat(c.labels()).containsEntry("site", "roof").containsKey(So3.RUN_LABEL);
			assertThat(c.attribute(So3.IMAGE_NAME)).isEqualTo("ticker-v2");
			assertThat(c.state().toString()).isEqualTo("running (living)");
		});
		if (only().attribute(So3.RUNTIME).equals("qemu")) { // a simulated guest does not crash
			var run = act(So3.UPDATE, id, "{\"image\":\"crash\"}");
			assertThat(run.state()).isEqualTo(TaskState.FAILED);
			assertThat(run.targets().getFirst().message()).startsWith("clock could not be updated to crash: ").endsWith("it is back on the old image. clock is made of ticker-v2 and is running (living)");
			assertThat(only().attribute(So3.IMAGE_NAME)).isEqualTo("ticker-v2");
		}
	}

	@Test
	void aContainerGoesBackToWhatWasKept() throws Exception {
		assertDone(deploy(sample("ticker")));
		var id = only().id();
		assertDone(act(So3.CHECKPOINT, id, "{\"name\":\"noon\"}"));
		assertThat(only().state().toString()).isEqualTo("running (living)");
		String before = only().attribute(So3.STARTED);
		assertDone(act(So3.RESTORE, id, "{\"name\":\"noon\"}"));
		assertThat(only().state().toString()).isEqualTo("running (living)");
		assertThat(only().attribute(So3.STARTED)).as("it is another run").isNotEqualTo(before);
		assertDone(act(So3.REMOVE_CHECKPOINT, id, "{\"name\":\"noon\"}"));
		assertThat(act(So3.RESTORE, id, "{\"name\":\"noon\"}").state()).isEqualTo(TaskState.FAILED);
		assertThat(only().state().toString()).as("nothing is ended for a checkpoint that is not there").isEqualTo("running (living)");
	}

	@Test
	void logsAreFollowedWithTheirTimes() throws Exception {
		deploy(sample("ticker"));
		var id = only().id();
		var sink = new Sink();
		var ticks = sink.after("tick 2");
		var thread = Thread.ofVirtual().start(() -> follow(id, sink));
		assertThat(ticks.await(30, TimeUnit.SECONDS)).as(sink.text()).isTrue();
		act(So3.STOP, id);
		assertThat(thread.join(java.time.Duration.ofSeconds(20))).as("the log ends with the container").isTrue();
		assertThat(sink.text().lines().filter(l -> l.endsWith("tick 1"))).singleElement().asString().matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z .*tick 1");
	}

	private static void follow(ResourceId id, LogSink sink) {
		try {
			service(LogSource.class).stream(id, LogPosition.START, true, sink);
		} catch (Exception e) {
			throw new IllegalStateException(e);
		}
	}

	@Test
	void aCancelledUploadLeavesNothingAndIsRetried() throws Exception {
		Path raw = folder.resolve("raw");
		try (var out = Files.newOutputStream(raw)) {
			var random = new java.util.Random(1);
			byte[] block = new byte[1 << 20];
			for (int i = 0; i < 96; i++) {
				random.nextBytes(block);
				out.write(block);
			}
		}
		Path file = folder.resolve("big.itb");
		Samples.image("big", "kernel", 1, "large", new byte[64]).image(new ImageSpec("ramfs", "large", "ramdisk", "arm64", "", "none", OptionalLong.empty(),
				OptionalLong.empty(), Payload.of(raw), List.of(HashAlgorithm.SHA256))).write(file);
		var artifacts = service(Artifacts.class);
		var tasks = service(TaskService.class);
		var plan = artifacts.plan(List.of(artifacts.inspect(file)), List.of(service(Connections.class).find(LAB).orElseThrow()),
				new DeploymentOptions(Optional.empty(), true, false, Map.of()));
		String run;
		// cancelled by who is told first: by the time that another thread wakes up, all may be done
		try (var listener = tasks.addListener(r -> r.targets().getFirst().progress().filter(p -> p.done() > 0 && !r.state().ended()).ifPresent(p -> tasks.cancel(r.id())))) {
			run = tasks.submit(plan.requests().getFirst());
			// on a fast machine the upload may have been complete: then it is taken back
			assertThat(tasks.await(run).state()).isEqualTo(TaskState.CANCELLED);
		}
		await(() -> refresh().ofKind(So3.IMAGE).isEmpty());
		assertThat(refresh().resources()).isEmpty();
		assertThat(leftBehind()).isEmpty();
		assertThat(tasks.await(tasks.retry(run)).state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(refresh().ofKind(So3.CONTAINER)).hasSize(1);
	}

	/** Large files of the engine that are no image. */
	private List<Path> leftBehind() throws Exception {
		await(() -> large().isEmpty());
		return large();
	}

	private List<Path> large() throws IOException {
		try (var files = Files.walk(engineData)) {
			return files.filter(f -> f.toFile().isFile() && f.toFile().length() > 1 << 20).toList();
		}
	}

	private static void await(Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (!condition.call() && System.nanoTime() < end) {
			TimeUnit.MILLISECONDS.sleep(50);
		}
	}

	@Test
	void aBrokenImageIsRefusedByTheEngineToo() throws Exception {
		Path file = sample("burst");
		byte[] bytes = Files.readAllBytes(file);
		var artifacts = service(Artifacts.class);
		var plan = artifacts.plan(List.of(artifacts.inspect(file)), List.of(service(Connections.class).find(LAB).orElseThrow()),
				new DeploymentOptions(Optional.empty(), true, true, Map.of()));
		// damaged after it was inspected, at the same length
		bytes[bytes.length - 200] ^= 0x55;
		Files.write(file, bytes);
		var run = run(plan.requests().getFirst());
		assertThat(run.state()).isEqualTo(TaskState.FAILED);
		assertThat(run.targets().getFirst().message()).contains("burst.itb");
		assertThat(refresh().ofKind(So3.CONTAINER)).isEmpty();
	}

	@Test
	void theSessionFindsARestartedEngine() throws Exception {
		deploy(sample("ticker"));
		var id = only().id();
		URI url = engine.url();
		engine.close();
		assertThat(act(So3.STOP, id).targets().getFirst().message()).contains("cannot be reached");
		engine = engine(url.getPort());
		assertThat(only().id()).isEqualTo(id);
		assertThat(only().state().phase()).isEqualTo(Phase.STOPPED);
	}

	/** Keeps the text of a log. */
	private static final class Sink implements LogSink {

		private final ByteArrayOutputStream text = new ByteArrayOutputStream();
		private final CountDownLatch found = new CountDownLatch(1);
		private volatile String wanted = "";

		CountDownLatch after(String line) {
			wanted = line;
			return found;
		}

		String text() {
			synchronized (text) {
				return text.toString(StandardCharsets.UTF_8);
			}
		}

		@Override
		public void connected() {
			// the first line tells
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			timestamped(bytes, offset, length, flags);
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			timestamped(bytes, offset, length, flags);
		}

		@Override
		public void timestamped(byte[] bytes, int offset, int length, int flags) {
			synchronized (text) {
				text.write(bytes, offset, length);
				if (text().contains(wanted)) {
					found.countDown();
				}
			}
		}

		@Override
		public void mark(String mark) {
			throw new UnsupportedOperationException(mark);
		}
	}
}
