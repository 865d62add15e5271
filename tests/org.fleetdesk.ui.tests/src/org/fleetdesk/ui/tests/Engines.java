package org.fleetdesk.ui.tests;

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
