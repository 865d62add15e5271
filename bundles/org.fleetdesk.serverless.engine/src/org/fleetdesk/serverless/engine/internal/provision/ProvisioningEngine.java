package org.fleetdesk.serverless.engine.internal.provision;

import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.serverless.engine.internal.api.ErrorForm;
import org.fleetdesk.serverless.engine.internal.api.ProvisionApi;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs;

/** A running Provisioning Engine: its API in front of an OpenNebula, which keeps all state and decides who may do what. */
public final class ProvisioningEngine implements Engine {

	/**
	 * @param config  with the addresses of a cloud ({@link EngineConfig#withCloud})
	 * @param serving where to serve; OpenNebula asks who it is, so that a token of the engine's own makes no sense
	 * @param http    makes the connections to the cloud
	 * @param logs    closed with the engine
	 */
	public record Settings(EngineConfig config, Serving serving, ApiFace face, HttpClientFactory http, EngineLogs logs) {
	}

	private static final Map<String, String> HEADERS = Map.of("X-Content-Type-Options", "nosniff", "Server", "Fleetdesk-Provision");

	private final EngineServer server;
	private final CloudAccess clouds;
	private final Pauses pauses;
	private final EngineLogs logs;
	private final AtomicBoolean closed = new AtomicBoolean();

	private ProvisioningEngine(EngineServer server, CloudAccess clouds, Pauses pauses, EngineLogs logs) {
		this.server = server;
		this.clouds = clouds;
		this.pauses = pauses;
		this.logs = logs;
	}

	/**
	 * Starts an engine; it serves when this returns. Whether the cloud can be reached shows with the first request.
	 *
	 * @throws EngineException when it cannot listen, log, or has no cloud; the logs are closed then
	 */
	public static ProvisioningEngine start(Settings settings) throws EngineException {
		var config = settings.config();
		try {
			URI one = config.oneXmlrpc().orElseThrow(() -> new EngineException("The engine needs the address of an OpenNebula: :one_xmlrpc: in its configuration"));
			URI flow = config.oneflow().orElseThrow(() -> new EngineException("The engine needs the address of a OneFlow: :oneflow_server: in its configuration"));
			var log = settings.logs().component(EngineLogs.ENGINE);
			log.info("Using oned at " + one);
			log.info("Using oneflow at " + flow);
			var clouds = new CloudAccess(settings.http(), one, flow);
			var pauses = new Pauses();
			try {
				var runtimes = new Runtimes(config, settings.face(), clouds, pauses, InstantSource.system());
				var inForce = new AtomicReference<>(config);
				var api = new ProvisionApi(settings.face(), inForce::get, runtimes, settings.logs());
				var errors = new ErrorForm(settings.face());
				var server = EngineServer.start(new EngineServer.Settings("provision", settings.serving(), errors::of, HEADERS).asking(), api);
				settings.serving().listen().ifPresent(l -> inForce.set(config.withListen(l.host(), server.url().getPort())));
				settings.logs().server("Serving the " + settings.face().name().toLowerCase(Locale.ROOT) + " API at " + server.url());
				return new ProvisioningEngine(server, clouds, pauses, settings.logs());
			} catch (EngineException | RuntimeException e) {
				clouds.close();
				throw e;
			}
		} catch (EngineException | RuntimeException e) {
			settings.logs().close();
			throw e;
		}
	}

	@Override
	public URI url() {
		return server.url();
	}

	/** Creates and updates that wait for the cloud are undone, while the connections to it are still there. */
	@Override
	public void close() {
		if (closed.compareAndSet(false, true)) {
			pauses.stop();
			server.close();
			clouds.close();
			logs.close();
		}
	}
}
