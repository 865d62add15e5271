package org.fleetdesk.ui.internal.fleet;

import org.fleetdesk.core.Health;
import org.fleetdesk.ui.internal.Messages;

/** What an engine's health is called. */
public final class HealthWords {

	private HealthWords() {
	}

	public static String of(Health.Status status) {
		return switch (status) {
			case CONNECTING -> Messages.Health_connecting;
			case ONLINE -> Messages.Health_online;
			case DEGRADED -> Messages.Health_degraded;
			case UNREACHABLE -> Messages.Health_unreachable;
			case UNAUTHORIZED -> Messages.Health_unauthorized;
			case UNTRUSTED -> Messages.Health_untrusted;
		};
	}
}
