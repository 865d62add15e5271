package org.fleetdesk.ui.tests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
import org.osgi.framework.FrameworkUtil;

/** A Provisioning Engine on a simulated cloud within the tests' process, connected as "edge", and what the cloud says when it is asked past the console. */
final class ServerlessLab implements AutoCloseable {

	static final String CONNECTION = "edge";
	static final String RUNTIMES = "org.fleetdesk.serverless.ui.runtimes";
	static final String VMS = "org.fleetdesk.serverless.ui.vms";
	/** For what the cloud does in its own time, such as booting. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);
	private static final String USER = "operator";
	private static final String PASSWORD = "a secret";
	private static final String SECRET = "edge-secret";

	private final Engine engine;

	/** @param data an empty folder */
	ServerlessLab(Path data) throws Exception {
		var bundles = FrameworkUtil.getBundle(ServerlessLab.class).getBundleContext();
		EngineFactory factory = Arrays.stream(bundles.getAllServiceReferences(EngineFactory.class.getName(), null)).map(r -> (EngineFactory) bundles.getService(r))
				.filter(f -> f.name().equals("provision")).findFirst().orElseThrow();
		var options = new HashMap<String, String>();
		factory.options().forEach(o -> {
			if (o.defaultValue() != null) {
				options.put(o.name(), o.defaultValue());
			}
		});
		options.put("--admin", USER + ":" + PASSWORD);
		options.put("--cloud-speed", "10");
		engine = factory.start(new EngineContext(data, new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options));
		Engines.service(Secrets.class).put(SECRET, new Credentials.Password(USER, PASSWORD).text());
		Engines.service(Connections.class).add(new Connection(CONNECTION, "serverless", CONNECTION, engine.url(), Optional.of(SECRET), Map.of(), false));
	}

	@Override
	public void close() throws IOException {
		Engines.service(Connections.class).remove(CONNECTION);
		Engines.service(Secrets.class).remove(SECRET);
		engine.close();
	}

	/** What the console knows, by kind. */
	static List<Resource> resources(String kind) {
		return Engines.service(FleetModel.class).engine(CONNECTION).flatMap(e -> e.snapshot()).map(s -> s.ofKind(kind)).orElse(List.of());
	}

	/** A runtime as the console knows it; empty while it does not. */
	static Optional<Resource> runtime(String name) {
		return resources("runtime").stream().filter(r -> r.name().equals(name)).findFirst();
	}

	/** Makes a runtime with one virtual machine, as another client of the engine would. @return the engine's answer */
	String create(String name) throws IOException, InterruptedException {
		return ask("POST", URI.create(engine.url() + "/serverless-runtimes"),
				"{\"SERVERLESS_RUNTIME\":{\"NAME\":\"" + name + "\",\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":1,\"MEMORY\":256,\"DISK_SIZE\":1024}}}");
	}

	/** What OneFlow answers, such as to GET of {@code /service/7}. */
	String flow(String method, String path) throws IOException, InterruptedException {
		return ask(method, URI.create(setting("oneflow_server") + path), "");
	}

	/** What OpenNebula answers to an XML-RPC call, with the XML in it readable. @param arguments numbers */
	String cloud(String method, int... arguments) throws IOException, InterruptedException {
		var call = new StringBuilder("<?xml version=\"1.0\"?><methodCall><methodName>").append(method).append("</methodName><params><param><value><string>").append(USER).append(':')
				.append(PASSWORD).append("</string></value></param>");
		Arrays.stream(arguments).forEach(a -> call.append("<param><value><int>").append(a).append("</int></value></param>"));
		String reply = ask("POST", URI.create(setting("one_xmlrpc")), call.append("</params></methodCall>").toString());
		return reply.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replaceAll("<!\\[CDATA\\[(.*?)\\]\\]>", "$1");
	}

	private String setting(String name) throws IOException, InterruptedException {
		String config = ask("GET", URI.create(engine.url() + "/server/config"), "");
		return Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(config).results().findFirst().orElseThrow().group(1);
	}

	private static String ask(String method, URI url, String body) throws IOException, InterruptedException {
		String basic = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
		try (var client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(url).timeout(PATIENCE).header("Authorization", "Basic " + basic)
					.header("Content-Type", body.startsWith("<") ? "text/xml" : "application/json").method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()).body();
		}
	}
}
