package org.fleetdesk.so3.tests;

import java.nio.file.Path;

/** Our engine with simulated guests. */
class OurEngineSimulatedTest extends SessionSuite {

	@Override
	Peer start(Path data) throws Exception {
		return new OurPeer(data, "simulated");
	}
}
