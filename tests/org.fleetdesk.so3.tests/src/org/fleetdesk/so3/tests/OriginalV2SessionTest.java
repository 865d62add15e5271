package org.fleetdesk.so3.tests;

import java.nio.file.Path;

import org.fleetdesk.so3.original.engine.Generation;

/** The replica of the original engine of 2024. */
class OriginalV2SessionTest extends SessionSuite {

	@Override
	Peer start(Path data) throws Exception {
		return new OriginalPeer(data, Generation.V2);
	}
}
