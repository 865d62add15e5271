package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.report.DeviceFacts;
import org.fleetdesk.gateways.agent.internal.report.Reports;
import org.fleetdesk.gateways.agent.internal.report.Traffic;
import org.fleetdesk.gateways.agent.internal.report.Usage;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;

/** A gateway's agent without its process: a new {@link #loop} is what a process is after its start. */
final class TestGateway implements AutoCloseable {

	final AgentHome home;
	final Configuration configuration;
	final KnownInstaller installer;
	final Waker waker = new Waker();
	/** How long downloads waited. */
	final List<Duration> pauses = new ArrayList<>();
	private final ScriptedCloud cloud;
	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private final List<HttpEndpoint> endpoints = new ArrayList<>();
	/** Goes on by what is waited for. */
	private final Clock clock = new Clock() {
		@Override
		public java.time.Instant instant() {
			return java.time.Instant.parse("2026-11-22T15:00:00Z").plus(pauses.stream().reduce(Duration.ZERO, Duration::plus));
		}

		@Override
		public java.time.ZoneId getZone() {
			return java.time.ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(java.time.ZoneId zone) {
			return this;
		}
	};

	TestGateway(Path folder, ScriptedCloud cloud) throws IOException {
		home = new AgentHome(folder);
		this.cloud = cloud;
		configuration = new Configuration(home);
		configuration.setGateway(Map.of("vendor", "product", "model", "product", "uuid", "sn1"));
		configuration.setEngine(Map.of("cloud", cloud.url().toString(), "download_patience", "60"));
		installer = new KnownInstaller(folder.resolve("machine"));
	}

	CheckInLoop loop() throws IOException {
		return loop(endpoint -> endpoint);
	}

	CheckInLoop loop(UnaryOperator<HttpEndpoint> wrapped) throws IOException {
		var endpoint = http.open(EndpointSettings.of(cloud.url()));
		endpoints.add(endpoint);
		var traffic = Traffic.read(home.traffic().resolve("gwe.json"));
		var device = new DeviceCloud(wrapped.apply(endpoint), () -> {
			try {
				return configuration.gateway();
			} catch (IOException e) {
				throw new java.io.UncheckedIOException(e);
			}
		}, "GatewayEngine-v1.2.3", traffic);
		var facts = new DeviceFacts(Path.of("/proc"));
		var reports = new Reports(facts, new Usage(facts, home.traffic(), cloud.url()), traffic, home.traffic().resolve("gwe.json"), noSupervisor(), List::of, "1.2.3", clock);
		return new CheckInLoop(new CheckInLoop.Parts(device, configuration, configuration.engine(), reports, installer, home.journal(), home.downloads(), waker, clock,
				() -> pauses.stream().mapToLong(Duration::toNanos).sum(), this::pause,
				new SplittableRandom(1)));
	}

	private void pause(Duration time) {
		pauses.add(time);
	}

	/** No test here asks what runs. */
	private static Supervisor noSupervisor() {
		return (Supervisor) java.lang.reflect.Proxy.newProxyInstance(TestGateway.class.getClassLoader(), new Class<?>[] { Supervisor.class }, (proxy, method, arguments) -> {
			throw new SupervisorException(0, "There is no supervisor.", null);
		});
	}

	/** What is in the journal. */
	Journal.State journal() throws IOException {
		return new Journal(home.journal()).state();
	}

	@Override
	public void close() {
		endpoints.forEach(HttpEndpoint::close);
		http.close();
	}
}
