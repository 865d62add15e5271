package org.fleetdesk.serverless.engine.internal.provision;

import java.net.URI;
import java.time.Duration;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;

/**
 * The way to OpenNebula and OneFlow. What is read has connections of its own, so that it waits behind no create or update, however many there are; these
 * have so few that they do not swamp a OneFlow that needs half a second for each call.
 */
final class CloudAccess implements AutoCloseable {

	private static final Duration DEADLINE = Duration.ofSeconds(20);
	private static final int READERS = 64;
	private static final int WORKERS = 16;

	/** Both of the clients in a caller's name. */
	record Session(Caller caller, Client one, OneFlowClient flow) {
	}

	private record Lane(HttpEndpoint one, HttpEndpoint flow) {

		Session session(Caller caller) {
			return new Session(caller, Client.over(caller.session(), one), new OneFlowClient(caller.session(), flow));
		}
	}

	private final Lane reading;
	private final Lane working;

	CloudAccess(HttpClientFactory http, URI oneXmlrpc, URI oneflow) {
		reading = lane(http, oneXmlrpc, oneflow, READERS);
		working = lane(http, oneXmlrpc, oneflow, WORKERS);
	}

	private static Lane lane(HttpClientFactory http, URI oneXmlrpc, URI oneflow, int connections) {
		return new Lane(http.open(EndpointSettings.of(oneXmlrpc).withDeadline(DEADLINE).withMaxConnections(connections)),
				http.open(EndpointSettings.of(oneflow).withDeadline(DEADLINE).withMaxConnections(connections)));
	}

	/** For short things. */
	Session reading(Caller caller) {
		return reading.session(caller);
	}

	/** For creates and updates. */
	Session working(Caller caller) {
		return working.session(caller);
	}

	@Override
	public void close() {
		for (var lane : new Lane[] { reading, working }) {
			lane.one().close();
			lane.flow().close();
		}
	}
}
