package org.fleetdesk.core.internal;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Health.Status;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.SnapshotDiff;
import org.fleetdesk.files.Severity;

/** Tells differences as events, in the domain's words. */
final class EventTexts {

	private final EngineKinds kinds;

	EventTexts(EngineKinds kinds) {
		this.kinds = kinds;
	}

	List<FleetEvent> changes(Connection connection, Snapshot before, Snapshot after) {
		var diff = SnapshotDiff.between(before, after);
		var events = new ArrayList<FleetEvent>();
		for (Resource resource : diff.removed()) {
			events.add(event(after, resource, Severity.INFO, label(connection, resource) + " was removed"));
		}
		for (Resource resource : diff.added()) {
			boolean failed = resource.state().phase() == Phase.FAILED;
			events.add(event(after, resource, failed ? Severity.ERROR : Severity.INFO,
					label(connection, resource) + " was added" + (resource.state().word().isEmpty() ? "" : ": " + resource.state())));
		}
		for (Resource resource : diff.changed()) {
			var old = before.resources().get(resource.id());
			if (!old.state().equals(resource.state())) {
				events.add(event(after, resource, severity(resource.state().phase()), resource.name() + ": " + old.state() + " → " + resource.state()));
			}
			if (!old.name().equals(resource.name())) {
				events.add(event(after, resource, Severity.INFO, label(connection, old) + " is now named " + resource.name()));
			}
		}
		return events;
	}

	FleetEvent reached(Connection connection, Health before, Instant now) {
		return new FleetEvent(now, connection.id(), Optional.empty(), Severity.INFO,
				connection.name() + (before.status() == Status.CONNECTING ? " is connected" : " answers again"));
	}

	FleetEvent lost(Connection connection, Status status, String error, Instant now) {
		return switch (status) {
		case UNAUTHORIZED -> new FleetEvent(now, connection.id(), Optional.empty(), Severity.ERROR, connection.name() + " does not let you in: " + error);
		case UNTRUSTED -> new FleetEvent(now, connection.id(), Optional.empty(), Severity.ERROR, connection.name() + " is not trusted: " + error);
		case DEGRADED -> new FleetEvent(now, connection.id(), Optional.empty(), Severity.WARNING, connection.name() + " does not answer as it should: " + error);
		default -> new FleetEvent(now, connection.id(), Optional.empty(), Severity.ERROR, connection.name() + (error.contains("cannot be reached") ? ": " : " cannot be reached: ") + error);
		};
	}

	/** @param loss the one that was one too many to go on telling each */
	FleetEvent flapping(FleetEvent loss) {
		return new FleetEvent(loss.time(), loss.connection(), Optional.empty(), loss.severity(), loss.text()
				+ ". It comes and goes: this was number %d within %d minutes, and no more is told until it is steady".formatted(Flapping.MANY, Flapping.WINDOW.toMinutes()));
	}

	/** @param lost how often it was */
	FleetEvent steady(Connection connection, boolean answers, int lost, Instant now) {
		return new FleetEvent(now, connection.id(), Optional.empty(), answers ? Severity.INFO : Severity.ERROR, connection.name()
				+ (answers ? " has answered" : " has not answered") + " for %d minutes now; it was lost %d times since it began to come and go".formatted(Flapping.STEADY.toMinutes(), lost));
	}

	FleetEvent ending(Connection connection, ServerCertificate certificate, Instant now) {
		boolean ended = certificate.ends().isBefore(now);
		return new FleetEvent(now, connection.id(), Optional.empty(), Severity.WARNING,
				"The certificate of " + connection.name() + (ended ? " has ended on " : " ends on ") + certificate.ends().atZone(ZoneId.systemDefault()).toLocalDate());
	}

	private static Severity severity(Phase phase) {
		return switch (phase) {
		case FAILED -> Severity.ERROR;
		case UNKNOWN -> Severity.WARNING;
		default -> Severity.INFO;
		};
	}

	/** "Container ticker-7". */
	private String label(Connection connection, Resource resource) {
		String kind = kinds.find(connection.kind()).map(EngineKind::resourceKinds).orElse(List.of()).stream()
				.filter(k -> k.id().equals(resource.id().kind())).findFirst().map(ResourceKind::label).orElse(resource.id().kind());
		return kind.isEmpty() ? resource.name() : kind.substring(0, 1).toUpperCase() + kind.substring(1) + " " + resource.name();
	}

	private static FleetEvent event(Snapshot after, Resource resource, Severity severity, String text) {
		return new FleetEvent(after.taken(), after.connection(), Optional.of(resource.id()), severity, text);
	}
}
