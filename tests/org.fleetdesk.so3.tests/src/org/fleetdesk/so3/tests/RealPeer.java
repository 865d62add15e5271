package org.fleetdesk.so3.tests;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.so3.EngineProfile;

/** A real Docker engine with images whose containers tick. */
final class RealPeer implements Peer {

	/** It ends by itself when it is asked to; a shell as first process would have to be killed. */
	private static final String PROGRAM = "trap 'exit 0' TERM; i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2 & wait $!; done";

	private final RealEngine engine;
	private final EngineProfile profile;

	RealPeer(Path folder, EngineProfile profile) throws Exception {
		engine = profile == EngineProfile.PODMAN ? RealEngine.podman(folder) : RealEngine.dockerd(folder);
		this.profile = profile;
		try {
			for (String image : new String[] { IMAGE, OTHER }) {
				importImage(folder.resolve("busybox.tar"), image);
			}
		} catch (IOException | InterruptedException e) {
			engine.close();
			throw e;
		}
	}

	private void importImage(Path archive, String image) throws IOException, InterruptedException {
		var process = new ProcessBuilder("docker", "-H", engine.socket().toString(), "import", "--message", image, "--change",
				"CMD [\"/bin/sh\", \"-c\", \"" + PROGRAM + "\"]", archive.toString(), "local/" + image + ":1").redirectErrorStream(true).start();
		process.getOutputStream().close();
		String said = new String(process.getInputStream().readAllBytes());
		if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
			process.destroyForcibly();
			throw new IOException("docker import said: " + said);
		}
	}

	@Override
	public URI url() {
		return engine.socket();
	}

	@Override
	public EngineProfile profile() {
		return profile;
	}

	@Override
	public String named(String image) {
		return (profile == EngineProfile.PODMAN ? "docker.io/local/" : "local/") + image + ":1";
	}

	@Override
	public void close() throws IOException {
		engine.close();
	}
}
