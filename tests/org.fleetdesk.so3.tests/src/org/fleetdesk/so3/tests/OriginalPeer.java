package org.fleetdesk.so3.tests;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.so3.original.engine.Generation;
import org.fleetdesk.so3.original.engine.OriginalEngine;

/** The replica of an original engine. */
final class OriginalPeer implements Peer {

	private final OriginalEngine engine;

	OriginalPeer(Path folder, Generation generation) throws IOException {
		engine = new OriginalEngine(generation, folder);
		for (String image : new String[] { IMAGE, OTHER }) {
			Samples.write("capsule", engine.images().resolve(image + ".itb"));
		}
	}

	OriginalEngine engine() {
		return engine;
	}

	@Override
	public URI url() {
		return engine.url();
	}

	@Override
	public EngineProfile profile() {
		return engine.generation() == Generation.V2 ? EngineProfile.EMISO_V2 : EngineProfile.EMISO_V4;
	}

	@Override
	public void tick() throws IOException {
		engine.tick();
	}

	@Override
	public void close() {
		engine.close();
	}
}
