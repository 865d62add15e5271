package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.serverless.engine.internal.cloud.flow.DefaultTemplates;
import org.fleetdesk.serverless.engine.internal.cloud.flow.Flow;
import org.fleetdesk.serverless.engine.internal.cloud.flow.FlowApi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A simulated cloud with OpenNebula's XML-RPC and OneFlow's REST interfaces. */
public final class EmbeddedCloud implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCloud.class);

	/**
	 * @param cloud        how it is; its network is chosen here
	 * @param xmlRpc       where its XML-RPC is served, to whom
	 * @param oneflow      where OneFlow is served, to whom
	 * @param cooldown     how long a service cannot be scaled again, where its template does not say it
	 * @param functionPort where running functions listen at their VM's address; 0 for a port that is free
	 */
	public record Settings(CloudSettings cloud, Serving xmlRpc, Serving oneflow, Duration cooldown, int functionPort) {

		/** With OneFlow's cooldown and COGNIT's port. */
		public Settings(CloudSettings cloud, Serving xmlRpc, Serving oneflow) {
			this(cloud, xmlRpc, oneflow, Flow.COOLDOWN, FaasListeners.PORT);
		}
	}

	private final Deque<AutoCloseable> parts = new ArrayDeque<>();
	private Cloud cloud;
	private XmlRpcApi xmlRpc;
	private EngineServer oneflow;
	private FaasListeners functions;

	private EmbeddedCloud() {
	}

	/**
	 * Starts a cloud; it serves when this returns.
	 *
	 * @throws EngineException when an address is taken, or the folder cannot be used
	 */
	public static EmbeddedCloud start(Settings settings) throws EngineException {
		var embedded = new EmbeddedCloud();
		try {
			embedded.open(settings);
			return embedded;
		} catch (EngineException | RuntimeException e) {
			embedded.close();
			throw e;
		} catch (IOException | CloudError e) {
			embedded.close();
			throw new EngineException("The simulated cloud cannot use its folder: " + FileProblem.reason(e), e);
		}
	}

	private void open(Settings settings) throws EngineException, IOException, CloudError {
		Files.createDirectories(settings.cloud().data());
		functions = part(FaasListeners.open(settings.cloud().data(), settings.functionPort()));
		cloud = part(Cloud.open(settings.cloud().withNetwork(functions.network())));
		var flow = Flow.open(cloud, settings.cooldown());
		DefaultTemplates.prepare(cloud);
		functions.attach(cloud);
		xmlRpc = part(XmlRpcApi.start(cloud, settings.xmlRpc()));
		oneflow = part(FlowApi.serve(cloud, flow, settings.oneflow()));
		cloud.start();
	}

	private <T extends AutoCloseable> T part(T part) {
		parts.push(part);
		return part;
	}

	public Cloud cloud() {
		return cloud;
	}

	/** Where the XML-RPC is, such as {@code http://127.0.0.1:2633/RPC2}. */
	public URI xmlRpc() {
		return xmlRpc.url();
	}

	/** Where OneFlow is, such as {@code http://127.0.0.1:2474}. */
	public URI oneflow() {
		return oneflow.url();
	}

	/** At which port of their VM's address functions listen while they run; empty when this machine has no such addresses. */
	public Optional<Integer> functionPort() {
		return functions.port();
	}

	@Override
	public void close() {
		while (!parts.isEmpty()) {
			try {
				parts.pop().close();
			} catch (Exception e) {
				LOG.warn("A part of the simulated cloud cannot be closed: {}", e.getMessage());
			}
		}
	}
}
