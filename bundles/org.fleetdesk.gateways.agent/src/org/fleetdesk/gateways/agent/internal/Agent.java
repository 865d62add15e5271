package org.fleetdesk.gateways.agent.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

import org.fleetdesk.engine.DataLock;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.gateways.agent.internal.checkin.CheckInLoop;
import org.fleetdesk.gateways.agent.internal.checkin.Waker;
import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.gateways.agent.internal.config.ConfigException;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.config.EngineConfig;
import org.fleetdesk.gateways.agent.internal.config.GatewayCfg;
import org.fleetdesk.gateways.agent.internal.config.Identity;
import org.fleetdesk.gateways.agent.internal.control.ControlChannel;
import org.fleetdesk.gateways.agent.internal.control.ControlRequests;
import org.fleetdesk.gateways.agent.internal.control.SupportReport;
import org.fleetdesk.gateways.agent.internal.report.DeviceFacts;
import org.fleetdesk.gateways.agent.internal.report.Reports;
import org.fleetdesk.gateways.agent.internal.report.Traffic;
import org.fleetdesk.gateways.agent.internal.report.Usage;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.TlsSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent as a whole: made of its configuration, running until it is interrupted. One on a home folder. */
public final class Agent implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
	private static final int CONNECTIONS = 8;
	private static final int LONGEST_ANSWER = 4 << 20;

	private final DataLock lock;
	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private final HttpEndpoint endpoint;
	private final CheckInLoop loop;
	private final ControlChannel channel;

	/**
	 * Takes the home folder.
	 *
	 * @throws ConfigException when the gateway has no serial number or no cloud
	 * @throws IOException     when another agent has the folder, or files cannot be used
	 */
	public Agent(AgentHome home, Hosting hosting, Clock clock, RandomGenerator random) throws IOException {
		var configuration = new Configuration(home);
		var gateway = Identity.ensure(configuration);
		var settings = configuration.engine();
		URI url = Identity.cloud(gateway, settings);
		var endpointSettings = EndpointSettings.of(url).withTls(tls(settings)).withMaxConnections(CONNECTIONS).withMaxBody(LONGEST_ANSWER);
		lock = lock(home);
		endpoint = http.open(endpointSettings);
		boolean good = false;
		try {
			Path ownTraffic = home.traffic().resolve("gwe.json");
			var traffic = Traffic.read(ownTraffic);
			String version = AgentVersion.current();
			var cloud = new DeviceCloud(endpoint, () -> identity(configuration), userAgent(settings, version), traffic);
			var supervisor = hosting.supervisor(home, settings.supervisor(), http);
			var installing = hosting.installing(home, settings.install(), supervisor, clock);
			var facts = new DeviceFacts(Path.of("/proc"));
			var reports = new Reports(facts, new Usage(facts, home.traffic(), url), traffic, ownTraffic, supervisor, installing.installed(), version, clock);
			var waker = new Waker();
			loop = new CheckInLoop(new CheckInLoop.Parts(cloud, configuration, settings, reports, installing.installer(), home.journal(), home.downloads(), waker, clock, System::nanoTime, Pause.REAL, random));
			var requests = new ControlRequests(supervisor, waker::wake, new SupportReport(home, reports, supervisor, version, clock)::collect);
			channel = new ControlChannel(cloud, () -> configuration.gateway().cik(), requests, Pause.REAL, random);
			LOG.info("Gateway Engine {}: {} of {}, device cloud {}, update interval {} s", version, gateway.uuid(), gateway.vendor(), url, settings.updateInterval().toSeconds());
			good = true;
		} finally {
			if (!good) {
				close();
			}
		}
	}

	private static DataLock lock(AgentHome home) throws IOException {
		try {
			Files.createDirectories(home.state());
			return DataLock.tryAcquire(home.state()).orElseThrow(() -> new IOException(
					"Gateway Engine runs already with " + home.folder() + DataLock.owner(home.state()).map(p -> " (process " + p + ")").orElse("") + "."));
		} catch (EngineException e) {
			throw new IOException(e.getMessage(), e);
		}
	}

	private static GatewayCfg identity(Configuration configuration) {
		try {
			return configuration.gateway();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static String userAgent(EngineConfig settings, String version) {
		return settings.userAgent().isEmpty() ? "GatewayEngine-v" + version : settings.userAgent();
	}

	/** Whom the agent trusts. */
	public static TlsSettings tls(EngineConfig settings) throws IOException {
		Optional<Path> authorities = settings.authorities();
		if (authorities.isEmpty()) {
			return TlsSettings.system();
		}
		try (var in = Files.newInputStream(authorities.get())) {
			return TlsSettings.trusting(in);
		} catch (IOException e) {
			throw new ConfigException("The certificates in " + authorities.get() + " cannot be read: " + e.getMessage() + ".");
		}
	}

	/** Checks in once. @return whether it was done */
	public boolean once() throws InterruptedException {
		return loop.once();
	}

	/** Until its thread is interrupted. */
	public void run() throws InterruptedException {
		var control = Thread.ofVirtual().name("control channel").start(() -> {
			try {
				channel.run();
			} catch (InterruptedException e) {
				// as it ends
			}
		});
		try {
			loop.run();
		} finally {
			control.interrupt();
		}
	}

	@Override
	public void close() {
		endpoint.close();
		http.close();
		lock.close();
	}
}
