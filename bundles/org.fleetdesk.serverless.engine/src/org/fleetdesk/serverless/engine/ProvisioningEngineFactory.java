package org.fleetdesk.serverless.engine;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineOption;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.fleetdesk.serverless.engine.internal.config.AdminAuth;
import org.fleetdesk.serverless.engine.internal.config.CloudOptions;
import org.fleetdesk.serverless.engine.internal.config.CloudPorts;
import org.fleetdesk.serverless.engine.internal.config.CloudUrl;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs;
import org.fleetdesk.serverless.engine.internal.provision.ApiFace;
import org.fleetdesk.serverless.engine.internal.provision.ProvisioningEngine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Provisioning Engine: serverless runtimes on an OpenNebula cloud, which it brings along simulated when it is given none. */
@Component
public final class ProvisioningEngineFactory implements EngineFactory {

	private static final Logger LOG = LoggerFactory.getLogger(ProvisioningEngineFactory.class);
	private static final String CONFIG = "--config";
	private static final String OPENNEBULA = "--opennebula";
	private static final String ONEFLOW = "--oneflow";
	private static final String API = "--api";
	private static final String COMPATIBLE_AUTH = "--compatible-auth";
	private static final String LOG_DIR = "--log-dir";
	private static final int ONEFLOW_PORT = 2474;
	private static final int ATTEMPTS = 5;

	private final HttpClientFactory http;

	/** @param http makes the connections to a cloud */
	@Activate
	public ProvisioningEngineFactory(@Reference HttpClientFactory http) {
		this.http = http;
	}

	@Override
	public String name() {
		return "provision";
	}

	@Override
	public String kind() {
		return "serverless";
	}

	@Override
	public String description() {
		return "Provisioning Engine: serverless runtimes on an OpenNebula cloud, or on a simulated one that it brings along.";
	}

	@Override
	public int defaultPort() {
		return EngineConfig.DEFAULT.port();
	}

	@Override
	public List<EngineOption> options() {
		var options = new ArrayList<>(List.of(
				new EngineOption(CONFIG, "FILE", "The configuration, engine.conf; this command line comes before it. Default: engine.conf in the data folder, if there is one.", null),
				new EngineOption(OPENNEBULA, "URL", "XML-RPC of an OpenNebula, such as http://localhost:2633/RPC2. Default: one_xmlrpc of the configuration, else a simulated cloud "
						+ "that runs with the engine.", null),
				new EngineOption(ONEFLOW, "URL", "Its OneFlow. Default: oneflow_server of the configuration, else port " + ONEFLOW_PORT + " of OpenNebula's host.", null),
				new EngineOption(API, "new|seed", "The version of the API: the newest one, or that of the engine's first document.", "new"),
				new EngineOption(COMPATIBLE_AUTH, "yes|no", "Put the caller's user and password into the context of VMs, as the original engine did, not a token. Default: compatible_auth of "
						+ "the configuration, else no.", null),
				new EngineOption(LOG_DIR, "DIR", "Folder of engine.log, CloudClient.log and api.log. Default: logs in the data folder.", null)));
		options.addAll(CloudOptions.all());
		return List.copyOf(options);
	}

	@Override
	public ListenAddress listen(Path data, Map<String, String> options) throws EngineException {
		var config = config(new EngineContext(data, null, options), x -> { });
		return new ListenAddress(config.host(), config.port());
	}

	@Override
	public Engine start(EngineContext context) throws EngineException, InterruptedException {
		if (context.serving().security().tokens().isPresent()) {
			throw new EngineException("The Provisioning Engine asks for users and passwords of OpenNebula, not for tokens of its own: leave --token-file away");
		}
		var face = ApiFace.parse(context.option(API).orElse("new"));
		var config = compatibleAuth(context, listening(context, config(context, LOG::warn)));
		Optional<URI> one = url(context, OPENNEBULA).map(ProvisioningEngineFactory::xmlRpc).or(config::oneXmlrpc);
		Optional<URI> oneflow = url(context, ONEFLOW).or(config::oneflow);
		if (one.isPresent()) {
			CloudOptions.refuse(context, "goes with the simulated cloud, and the engine was given the OpenNebula at " + one.get());
			return provision(context, face, config.withCloud(one.get(), oneflow.orElseGet(() -> beside(one.get())), false));
		}
		if (oneflow.isPresent()) {
			throw new EngineException("There is a OneFlow, " + oneflow.get() + ", but no OpenNebula: give its XML-RPC with " + OPENNEBULA + " or :one_xmlrpc:");
		}
		return withCloud(context, face, config);
	}

	private Engine withCloud(EngineContext context, ApiFace face, EngineConfig config) throws EngineException, InterruptedException {
		var admin = AdminAuth.of(context);
		var cloud = cloud(context, admin);
		try {
			return new WithCloud(provision(context, face, config.withCloud(cloud.xmlRpc(), cloud.oneflow(), true)), cloud, admin.file(),
					context.data().resolve("cloud").resolve("vms"));
		} catch (EngineException | RuntimeException e) {
			cloud.close();
			throw e;
		}
	}

	/** Another engine that starts at the same time may take a port that was free. */
	private static EmbeddedCloud cloud(EngineContext context, AdminAuth admin) throws EngineException {
		for (int attempt = 1;; attempt++) {
			var ports = new CloudPorts(context.data().resolve("cloud-ports.json"));
			try {
				return kept(EmbeddedCloud.start(CloudOptions.settings(context, context.data().resolve("cloud"), admin, ports.xmlRpc(), ports.oneflow())), ports);
			} catch (EngineException e) {
				if (attempt == ATTEMPTS || ports.free()) {
					throw e;
				}
			}
		}
	}

	private static EmbeddedCloud kept(EmbeddedCloud cloud, CloudPorts ports) throws EngineException {
		try {
			ports.keep(cloud.xmlRpc().getPort(), cloud.oneflow().getPort());
			return cloud;
		} catch (EngineException e) {
			cloud.close();
			throw e;
		}
	}

	private Engine provision(EngineContext context, ApiFace face, EngineConfig config) throws EngineException, InterruptedException {
		Path logs = context.option(LOG_DIR).map(Path::of).orElse(context.data().resolve("logs")).toAbsolutePath().normalize();
		return ProvisioningEngine.start(new ProvisioningEngine.Settings(config, context.serving(), face, http, EngineLogs.open(logs, config.log())));
	}

	private static EngineConfig config(EngineContext context, Consumer<String> warnings) throws EngineException {
		Path usual = context.data().resolve("engine.conf");
		var file = context.option(CONFIG).map(Path::of).or(() -> Optional.of(usual).filter(Files::exists));
		return file.isPresent() ? EngineConfig.read(file.get().toAbsolutePath().normalize(), warnings) : EngineConfig.DEFAULT;
	}

	private static EngineConfig listening(EngineContext context, EngineConfig config) {
		return context.serving().listen().map(l -> config.withListen(l.host(), l.port())).orElse(config);
	}

	private static EngineConfig compatibleAuth(EngineContext context, EngineConfig config) {
		return context.option(COMPATIBLE_AUTH).map(choice -> switch (choice) {
			case "yes" -> config.withCompatibleAuth(true);
			case "no" -> config.withCompatibleAuth(false);
			default -> throw new IllegalArgumentException("\"" + choice + "\" is no choice for " + COMPATIBLE_AUTH + ": give yes or no");
		}).orElse(config);
	}

	private static Optional<URI> url(EngineContext context, String option) {
		return context.option(option).map(text -> CloudUrl.parse(text).orElseThrow(() -> new IllegalArgumentException(
				"The value of " + option + " is no address: give http:// or https:// with a host, and without user and password")));
	}

	/** Users leave OpenNebula's path away. */
	private static URI xmlRpc(URI url) {
		return url.getPath().isEmpty() || url.getPath().equals("/") ? url.resolve("/RPC2") : url;
	}

	private static URI beside(URI one) {
		String host = one.getHost();
		var url = URI.create(one.getScheme() + "://" + host + ":" + ONEFLOW_PORT);
		LOG.info("No OneFlow was given; the engine uses {}", url);
		return url;
	}

	/** An engine that ends with its cloud. @param vms the logs of its virtual machines */
	private record WithCloud(Engine engine, EmbeddedCloud cloud, Optional<Path> credentials, Path vms) implements Engine {

		@Override
		public URI url() {
			return engine.url();
		}

		@Override
		public Map<String, URI> further() {
			var further = new LinkedHashMap<String, URI>();
			further.put("opennebula", cloud.xmlRpc());
			further.put("oneflow", cloud.oneflow());
			return further;
		}

		@Override
		public Map<String, String> connectionOptions() {
			return Map.of("vmlogs", vms.toUri().toString().replaceAll("/+$", "")); // whether it is there already or not
		}

		@Override
		public void close() {
			engine.close();
			cloud.close();
		}
	}
}
