package org.fleetdesk.ui.tests;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.gateways.model.PackageBuilder;
import org.fleetdesk.gateways.model.PackageName;
import org.osgi.framework.FrameworkUtil;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A device cloud, connected as "cloud", with gateways whose part the test plays over the wire, or which are processes. */
final class GatewaysLab implements AutoCloseable {

	static final String CONNECTION = "cloud";
	static final String PRODUCT = "lab";
	static final String GATEWAYS = "org.fleetdesk.gateways.ui.gateways";
	static final String PACKAGES = "org.fleetdesk.gateways.ui.packages";
	static final String PRODUCTS = "org.fleetdesk.gateways.ui.products";
	private static final String ALIAS = "/onep:v1/stack/alias";
	private static final String TOKEN = "operators-token-of-the-lab";
	private static final String SECRET = "cloud-secret";
	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ObjectMapper mapper = new ObjectMapper();
	private final Map<String, String> keys = new HashMap<>();
	private final HttpClient client = HttpClient.newHttpClient();
	private final URI url;
	private final AutoCloseable engine;

	private GatewaysLab(URI url, AutoCloseable engine) throws Exception {
		this.url = url;
		this.engine = engine;
		Engines.service(Secrets.class).put(SECRET, new Credentials.Password("vendor", TOKEN).text());
		Engines.service(Connections.class).add(new Connection(CONNECTION, "gateways", CONNECTION, url, Optional.of(SECRET), Map.of(), false));
	}

	/** @param data an empty folder */
	GatewaysLab(Path data) throws Exception {
		this(within(data));
	}

	private GatewaysLab(Engine engine) throws Exception {
		this(engine.url(), engine);
	}

	/** One whose cloud is a process of its own. @param data an empty folder */
	static GatewaysLab ofProcess(Path data) throws Exception {
		var cloud = EngineChild.deviceCloud(data, PRODUCT, TOKEN);
		return new GatewaysLab(cloud.url(), cloud);
	}

	private static Engine within(Path data) throws Exception {
		var bundles = FrameworkUtil.getBundle(GatewaysLab.class).getBundleContext();
		EngineFactory factory = Arrays.stream(bundles.getAllServiceReferences(EngineFactory.class.getName(), null)).map(r -> (EngineFactory) bundles.getService(r))
				.filter(f -> f.name().equals("devicecloud")).findFirst().orElseThrow();
		var options = new HashMap<String, String>();
		factory.options().forEach(o -> {
			if (o.defaultValue() != null) {
				options.put(o.name(), o.defaultValue());
			}
		});
		options.put("--product", PRODUCT);
		options.put("--vendor-token", TOKEN);
		return factory.start(new EngineContext(data, new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options));
	}

	URI url() {
		return url;
	}

	@Override
	public void close() throws Exception {
		Engines.service(Connections.class).remove(CONNECTION);
		Engines.service(Secrets.class).remove(SECRET);
		engine.close();
		client.close();
	}

	/** Adds a serial number, which may activate itself. */
	void add(String serial) throws IOException, InterruptedException {
		fleet("POST", "/gateways/" + PRODUCT, "{\"sn\":[\"" + serial + "\"]}");
	}

	/** Adds a gateway, which activates itself. */
	void gateway(String serial) throws IOException, InterruptedException {
		add(serial);
		activate(PRODUCT, serial);
	}

	/** A gateway asks for a key, with which it comes from then on. @return the status of the answer; with another one than 200 it keeps the key that it has */
	int activate(String product, String serial) throws IOException, InterruptedException {
		var answer = send("POST", "/provision/activate", "vendor=" + product + "&model=" + product + "&sn=" + serial, Map.of());
		if (answer.statusCode() == HttpURLConnection.HTTP_OK) {
			keys.put(serial, answer.body());
		}
		return answer.statusCode();
	}

	/** Whether the cloud lets a gateway in that comes with the key that it has: the status of the answer. */
	int knock(String serial) throws IOException, InterruptedException {
		int status = send("GET", ALIAS + "?update_interval", "", asGateway(serial)).statusCode();
		return status == HttpURLConnection.HTTP_NO_CONTENT ? HttpURLConnection.HTTP_OK : status;
	}

	private Map<String, String> asGateway(String serial) {
		return Map.of("X-Exosite-CIK", keys.get(serial), "Accept", "application/x-www-form-urlencoded; charset=utf-8");
	}

	/** A gateway writes an alias. */
	void write(String serial, String alias, String value) throws IOException, InterruptedException {
		ask("POST", ALIAS, alias + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8), asGateway(serial));
	}

	/** What a gateway reads of an alias; the empty text when there is nothing. */
	String read(String serial, String alias) throws IOException, InterruptedException {
		return ask("GET", ALIAS + "?" + alias, "", asGateway(serial));
	}

	/** The operator deletes an alias of the gateway's product by the RPC API. */
	void drop(String serial, String alias) throws IOException, InterruptedException {
		String rid = fleet("GET", "/gateways/" + PRODUCT + "/" + serial, "").path("rid").asText();
		ask("POST", "/onep:v1/rpc/process",
				"{\"auth\":{\"cik\":\"%s\",\"client_id\":\"%s\"},\"calls\":[{\"id\":1,\"procedure\":\"drop\",\"arguments\":[{\"alias\":\"%s\"}]}]}".formatted(TOKEN, rid, alias), Map.of());
	}

	/** What the cloud tells operators. */
	JsonNode fleet(String method, String path, String body) throws IOException, InterruptedException {
		String basic = Base64.getEncoder().encodeToString(("vendor:" + TOKEN).getBytes(StandardCharsets.UTF_8));
		return mapper.readTree(ask(method, "/fleet/v1" + path, body, Map.of("Authorization", "Basic " + basic)));
	}

	private String ask(String method, String path, String body, Map<String, String> headers) throws IOException, InterruptedException {
		return send(method, path, body, headers).body();
	}

	private HttpResponse<String> send(String method, String path, String body, Map<String, String> headers) throws IOException, InterruptedException {
		var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).method(method, BodyPublishers.ofString(body))
				.header("Content-Type", body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded; charset=utf-8");
		headers.forEach(request::header);
		return client.send(request.build(), BodyHandlers.ofString());
	}

	/** A gateway as the console knows it; empty while it does not. */
	static Optional<Resource> known(String serial) {
		return Engines.service(FleetModel.class).engine(CONNECTION).flatMap(e -> e.snapshot()).flatMap(s -> s.ofKind("gateway").stream().filter(r -> r.name().equals(serial)).findFirst());
	}

	/** An application package. @param files their texts by name; the one called install.sh can be executed */
	static Path tarball(Path folder, String name, String version, Map<String, String> files) throws IOException {
		Path source = Files.createTempDirectory(folder, "source");
		var packed = new TreeMap<String, Path>();
		for (var file : files.entrySet()) {
			Path path = Files.writeString(source.resolve(file.getKey()), file.getValue());
			if (file.getKey().equals("install.sh")) {
				Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
			}
			packed.put(file.getKey(), path);
		}
		return PackageBuilder.build(new PackageName(name, version), packed, folder);
	}
}
