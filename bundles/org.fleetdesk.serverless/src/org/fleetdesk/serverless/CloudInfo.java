package org.fleetdesk.serverless;

import java.net.URI;
import java.util.Optional;

/**
 * Which engine and cloud a connection leads to.
 *
 * @param version    of the Provisioning Engine; empty when it does not say, as the oldest one
 * @param openNebula version of OpenNebula; empty when it is not reached
 * @param simulated  whether the cloud says of itself that it is simulated
 * @param xmlRpc     where OpenNebula is, by the connection's options or by what the engine says
 * @param oneflow    where OneFlow is
 * @param user       as whom OpenNebula knows the connection's user; empty when it is not reached
 * @param problem    why there is no access to OpenNebula, as a sentence; empty when there is
 * @param flow       why there is no access to OneFlow, as a sentence; empty when there is
 */
public record CloudInfo(String version, String openNebula, boolean simulated, Optional<URI> xmlRpc, Optional<URI> oneflow, String user, String problem, String flow) {

	/** Whether documents and virtual machines can be read and acted upon. */
	public boolean hasOpenNebula() {
		return problem.isEmpty();
	}

	/** Whether services can be read and acted upon. */
	public boolean hasOneFlow() {
		return flow.isEmpty();
	}
}
