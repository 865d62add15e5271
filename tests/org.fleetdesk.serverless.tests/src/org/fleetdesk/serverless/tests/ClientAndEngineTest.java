package org.fleetdesk.serverless.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The client's services against the Provisioning Engine and its simulated cloud over HTTP, all in one framework. */
class ClientAndEngineTest {

	private static final BundleContext CONTEXT = FrameworkUtil.getBundle(ClientAndEngineTest.class).getBundleContext();
	private static final String CLOUD = "cloud-id";
	private static final String SECRET = "cloud-secret";

	@TempDir
	private static Path folder;

	private Engine engine;

	@BeforeEach
	void start() throws Exception {
		System.setProperty(DataFolder.PROPERTY, Files.createDirectories(folder.resolve("data")).toString());
		assertThat(service(DataFolder.class).own("a test")).isEmpty();
		var factory = factory();
		var options = new HashMap<String, String>();
		factory.options().stream().filter(o -> o.defaultValue() != null).forEach(o -> options.put(o.name(), o.defaultValue()));
		options.put("--cloud-speed", "max");
		options.put("--admin", "operator:a secret");
		engine = factory.start(new EngineContext(Files.createDirectories(folder.resolve("engine")), new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options));
		service(Secrets.class).put(SECRET, new Credentials.Password("operator", "a secret").text());
		service(Connections.class).add(new Connection(CLOUD, Serverless.KIND, "cloud", engine.url(), Optional.of(SECRET), Map.of(), false));
	}

	@AfterEach
	void stop() throws Exception {
		service(Connections.class).remove(CLOUD);
		engine.close();
		service(Secrets.class).remove(SECRET);
	}

	private static <S> S service(Class<S> type) {
		var reference = CONTEXT.getServiceReference(type);
		assertThat(reference).as(type.getName()).isNotNull();
		return CONTEXT.getService(reference);
	}

	private static EngineFactory factory() throws Exception {
		return CONTEXT.getServiceReferences(EngineFactory.class, null).stream().map(CONTEXT::getService).filter(f -> f.name().equals("provision")).findFirst().orElseThrow();
	}

	private static Snapshot refresh() throws Exception {
		return service(Sessions.class).session(CLOUD).refresh();
	}

	private static void act(String verb, ResourceId target, String parameters) throws Exception {
		var request = new TaskRequest(1, verb, verb, List.of(new TaskTarget(target, "it")), (ObjectNode) new ObjectMapper().readTree(parameters));
		TaskRun run = service(TaskService.class).await(service(TaskService.class).submit(request));
		assertThat(run.state()).as(run.targets().toString()).isEqualTo(TaskState.SUCCEEDED);
	}

	private static Resource only(String kind) throws Exception {
		var all = refresh().ofKind(kind);
		assertThat(all).as(kind).hasSize(1);
		return all.getFirst();
	}

	@Test
	void leadsARuntimeThroughItsLife() throws Exception {
		act(Serverless.CREATE, ResourceId.engine(CLOUD), "{\"runtime\":{\"NAME\":\"demo\",\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":1,\"MEMORY\":256,\"DISK_SIZE\":1024}}}");
		var runtime = only(Serverless.RUNTIME);
		assertThat(runtime.name()).isEqualTo("demo");
		assertThat(runtime.state().phase()).isEqualTo(Phase.RUNNING);
		assertThat(runtime.attribute(Serverless.FLAVOURS)).isEqualTo("Function");
		var service = only(Serverless.SERVICE);
		var role = only(Serverless.ROLE);
		var vm = only(Serverless.VM);
		assertThat(List.of(vm.parent().orElseThrow(), role.parent().orElseThrow(), service.parent().orElseThrow())).containsExactly(role.id(), service.id(), runtime.id());
		assertThat(vm.attribute(Serverless.CPU)).isEqualTo("1");
		act(Serverless.VM_VERB + "poweroff", vm.id(), "{}");
		assertThat(only(Serverless.VM).state().phase()).isEqualTo(Phase.STOPPED);
		assertThat(only(Serverless.RUNTIME).state().phase()).isNotEqualTo(Phase.RUNNING);
		act(Serverless.VM_VERB + "resume", vm.id(), "{}");
		act(Serverless.UPDATE, runtime.id(), "{\"runtime\":{\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":2}}}");
		assertThat(only(Serverless.RUNTIME).attribute(Serverless.CPU)).isEqualTo("2");
		act(Serverless.RENAME, runtime.id(), "{\"name\":\"other\"}");
		assertThat(only(Serverless.RUNTIME)).satisfies(r -> {
			assertThat(r.name()).isEqualTo("other");
			assertThat(r.id()).isEqualTo(runtime.id());
		});
		act(Serverless.DELETE, runtime.id(), "{}");
		assertThat(refresh().resources()).isEmpty();
	}
}
