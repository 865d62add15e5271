package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.AuditLog;
import org.fleetdesk.docker.Deadlines;
import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.so3.So3;

/** A session through the whole client, with deadlines as short as a test wants them, over a way on which things go wrong. */
final class FaultyWay implements AutoCloseable {

	final FaultProxy proxy;
	final EmisoSession session;
	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);

	/** @param limit for each call and each silence */
	FaultyWay(URI engine, Duration limit) throws IOException {
		proxy = new FaultProxy(engine);
		var settings = DockerEngine.settings(proxy.url()).withConnect(limit).withDeadline(limit).withIdle(limit).withMaxConnections(2);
		var deadlines = new Deadlines(Duration.ZERO, limit, Duration.ZERO, limit, limit, limit, limit);
		var connection = new Connection("lab", So3.KIND, "lab", proxy.url(), Optional.empty(), Map.of(), false);
		session = new EmisoSession(connection, new DockerEngine(http.open(settings), deadlines), Setup.openly(), Optional.empty(), change -> AuditLog.Answer.UNHEARD, InstantSource.system());
	}

	/** How the user knows the engine. */
	String name() {
		return "127.0.0.1:" + proxy.port();
	}

	@Override
	public void close() {
		session.close();
		http.close();
		proxy.close();
	}
}
