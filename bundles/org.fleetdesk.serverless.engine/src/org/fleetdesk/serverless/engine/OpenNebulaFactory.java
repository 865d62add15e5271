package org.fleetdesk.serverless.engine;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineOption;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.fleetdesk.serverless.engine.internal.config.AdminAuth;
import org.fleetdesk.serverless.engine.internal.config.CloudOptions;
import org.osgi.service.component.annotations.Component;

/** The simulated OpenNebula alone, at the ports of the real one. */
@Component
public final class OpenNebulaFactory implements EngineFactory {

	private static final String ONEFLOW_PORT = "--oneflow-port";
	private static final int PORT = 2633;

	@Override
	public String name() {
		return "opennebula";
	}

	@Override
	public String kind() {
		return "serverless";
	}

	@Override
	public String description() {
		return "A simulated OpenNebula: its XML-RPC and OneFlow, with virtual machines that are none.";
	}

	@Override
	public int defaultPort() {
		return PORT;
	}

	/** The Provisioning Engine of the local fleet brings one along. */
	@Override
	public boolean inLocalFleet() {
		return false;
	}

	@Override
	public List<EngineOption> options() {
		var options = new ArrayList<EngineOption>();
		options.add(new EngineOption(ONEFLOW_PORT, "PORT", "Port of OneFlow, at the same address; 0 takes a free one.", "2474"));
		options.addAll(CloudOptions.all());
		return List.copyOf(options);
	}

	@Override
	public Engine start(EngineContext context) throws EngineException, InterruptedException {
		if (context.serving().security().tokens().isPresent()) {
			throw new EngineException("The simulated cloud asks for users and passwords of its own, not for tokens of the engine: leave --token-file away");
		}
		int port = port(context.option(ONEFLOW_PORT).orElse("2474"));
		var oneflow = new Serving(context.serving().listen().map(l -> new ListenAddress(l.host(), port)), Optional.empty(), context.serving().security());
		var admin = AdminAuth.of(context);
		var cloud = EmbeddedCloud.start(new EmbeddedCloud.Settings(CloudOptions.cloud(context, context.data(), admin), context.serving(), oneflow));
		return new CloudEngine(cloud, admin.file());
	}

	private static int port(String text) {
		if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
			throw new IllegalArgumentException("\"" + text + "\" is no port for " + ONEFLOW_PORT + ": give 1 to 65535, or 0 for a free one");
		}
		return Integer.parseInt(text);
	}

	private record CloudEngine(EmbeddedCloud cloud, Optional<Path> credentials) implements Engine {

		@Override
		public URI url() {
			return cloud.xmlRpc();
		}

		@Override
		public Map<String, URI> further() {
			return Map.of("oneflow", cloud.oneflow());
		}

		@Override
		public void close() {
			cloud.close();
		}
	}
}
