package org.fleetdesk.so3.tests;

import java.nio.file.Path;

import org.fleetdesk.so3.EngineProfile;

/** Real podman, by its Docker API. */
class PodmanSessionTest extends SessionSuite {

	@Override
	Peer start(Path data) throws Exception {
		return new RealPeer(data, EngineProfile.PODMAN);
	}
}
