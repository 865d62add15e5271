package org.fleetdesk.ui.internal.logs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Resource;
import org.fleetdesk.logs.IngestState;
import org.fleetdesk.logs.Logs;
import org.fleetdesk.ui.internal.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Goes on with a log that had ended when its container is started again, whether a view shows it or not. */
@Component(immediate = true, service = LogResume.class)
public final class LogResume {

	private final FleetModel fleet;
	private final Logs logs;
	private final Registration registration;

	@Activate
	public LogResume(@Reference FleetModel fleet, @Reference Logs logs) {
		this.fleet = fleet;
		this.logs = logs;
		registration = fleet.addListener(this::changed);
	}

	private void changed(Set<String> connections, List<FleetEvent> events) {
		for (var id : logs.followed()) { // few, of what may be very many resources
			if (connections.contains(id.connection())) {
				fleet.engine(id.connection()).filter(e -> e.health().current()).flatMap(e -> e.snapshot())
						.ifPresent(s -> Optional.ofNullable(s.resources().get(id)).ifPresent(r -> look(r, s.taken())));
			}
		}
	}

	/** A snapshot from before the log's end says nothing: the container may have ended with it. */
	private void look(Resource resource, Instant taken) {
		if (resource.state().phase() == Phase.RUNNING) {
			logs.ingestor(resource.id()).filter(i -> i.state() instanceof IngestState.Ended e && taken.isAfter(e.since()))
					.ifPresent(i -> i.resume(i.stream().statistics().linesEver() == 0 ? null : Messages.Log_started_again)); // a first start is not another one
		}
	}

	@Deactivate
	void close() {
		registration.close();
	}
}
