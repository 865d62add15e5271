package org.fleetdesk.gateways.agent.internal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

/** The version of the agent, from the jar that its classes come from. */
public final class AgentVersion {

	private static final String UNPACKED = "0.0.0";
	private static final int PARTS = 3;

	private AgentVersion() {
	}

	/** Such as {@code 0.1.0}; {@code 0.0.0} when the classes come from a folder. */
	public static String current() {
		try {
			Path jar = jar();
			if (!Files.isRegularFile(jar)) {
				return UNPACKED;
			}
			try (var file = new JarFile(jar.toFile())) {
				String version = file.getManifest().getMainAttributes().getValue("Bundle-Version");
				var parts = version.split("\\.");
				return String.join(".", java.util.Arrays.copyOf(parts, Math.min(PARTS, parts.length)));
			}
		} catch (IOException | URISyntaxException | RuntimeException e) {
			return UNPACKED;
		}
	}

	/** The jar or folder of the agent's classes. */
	public static Path jar() throws URISyntaxException {
		return Path.of(AgentVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI());
	}
}
