package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.net.URI;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Serving;

/** A simulated cloud with OpenNebula's XML-RPC and OneFlow's REST interfaces. */
public final class EmbeddedCloud implements AutoCloseable {

	/**
	 * @param cloud   how it is
	 * @param xmlRpc  where its XML-RPC is served, to whom
	 * @param oneflow where OneFlow is served, to whom
	 */
	public record Settings(CloudSettings cloud, Serving xmlRpc, Serving oneflow) {
	}

	private final Cloud cloud;
	private final XmlRpcApi xmlRpc;

	private EmbeddedCloud(Cloud cloud, XmlRpcApi xmlRpc) {
		this.cloud = cloud;
		this.xmlRpc = xmlRpc;
	}

	/**
	 * Starts a cloud; it serves when this returns.
	 *
	 * @throws EngineException when an address is taken, or the folder cannot be used
	 */
	public static EmbeddedCloud start(Settings settings) throws EngineException {
		Cloud cloud;
		try {
			cloud = Cloud.open(settings.cloud());
		} catch (IOException e) {
			throw new EngineException("The simulated cloud cannot use its folder: " + EngineException.reason(e), e);
		}
		try {
			var xmlRpc = XmlRpcApi.start(cloud, settings.xmlRpc());
			cloud.start();
			return new EmbeddedCloud(cloud, xmlRpc);
		} catch (EngineException e) {
			cloud.close();
			throw e;
		}
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
		throw new UnsupportedOperationException(); // with the OneFlow part
	}

	@Override
	public void close() {
		xmlRpc.close();
		cloud.close();
	}
}
