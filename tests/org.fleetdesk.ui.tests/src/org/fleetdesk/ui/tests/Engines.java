package org.fleetdesk.ui.tests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/** Real EMISO engines within the tests' process, whose guests are simulated, with a connection to each. */
final class Engines implements AutoCloseable {

	private final Connections connections = service(Connections.class);
	private final Map<String, Engine> engines = new HashMap<>();

	/** Starts one on a free port and connects it under this name, which is its id too. */
	void start(String name, Path data) throws Exception {
		EngineFactory factory = Arrays.stream(FrameworkUtil.getBundle(Engines.class).getBundleContext().getAllServiceReferences(EngineFactory.class.getName(), null))
				.map(r -> (EngineFactory) FrameworkUtil.getBundle(Engines.class).getBundleContext().getService(r)).filter(f -> f.name().equals("emiso"))
				.findFirst().orElseThrow();
		var options = new HashMap<String, String>();
		factory.options().forEach(o -> {
			if (o.defaultValue() != null) {
				options.put(o.name(), o.defaultValue());
			}
		});
		options.put("--runtime", "simulated");
		options.put("--name", name);
		options.put("--guests-on-stop", "end");
		Engine engine = factory.start(new EngineContext(data, new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options));
		engines.put(name, engine);
		connections.add(new Connection(name, "so3", name, engine.url(), Optional.empty(), Map.of("site", "test"), false));
	}

	/** Asks an engine as another client would, and gives the status code. */
	int ask(String name, String method, String path, String body) throws IOException, InterruptedException {
		return ask(engines.get(name).url(), method, path, body);
	}

	/** As {@link #ask(String, String, String, String)}, by an address such as {@code tcp://127.0.0.1:2375}. */
	static int ask(URI engine, String method, String path, String body) throws IOException, InterruptedException {
		try (var client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(URI.create("http://" + engine.getAuthority() + path)).header("Content-Type", "application/json")
					.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.discarding()).statusCode();
		}
	}

	/** Ends an engine; its connection stays. */
	void stop(String name) {
		engines.remove(name).close();
	}

	@Override
	public void close() throws Exception {
		for (Connection connection : connections.list()) {
			connections.remove(connection.id());
		}
		engines.values().forEach(Engine::close);
	}

	static <S> S service(Class<S> type) {
		var tracker = new ServiceTracker<S, S>(FrameworkUtil.getBundle(Engines.class).getBundleContext(), type, null);
		tracker.open();
		try {
			return tracker.waitForService(20_000);
		} catch (InterruptedException e) {
			throw new IllegalStateException(e);
		} finally {
			tracker.close();
		}
	}
}
