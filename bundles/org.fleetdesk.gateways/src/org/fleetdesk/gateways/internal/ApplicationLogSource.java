package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.ApplicationLog.Place;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The logs of applications on gateways that listen. */
@Component
public final class ApplicationLogSource implements LogSource {

	private final Connections connections;
	private final Sessions sessions;
	/** Where logs were broken off. */
	private final Map<ResourceId, Place> places = new ConcurrentHashMap<>();

	@Activate
	public ApplicationLogSource(@Reference Connections connections, @Reference Sessions sessions) {
		this.connections = connections;
		this.sessions = sessions;
	}

	@Override
	public boolean handles(ResourceId id) {
		return id.kind().equals(Gateways.APPLICATION) && connections.find(id.connection()).filter(c -> c.kind().equals(Gateways.KIND)).isPresent();
	}

	@Override
	public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		stream((GatewaysSession) sessions.session(id.connection()), id, from, follow, sink);
	}

	void stream(GatewaysSession session, ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		String key = id.key();
		new ApplicationLog(session, Gateways.product(key), Gateways.serial(key), Gateways.application(key), sink, InstantSource.system()).stream(from, follow,
				Optional.ofNullable(places.get(id)), place -> places.put(id, place));
	}
}
