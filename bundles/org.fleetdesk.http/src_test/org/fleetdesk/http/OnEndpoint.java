package org.fleetdesk.http;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A raw server and endpoints to it; what was audited. */
abstract class OnEndpoint {

	static final Duration SHORT = Duration.ofMillis(200);

	record Heard(HttpAudit.Request request, int status, String purpose) {
	}

	final List<Heard> audit = new CopyOnWriteArrayList<>();
	private final HttpClientFactory factory = new HttpClientFactory(
			request -> (status, duration, failure) -> audit.add(new Heard(request, status, HttpAudit.SCRUB.orElse(UnaryOperator.identity()).apply(HttpAudit.PURPOSE.orElse("")))));
	private final List<AutoCloseable> open = new ArrayList<>();

	@TempDir
	Path folder;

	@AfterEach
	void closeAll() throws Exception {
		for (var closeable : open.reversed()) {
			closeable.close();
		}
		factory.close();
	}

	final HttpEndpoint endpoint(EndpointSettings settings) {
		var endpoint = factory.open(settings);
		open.add(endpoint);
		return endpoint;
	}

	final RawServer server(boolean unix, RawServer.Script script) throws IOException {
		var server = unix ? RawServer.unix(folder.resolve("s"), script) : RawServer.tcp(script);
		open.add(server);
		return server;
	}
}
