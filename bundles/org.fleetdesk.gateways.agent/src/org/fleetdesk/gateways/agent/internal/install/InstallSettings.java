package org.fleetdesk.gateways.agent.internal.install;

import java.time.Duration;

/**
 * How packages are installed (section {@code [install]} of Engine.config).
 *
 * @param timeout after which {@code install.sh} and all that it started are killed
 * @param output  the most bytes that are kept of what it prints; of more, the beginning and the end
 * @param healthy how long a program must run without a restart after its installation
 */
public record InstallSettings(Duration timeout, int output, Duration healthy) {

	/** 15 minutes, 48 KiB, 10 seconds. */
	public static final InstallSettings USUAL = new InstallSettings(Duration.ofMinutes(15), 48 << 10, Duration.ofSeconds(10));
}
