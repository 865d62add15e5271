package org.fleetdesk.serverless.internal;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The way to one of the services of the cloud, OpenNebula or OneFlow: by the connection's option, or by what the engine says. What the engine says is only believed as far as
 * no password goes over the network in the clear that went there encrypted before.
 *
 * @param <C> the client
 */
final class CloudAccess<C> implements AutoCloseable {

	/** What does not answer is asked again after this time only: a refresh must not wait for it each time. */
	private static final Duration REST = Duration.ofSeconds(15);
	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

	private interface Maker<C> {
		C make(String secret, HttpEndpoint endpoint);
	}

	interface Work<C, T> {
		T run(C client) throws OneException, InterruptedException;
	}

	private final String name;
	private final String option;
	private final String configured;
	private final Maker<C> maker;
	private final EngineApi engine;
	private final HttpClientFactory http;
	private final EngineAccess access;
	private final Failures failures;
	private final InstantSource clock;
	private Optional<URI> uri = Optional.empty();
	private final long silent = System.nanoTime();
	private volatile HttpEndpoint endpoint;
	private C client;
	private boolean stale;
	private boolean closed;
	private volatile String problem = "";
	private volatile Instant rests = Instant.MIN;

	private CloudAccess(String name, String option, String configured, Maker<C> maker, EngineApi engine, HttpClientFactory http, Failures failures, InstantSource clock) {
		this.name = name;
		this.option = option;
		this.configured = configured;
		this.maker = maker;
		this.engine = engine;
		this.http = http;
		this.failures = failures;
		this.access = failures.access();
		this.clock = clock;
	}

	static CloudAccess<Client> openNebula(EngineApi engine, HttpClientFactory http, Failures failures, InstantSource clock) {
		return new CloudAccess<>("OpenNebula", Options.OPENNEBULA, "one_xmlrpc", Client::over, engine, http, failures, clock);
	}

	static CloudAccess<OneFlowClient> oneFlow(EngineApi engine, HttpClientFactory http, Failures failures, InstantSource clock) {
		return new CloudAccess<>("OneFlow", Options.ONEFLOW, "oneflow_server", OneFlowClient::new, engine, http, failures, clock);
	}

	/** Where it is, as far as that is known. */
	synchronized Optional<URI> uri() {
		return uri;
	}

	/** Why it cannot be used, as found last; empty when it can, or was not asked yet. */
	String problem() {
		return problem;
	}

	/** When something came from there last, by {@link System#nanoTime()}; never before it was found. */
	long heard() {
		var here = endpoint;
		return here == null ? silent : here.heard();
	}

	/** Whether it is not worth to ask. */
	boolean rests() {
		return clock.instant().isBefore(rests);
	}

	/**
	 * Finds the way.
	 *
	 * @param config the engine's settings
	 */
	synchronized void find(JsonNode config) {
		if (client != null && !stale || closed) {
			return;
		}
		stale = false;
		Connection connection = failures.connection();
		String given = connection.options().getOrDefault(option, "").strip();
		try {
			URI found;
			if (!given.isEmpty()) {
				found = URI.create(given);
			} else {
				String told = config.path(configured).asText("").strip();
				if (told.isEmpty()) {
					lost("The engine does not say where %s is; set its address in the connection".formatted(name));
					return;
				}
				found = seenFromHere(URI.create(told), connection.url());
				if (connection.encrypted() && !"https".equalsIgnoreCase(found.getScheme()) && !here(found)) {
					lost("The engine says that %s is at %s, without encryption: the password is not sent there; set an https address in the connection".formatted(name, found));
					return;
				}
			}
			open(found, connection);
		} catch (IllegalArgumentException e) {
			lost("The address of %s is of no use: %s".formatted(name, e.getMessage()));
		} catch (EngineException e) {
			lost(e.getMessage());
		}
	}

	/** The engine's own machine is not ours. */
	private static URI seenFromHere(URI told, URI engine) {
		if (!here(told) || engine.getHost() == null || here(engine)) {
			return told;
		}
		return URI.create("%s://%s%s%s".formatted(told.getScheme(), engine.getHost(), told.getPort() < 0 ? "" : ":" + told.getPort(), told.getRawPath() == null ? "" : told.getRawPath()));
	}

	private static boolean here(URI uri) {
		return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
	}

	private void open(URI found, Connection connection) throws EngineException {
		if (client != null && uri.filter(found::equals).isPresent()) {
			return;
		}
		shut();
		uri = Optional.of(found);
		boolean here = found.getHost() != null && found.getHost().equalsIgnoreCase(connection.url().getHost());
		// the session's secret goes in the body, or in a header that the client makes; a pinned certificate is that of the engine's machine
		var plain = connection.withCredentials(Optional.empty()).withUrl(found);
		var settings = EndpointSettings.of(found).withMaxBody(256 << 20);
		endpoint = http.open(access.secured(settings, here ? plain : plain.withTls(plain.tls().withFingerprint(Optional.empty()))));
		client = maker.make(engine.secret(), endpoint);
		problem = "";
	}

	private void lost(String why) {
		shut();
		problem = why;
		uri = Optional.empty();
	}

	private void shut() {
		if (endpoint != null) {
			endpoint.close();
		}
		endpoint = null;
		client = null;
	}

	/** Works with it; what it says in refusal is the user's to see. */
	<T> T call(Work<C, T> work) throws EngineException, InterruptedException {
		C one;
		synchronized (this) {
			one = client;
		}
		if (one == null) {
			throw new EngineException(Kind.UNSUPPORTED, problem.isEmpty() ? name + " was not asked yet" : problem);
		}
		try {
			T result = work.run(one);
			problem = "";
			return result;
		} catch (OneException e) {
			var failure = failures.of(name, e);
			switch (failure.kind()) {
			case UNREACHABLE, TIMED_OUT, UNTRUSTED, PROTOCOL -> {
				problem = failure.getMessage();
				rests = clock.instant().plus(REST);
			}
			default -> problem = "";
			}
			throw failure;
		}
	}

	/** Has it found anew; calls under way go on when it is where it was. */
	synchronized void forget() {
		stale = true;
		rests = Instant.MIN;
	}

	synchronized void renew() {
		rests = Instant.MIN;
		if (endpoint != null) {
			endpoint.renew();
		}
	}

	@Override
	public synchronized void close() {
		shut();
		closed = true;
	}
}
