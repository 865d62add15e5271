package org.fleetdesk.gateways.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.SamplePackages;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
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

/** The client's services against the device cloud over HTTP, all in one framework; the gateway is played by its requests, as an agent of any make sends them. */
class ClientAndCloudTest {

	private static final BundleContext CONTEXT = FrameworkUtil.getBundle(ClientAndCloudTest.class).getBundleContext();
	private static final String CLOUD = "devicecloud-id";
	private static final String SECRET = "devicecloud-secret";

	@TempDir
	private static Path folder;

	private Engine engine;
	private HttpClientFactory http;
	private HttpEndpoint device;
	private String cik;

	@BeforeEach
	void start() throws Exception {
		System.setProperty(DataFolder.PROPERTY, Files.createDirectories(folder.resolve("data")).toString());
		assertThat(service(DataFolder.class).own("a test")).isEmpty();
		var factory = CONTEXT.getServiceReferences(EngineFactory.class, null).stream().map(CONTEXT::getService).filter(f -> f.name().equals("devicecloud")).findFirst().orElseThrow();
		var options = new HashMap<String, String>();
		factory.options().stream().filter(o -> o.defaultValue() != null).forEach(o -> options.put(o.name(), o.defaultValue()));
		options.put("--product", "lab");
		options.put("--vendor-token", "a-token-of-forty-characters-for-the-test");
		engine = factory.start(new EngineContext(Files.createTempDirectory(folder, "engine"), new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options));
		service(Secrets.class).put(SECRET, new Credentials.Password("vendor", "a-token-of-forty-characters-for-the-test").text());
		service(Connections.class).add(new Connection(CLOUD, Gateways.KIND, "cloud", engine.url(), Optional.of(SECRET), Map.of(), false));
		http = new HttpClientFactory(HttpAudit.NONE);
		device = http.open(EndpointSettings.of(engine.url()));
	}

	@AfterEach
	void stop() throws Exception {
		http.close();
		service(Connections.class).remove(CLOUD);
		engine.close();
		service(Secrets.class).remove(SECRET);
	}

	private static <S> S service(Class<S> type) {
		var reference = CONTEXT.getServiceReference(type);
		assertThat(reference).as(type.getName()).isNotNull();
		return CONTEXT.getService(reference);
	}

	private static GatewaysSession session() throws Exception {
		return (GatewaysSession) service(Sessions.class).session(CLOUD);
	}

	private static Snapshot refresh() throws Exception {
		return session().refresh();
	}

	private static ResourceId id(String kind, String key) {
		return new ResourceId(CLOUD, kind, key);
	}

	private static String begin(String verb, ResourceId target, String parameters) throws Exception {
		return service(TaskService.class).submit(new TaskRequest(1, verb, verb, List.of(new TaskTarget(target, "it")), (ObjectNode) new ObjectMapper().readTree(parameters)));
	}

	private static void done(String id) throws Exception {
		TaskRun run = service(TaskService.class).await(id);
		assertThat(run.state()).as(run.targets().toString()).isEqualTo(TaskState.SUCCEEDED);
	}

	private static void act(String verb, ResourceId target, String parameters) throws Exception {
		done(begin(verb, target, parameters));
	}

	private String form(String path, String... pairs) throws Exception {
		var body = new StringBuilder();
		for (int i = 0; i < pairs.length; i += 2) {
			body.append(i == 0 ? "" : "&").append(pairs[i]).append('=').append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
		}
		var call = HttpCall.post(path).body(new HttpBody.Bytes("application/x-www-form-urlencoded; charset=utf-8", body.toString().getBytes(StandardCharsets.UTF_8)));
		return device.send(cik == null ? call : call.header("X-Exosite-CIK", cik)).text();
	}

	private void report(String version) throws Exception {
		form("/onep:v1/stack/alias", "engine_report", "{\"apps\":[{\"tick_app\":{\"version\":\"%s\",\"status\":\"RUNNING\",\"uptime\":\"0:00:20\",\"exitstatus\":0}}]}".formatted(version));
	}

	/** Waits for a command from the cloud. */
	private String fetched() throws Exception {
		for (long end = System.nanoTime() + 30_000_000_000L; System.nanoTime() < end; Thread.sleep(20)) {
			String text = device.send(HttpCall.get("/onep:v1/stack/alias?engine_fetch").header("X-Exosite-CIK", cik).header("Accept", "application/x-www-form-urlencoded; charset=utf-8")).text();
			if (text.contains("install")) {
				return text;
			}
		}
		throw new AssertionError("nothing is to be installed");
	}

	@Test
	void leadsAGatewayThroughItsLife() throws Exception {
		var gateway = id(Gateways.GATEWAY, "lab/gw-1");
		act(Gateways.ADD, id(Gateways.PRODUCT, "lab"), "{\"sn\":[\"gw-1\"]}");
		assertThat(refresh().resources().get(gateway).state().word()).isEqualTo("not activated");
		cik = form("/provision/activate", "vendor", "lab", "model", "lab", "sn", "gw-1").strip();
		assertThat(cik).matches("[0-9a-f]{40}");
		report("1");
		assertThat(refresh().resources().get(gateway).state().word()).isEqualTo("online");
		assertThat(refresh().resources().get(id(Gateways.APPLICATION, "lab/gw-1/tick_app")).state().word()).isEqualTo("running");

		var files = SamplePackages.writeTo(folder.resolve("samples"));
		var packed = files.stream().filter(f -> f.getFileName().toString().equals("tick_app.v2-dies.tar.gz")).findFirst().orElseThrow();
		act(Gateways.UPLOAD, ResourceId.engine(CLOUD), new ObjectMapper().createObjectNode().put("product", "lab").put("file", packed.toString()).toString());
		assertThat(refresh().resources().get(id(Gateways.PACKAGE, "lab/tick_app.v2-dies.tar.gz")).attribute(Gateways.VERSION)).isEqualTo("2-dies");

		String run = begin(Gateways.INSTALL, gateway, "{\"packages\":[\"tick_app.v2-dies.tar.gz\"]}");
		assertThat(fetched()).contains("tick_app.v2-dies.tar.gz");
		form("/onep:v1/stack/alias", "engine_fetch", "");
		form("/onep:v1/stack/alias", "fetch_status", "tick_app 2-dies is installed");
		report("2-dies");
		done(run);
		assertThat(session().deployments("lab", "gw-1", 5)).singleElement().satisfies(d -> assertThat(d.output()).contains("tick_app 2-dies is installed"));
		assertThat(refresh().resources().get(gateway).attribute(Gateways.DRIFT)).isEmpty();
		report("1");
		assertThat(refresh().resources().get(gateway).attribute(Gateways.DRIFT)).isEqualTo("tick_app 1, not 2-dies");
	}

	@Test
	void operatesGateways() throws Exception {
		var gateway = id(Gateways.GATEWAY, "lab/gw-2");
		act(Gateways.ADD, id(Gateways.PRODUCT, "lab"), "{\"range\":{\"format\":\"base16\",\"first\":\"000\",\"last\":\"0FF\",\"length\":3}}");
		assertThat(refresh().ofKind(Gateways.GATEWAY)).hasSize(256);
		act(Gateways.ADD, id(Gateways.PRODUCT, "lab"), "{\"sn\":[\"gw-2\"]}");
		act(Gateways.LABEL, gateway, "{\"set\":{\"site\":\"mill\"}}");
		assertThat(refresh().resources().get(gateway).labels()).containsEntry("site", "mill");
		act(Gateways.LOCK, gateway, "{}");
		assertThat(refresh().resources().get(gateway).state().word()).isEqualTo("locked");
		act(Gateways.UNLOCK, gateway, "{}");
		act(Gateways.INTERVAL, gateway, "{\"seconds\":30}");
		assertThat(session().aliases("lab", "gw-2")).filteredOn(a -> a.alias().equals("update_interval")).singleElement().satisfies(a -> assertThat(a.value()).isEqualTo("30"));
		act(Gateways.WRITE_ALIAS, gateway, "{\"alias\":\"engine_fetch\",\"value\":\"{}\"}");
		assertThat(session().history("lab", "gw-2", "engine_fetch", 5, Optional.empty())).isNotEmpty().first().satisfies(v -> assertThat(v.byDevice()).isFalse());
		act(Gateways.DISABLE, gateway, "{}");
		assertThat(refresh().resources().get(gateway).state().word()).isEqualTo("expired");
		act(Gateways.DELETE, gateway, "{}");
		assertThat(refresh().resources()).doesNotContainKey(gateway);
		act(Gateways.CREATE_PRODUCT, ResourceId.engine(CLOUD), "{\"id\":\"mill\"}");
		act(Gateways.DELETE_PRODUCT, id(Gateways.PRODUCT, "mill"), "{}");
		assertThat(refresh().ofKind(Gateways.PRODUCT)).extracting(r -> r.id().key()).containsExactly("lab");
	}
}
