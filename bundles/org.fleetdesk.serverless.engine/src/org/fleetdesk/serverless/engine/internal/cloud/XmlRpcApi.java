package org.fleetdesk.serverless.engine.internal.cloud;

import java.net.URI;
import java.util.Map;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;

/** OpenNebula's XML-RPC interface to a cloud. */
final class XmlRpcApi implements AutoCloseable {

	private final EngineServer server;

	private XmlRpcApi(EngineServer server) {
		this.server = server;
	}

	static XmlRpcApi start(Cloud cloud, Serving serving) throws EngineException {
		return new XmlRpcApi(EngineServer.start(new EngineServer.Settings("opennebula", serving, (status, message) -> Map.of("message", message), Map.of()), x -> x.send(404)));
	}

	URI url() {
		return server.url().resolve("/RPC2");
	}

	@Override
	public void close() {
		server.close();
	}
}
