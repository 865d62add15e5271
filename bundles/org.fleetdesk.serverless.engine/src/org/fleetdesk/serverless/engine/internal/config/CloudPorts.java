package org.fleetdesk.serverless.engine.internal.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.FreePort;
import org.fleetdesk.engine.StateFile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * The loopback ports of the cloud that runs with an engine, kept from start to start, so that what was set up for them works again. They are not OpenNebula's own
 * ones: nothing shall take this cloud for a real one by accident.
 */
public final class CloudPorts {

	private static final int LOW = 26330;
	private static final int HIGH = 26429;

	private final StateFile file;
	private final int xmlRpc;
	private final int oneflow;

	/**
	 * Chooses the ports of the last time when they are free, else free ones.
	 *
	 * @throws EngineException when the file cannot be read
	 */
	public CloudPorts(Path path) throws EngineException {
		file = new StateFile(path, 1, new ObjectMapper());
		var last = last();
		xmlRpc = FreePort.choose(last.path("xmlrpc").asInt(0), LOW, HIGH);
		int other = last.path("oneflow").asInt(0);
		oneflow = FreePort.choose(other == xmlRpc ? 0 : other, xmlRpc < LOW || xmlRpc > HIGH ? LOW : xmlRpc + 1, HIGH);
	}

	private JsonNode last() throws EngineException {
		try {
			return file.read().orElse(MissingNode.getInstance());
		} catch (IOException e) {
			throw new EngineException(EngineException.reason(e), e);
		}
	}

	public int xmlRpc() {
		return xmlRpc;
	}

	public int oneflow() {
		return oneflow;
	}

	/** Whether nobody has taken them since they were chosen. */
	public boolean free() {
		return FreePort.choose(xmlRpc, 1, 0) == xmlRpc && FreePort.choose(oneflow, 1, 0) == oneflow;
	}

	/**
	 * Keeps the ports that the cloud really has.
	 *
	 * @throws EngineException when they cannot be saved
	 */
	public void keep(int realXmlRpc, int realOneflow) throws EngineException {
		try {
			if (!last().equals(new ObjectMapper().valueToTree(Map.of("xmlrpc", realXmlRpc, "oneflow", realOneflow)))) {
				file.write(Map.of("xmlrpc", realXmlRpc, "oneflow", realOneflow));
			}
		} catch (IOException e) {
			throw new EngineException("The ports of the simulated cloud cannot be kept: " + EngineException.reason(e), e);
		}
	}
}
