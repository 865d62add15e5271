package org.fleetdesk.core.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.LocalFleet;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The services find each other, and what domains bring, in a running framework. */
class WiringTest {

	private static final BundleContext CONTEXT = FrameworkUtil.getBundle(WiringTest.class).getBundleContext();
	private static Path data;

	@BeforeAll
	static void opens() throws IOException {
		data = Path.of(System.getProperty(DataFolder.PROPERTY)); // the build says it: some services look at the folder as soon as they are there
		assertEquals(Optional.empty(), service(DataFolder.class).own("a test"));
	}

	@AfterAll
	static void tidiesUp() throws IOException {
		try (var files = Files.walk(data)) {
			for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
				Files.delete(file);
			}
		} catch (NoSuchFileException | DirectoryNotEmptyException | UncheckedIOException e) {
			// the services live on and may write and remove files meanwhile; the build's next run begins with a folder of its own
		}
	}

	private static <S> S service(Class<S> type) {
		var reference = CONTEXT.getServiceReference(type);
		assertNotNull(reference, "no service " + type.getName());
		return CONTEXT.getService(reference);
	}

	@Test
	void allServicesAreThere() {
		assertEquals(data, service(DataFolder.class).path());
		for (Class<?> type : List.of(Connections.class, Sessions.class, FleetModel.class, Secrets.class, LocalFleet.class, TaskService.class, BlockingGuard.class)) {
			assertNotNull(service(type));
		}
	}

	@Test
	void keepsSecretsUnderAKeyFile() throws IOException {
		var secrets = service(Secrets.class);
		secrets.put("lab/one", "opennebula");
		assertEquals(Optional.of("opennebula"), secrets.get("lab/one"));
		assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret.key"))));
		assertFalse(Files.readString(data.resolve("secrets")).contains("opennebula"));
		secrets.remove("lab/one");
		assertEquals(Optional.empty(), secrets.get("lab/one"));
	}

	@Test
	void aDomainThatComesLaterIsFollowedAndItsTasksRun() throws Exception {
		var connections = service(Connections.class);
		var fleet = service(FleetModel.class);
		fleet.start();
		connections.add(new Connection("c1", "later", "lab", URI.create("tcp://lab:1"), Optional.empty(), Map.of(), false));
		var online = new CountDownLatch(1);
		try (var listening = fleet.addListener((changed, events) -> {
			if (fleet.engine("c1").map(EngineView::health).map(Health::current).orElse(false)) {
				online.countDown();
			}
		})) {
			var kind = CONTEXT.registerService(EngineKind.class, new Kind(), null);
			var handler = CONTEXT.registerService(TaskHandler.class, new Handler(), null);
			assertTrue(online.await(60, TimeUnit.SECONDS), "the connection is online");
			var tasks = service(TaskService.class);
			var target = new TaskTarget(ResourceId.engine("c1"), "lab");
			var run = tasks.await(tasks.submit(new TaskRequest(1, "later.do", "Do it", List.of(target), new ObjectMapper().createObjectNode())));
			assertEquals(TaskState.SUCCEEDED, run.state(), run.toString());
			handler.unregister();
			kind.unregister();
			assertThrows(EngineException.class, () -> service(Sessions.class).session("c1"));
			assertThrows(IllegalArgumentException.class, () -> tasks.submit(run.request()));
		} finally {
			connections.remove("c1");
		}
	}

	@Test
	void aGuardThatIsRegisteredLaterIsAsked() throws IOException {

		var refuses = CONTEXT.registerService(BlockingGuard.class, what -> {
			throw new IllegalStateException("not here: " + what);
		}, null);
		try {
			var connections = service(Connections.class);
			var error = assertThrows(IllegalStateException.class, () -> connections.remove("nothing"));
			assertTrue(error.getMessage().startsWith("not here: "));
		} finally {
			refuses.unregister();
		}
		service(Connections.class).remove("nothing");
	}

	private static final class Handler implements TaskHandler {

		@Override
		public List<String> verbs() {
			return List.of("later.do");
		}

		@Override
		public List<Step> plan(TaskRequest request, TaskTarget target) {
			return List.of(new Step("do", target, "Do it", true, 1));
		}

		@Override
		public void run(Step step, StepContext context) throws EngineException, InterruptedException {
			context.publish(context.session(Session.class).refresh());
		}
	}

	private static final class Kind implements EngineKind {

		@Override
		public String id() {
			return "later";
		}

		@Override
		public String label() {
			return "Later";
		}

		@Override
		public List<ResourceKind> resourceKinds() {
			return List.of();
		}

		@Override
		public Optional<String> refusal(URI url) {
			return Optional.empty();
		}

		@Override
		public String exampleUrl() {
			return "tcp://lab:1";
		}

		@Override
		public Session open(Connection connection) {
			return new Session() {
				@Override
				public Connection connection() {
					return connection;
				}

				@Override
				public EngineInfo probe() {
					return new EngineInfo("Later", "1", "lab", Map.of());
				}

				@Override
				public Snapshot refresh() {
					return new Snapshot(connection.id(), Instant.now(), Map.of(), Map.of());
				}

				@Override
				public void watch(Runnable changed) throws EngineException {
					throw new EngineException(EngineException.Kind.UNSUPPORTED, "no events");
				}

				@Override
				public void close() {
					// nothing is open
				}
			};
		}
	}
}
