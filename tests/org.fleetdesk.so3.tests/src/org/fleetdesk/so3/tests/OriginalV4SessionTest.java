package org.fleetdesk.so3.tests;

import java.nio.file.Path;

import org.fleetdesk.so3.original.engine.Generation;

/** The replica of the original engine of 2026. */
class OriginalV4SessionTest extends SessionSuite {

	@Override
	Peer start(Path data) throws Exception {
		return new OriginalPeer(data, Generation.V4);
	}
}
