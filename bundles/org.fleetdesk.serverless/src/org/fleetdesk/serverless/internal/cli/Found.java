package org.fleetdesk.serverless.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceFinder;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;

/** Finds what the words of a command mean on Provisioning Engines, and tells what could not be read there. */
final class Found extends ResourceFinder<ServerlessSession> {

	private static final List<String> KEYS = List.of(Serverless.PROBLEM, Serverless.ERROR, Serverless.HOST, Serverless.ENDPOINT, Serverless.POLICY, Serverless.OWNER, Serverless.FLAVOURS);
	private static final Domain<ServerlessSession> ENGINES = new Domain<>(Serverless.KIND, "a Provisioning Engine", ServerlessSession.class, KEYS, "--filter",
			(connection, resource) -> resource.name() + " on " + connection.name());

	Found(Connections connections, Sessions sessions) {
		super(connections, sessions, ENGINES);
	}

	@Override
	protected List<String> remarks(Snapshot snapshot) {
		return snapshot.facts().entrySet().stream().filter(f -> CloudFacts.incomplete(f.getKey(), f.getValue())).map(f -> f.getKey() + ": " + f.getValue()).toList();
	}
}
