package org.fleetdesk.gateways.agent.internal.install;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.fleetdesk.gateways.model.PackageLimits;

/**
 * How packages are installed (section {@code [install]} of Engine.config).
 *
 * @param timeout  after which {@code install.sh} and all that it started are killed
 * @param output   the most bytes that are kept of what it prints; of more, the beginning and the end
 * @param healthy  how long a program must run without a restart after its installation, beyond its {@code startsecs}
 * @param limits   of packages
 * @param roots    folders in which it is watched what an installation writes, so that it can be taken back; the most important first
 * @param watched  the most files and folders that are watched
 * @param copies   the most files that are copied before an installation
 * @param copySize the most bytes that are copied
 */
public record InstallSettings(Duration timeout, int output, Duration healthy, PackageLimits limits, List<Path> roots, int watched, int copies, long copySize) {

	/** 10 minutes, 48 KiB, 10 seconds; where packages usually install to. */
	public static final InstallSettings USUAL = new InstallSettings(Duration.ofMinutes(10), 48 << 10, Duration.ofSeconds(10), PackageLimits.USUAL,
			List.of(Path.of("/usr/local"), Path.of("/opt"), Path.of("/etc"), Path.of("/srv"), Path.of("/root"), Path.of("/home"), Path.of("/var/lib")), 100_000, 2000, 256L << 20);

	public InstallSettings {
		roots = List.copyOf(roots);
	}

	/** With the usual limits and folders. */
	public InstallSettings(Duration timeout, int output, Duration healthy) {
		this(timeout, output, healthy, USUAL.limits, USUAL.roots, USUAL.watched, USUAL.copies, USUAL.copySize);
	}

	public InstallSettings withRoots(List<Path> folders) {
		return new InstallSettings(timeout, output, healthy, limits, folders, watched, copies, copySize);
	}
}
