package org.fleetdesk.gateways.agent.internal.checkin;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the cloud how far an installation is. That it cannot be told holds nothing up. */
final class ProgressSender implements InstallProgress.Listener {

	private static final Logger LOG = LoggerFactory.getLogger(ProgressSender.class);
	/** Between two messages about bytes: the API takes one value a second. */
	private static final Duration THROTTLE = Duration.ofSeconds(2);

	private final DeviceCloud cloud;
	private final Clock clock;
	private final LongSupplier nanos;
	private final String deployment;
	private OptionalLong lastBytes = OptionalLong.empty();

	/** @param nanos a clock that nobody sets */
	ProgressSender(DeviceCloud cloud, Clock clock, LongSupplier nanos, String deployment) {
		this.cloud = cloud;
		this.clock = clock;
		this.nanos = nanos;
		this.deployment = deployment;
	}

	@Override
	public void at(PackageName name, Phase phase, String message) {
		ended(name, phase, message);
	}

	/** The same. @return whether the cloud has it */
	boolean ended(PackageName name, Phase phase, String message) {
		LOG.info("{}: {}{}", name, phase.word(), message.isEmpty() ? "" : ": " + message);
		return send(new InstallProgress(deployment, name.name(), name.version(), phase, 0, 0, message, clock.instant()));
	}

	void pickedUp() {
		send(new InstallProgress(deployment, "", "", Phase.PICKED_UP, 0, 0, "", clock.instant()));
	}

	void downloading(PackageName name, long bytes, long total) {
		long now = nanos.getAsLong();
		if (lastBytes.isEmpty() || now - lastBytes.getAsLong() >= THROTTLE.toNanos()) {
			lastBytes = OptionalLong.of(now);
			send(new InstallProgress(deployment, name.name(), name.version(), Phase.DOWNLOADING, bytes, total, "", clock.instant()));
		}
	}

	/** A package begins: its first bytes are told at once. */
	void begins() {
		lastBytes = OptionalLong.empty();
	}

	private boolean send(InstallProgress progress) {
		if (Thread.currentThread().isInterrupted()) {
			return false;
		}
		try {
			cloud.write(Map.of(Aliases.INSTALL_PROGRESS, progress.text()));
			return true;
		} catch (HttpException e) {
			LOG.info("The cloud could not be told of {}: {}", progress.phase().word(), e.getMessage());
			return false;
		}
	}
}
