package org.fleetdesk.so3.tests;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Set;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.engine.EmisoEngineFactory;
import org.fleetdesk.so3.model.Samples;

/** Our engine, with guests on QEMU or simulated ones. */
final class OurPeer implements Peer {

	private final Engine engine;
	private final boolean simulated;

	OurPeer(Path folder, String runtime) throws Exception {
		var factory = new EmisoEngineFactory("test");
		var options = new HashMap<String, String>();
		factory.options().stream().filter(o -> o.defaultValue() != null).forEach(o -> options.put(o.name(), o.defaultValue()));
		options.put("--runtime", runtime);
		options.put("--guests-on-stop", "end");
		options.put("--name", "peer");
		Path images = Files.createDirectories(folder.resolve("images"));
		Samples.write("ticker", images.resolve(IMAGE + ".itb"));
		Samples.write("ticker-v2", images.resolve(OTHER + ".itb"));
		engine = factory.start(new EngineContext(folder, new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options));
		simulated = runtime.equals("simulated");
	}

	@Override
	public URI url() {
		return engine.url();
	}

	@Override
	public EngineProfile profile() {
		return EngineProfile.FLEETDESK;
	}

	@Override
	public Set<Capability> refusesItself() {
		return simulated ? Set.of(Capability.USAGE, Capability.TOP) : Set.of();
	}

	@Override
	public void close() {
		engine.close();
	}
}
