package org.fleetdesk.so3.tests;

import java.nio.file.Path;

/** Our engine with guests on QEMU. */
class OurEngineOnQemuTest extends SessionSuite {

	@Override
	Peer start(Path data) throws Exception {
		return new OurPeer(data, "qemu");
	}
}
