package org.fleetdesk.engine.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Security.TlsFiles;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.internal.tls.Pem;

/**
 * The HTTP server of an engine: plain or with TLS on loopback, with TLS and tokens or client certificates anywhere else. Each request runs on a virtual thread.
 */
public final class EngineServer implements AutoCloseable {

	/** A connection on which nothing moves is closed after this time; streams send something more often than that. */
	static final long IDLE_MILLIS = 60_000;
	private static final long STOP_SECONDS = 10;
	/** Connections that wait to be accepted: many devices come back at once after an outage. */
	private static final int BACKLOG = 1024;
	/** Names with slashes in them are part of Docker's paths; no path of ours ever names a file. */
	private static final UriCompliance PATHS = UriCompliance.DEFAULT.with("engine", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
			UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT, UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING, UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT);

	/**
	 * @param name    for the log and the threads, such as {@code emiso}
	 * @param serving where to listen, and to whom
	 * @param errors  makes the JSON body of an error answer out of its status and message
	 * @param headers response headers that every answer has
	 * @param asks    whether the handler itself asks clients who they are, so that tokens of the engine's own are not needed at any address
	 */
	public record Settings(String name, Serving serving, BiFunction<Integer, String, Object> errors, Map<String, String> headers, boolean asks) {

		/** The server asks for tokens where there are some. */
		public Settings(String name, Serving serving, BiFunction<Integer, String, Object> errors, Map<String, String> headers) {
			this(name, serving, errors, headers, false);
		}

		/** Serves at an address only. */
		public Settings(String name, ListenAddress listen, Security security, BiFunction<Integer, String, Object> errors, Map<String, String> headers) {
			this(name, Serving.at(listen, security), errors, headers);
		}

		/** For a handler that asks clients itself who they are. */
		public Settings asking() {
			return new Settings(name, serving, errors, headers, true);
		}
	}

	private final Server server;
	private final Optional<PrivateSocket> socket;
	private final RequestHandler requests;
	private final URI url;

	private EngineServer(Server server, Optional<PrivateSocket> socket, RequestHandler requests, URI url) {
		this.server = server;
		this.socket = socket;
		this.requests = requests;
		this.url = url;
	}

	/**
	 * Starts a server; it answers when this returns.
	 *
	 * @param root answers every request that is let in
	 * @throws EngineException when the address is not allowed or taken, or the certificate cannot be used
	 */
	public static EngineServer start(Settings settings, Handler root) throws EngineException {
		var serving = settings.serving();
		if (serving.listen().isPresent() && !serving.listen().get().isLoopback()) {
			demandProtection(settings, serving.listen().get(), serving.security());
		}
		var threads = new QueuedThreadPool(64, 4);
		threads.setName(settings.name() + "-http");
		threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(settings.name() + "-request-", 0).factory()));
		var server = new Server(threads);
		server.setStopTimeout(0);
		var requests = new RequestHandler(settings, root);
		server.setHandler(requests);
		var address = serving.listen().isPresent() ? Optional.of(connector(server, serving.listen().get(), serving.security())) : Optional.<ServerConnector>empty();
		Optional<PrivateSocket> socket = Optional.empty();
		try {
			if (serving.socket().isPresent()) {
				socket = Optional.of(PrivateSocket.open(server, serving.socket().get(), http()));
			}
			server.start();
			if (socket.isPresent()) {
				socket.get().publish();
			}
			return new EngineServer(server, socket, requests, address.map(a -> url(serving, a)).orElseGet(() -> URI.create("unix://" + serving.socket().orElseThrow().toUri().getRawPath())));
		} catch (Exception e) {
			stop(server);
			socket.ifPresent(PrivateSocket::discard);
			throw new EngineException(address.isPresent() ? "Cannot listen on " + serving.listen().get() + ": " + reason(e)
					+ "; is another engine running there? Choose another port with --listen" : "Cannot listen on " + serving.socket().orElseThrow() + ": " + reason(e), e);
		}
	}

	/** @throws EngineException which says what to add */
	private static void demandProtection(Settings settings, ListenAddress listen, Security security) throws EngineException {
		var missing = new ArrayList<String>();
		if (security.tls().isEmpty()) {
			missing.add("TLS (add --tls, with --tlscert and --tlskey for a certificate of your own)");
		}
		if (!settings.asks() && security.tokens().isEmpty() && security.tls().flatMap(TlsFiles::clientAuthorities).isEmpty()) {
			missing.add("a token or client certificates (add --token-file FILE or --tlscacert FILE)");
		}
		if (!missing.isEmpty()) {
			throw new EngineException("Listening on " + listen + " lets other machines in, which needs " + String.join(" and ", missing) + "; or listen on 127.0.0.1");
		}
	}

	private static ServerConnector connector(Server server, ListenAddress listen, Security security) throws EngineException {
		var http = http();
		var connector = security.tls().isPresent() ? new ServerConnector(server, 1, 1, tls(security.tls().get(), http), http) : new ServerConnector(server, 1, 1, http);
		connector.setHost(listen.host());
		connector.setPort(listen.port());
		connector.setIdleTimeout(IDLE_MILLIS);
		connector.setReuseAddress(true);
		connector.setAcceptQueueSize(BACKLOG);
		server.addConnector(connector);
		return connector;
	}

	private static URI url(Serving serving, ServerConnector connector) {
		var address = new ListenAddress(connector.getHost(), connector.getLocalPort());
		return URI.create((serving.security().tls().isPresent() ? "https://" : "http://") + address);
	}

	private static HttpConnectionFactory http() {
		var configuration = new HttpConfiguration();
		configuration.setSendServerVersion(false);
		configuration.setUriCompliance(PATHS);
		return new HttpConnectionFactory(configuration);
	}

	/** TLS 1.2 with authenticated encryption and forward secrecy only, and TLS 1.3. */
	private static SslConnectionFactory tls(TlsFiles files, HttpConnectionFactory http) throws EngineException {
		var customizer = new SecureRequestCustomizer();
		customizer.setSniHostCheck(false); // clients reach edge machines by address
		http.getHttpConfiguration().addCustomizer(customizer);
		var tls = new SslContextFactory.Server();
		try {
			tls.setKeyStore(Pem.keyStore(files));
			if (files.clientAuthorities().isPresent()) {
				tls.setTrustStore(Pem.trustStore(files.clientAuthorities().get()));
				tls.setNeedClientAuth(true);
			}
		} catch (IOException | GeneralSecurityException e) {
			throw new EngineException("The TLS certificate cannot be used: " + EngineException.reason(e), e);
		}
		tls.setKeyStorePassword("");
		tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
		tls.addExcludeCipherSuites(".*_CBC_.*");
		return new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString());
	}

	private static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause.getMessage() == null ? cause.toString() : cause.getMessage();
	}

	private static void stop(Server server) {
		try {
			server.stop();
		} catch (Exception e) {
			// it never served, or is being abandoned
		}
	}

	/**
	 * Listens, in plain, at a further address of this machine's loopback until that is closed; the same handler answers, and {@link Exchange#local()} tells it
	 * at which address. For addresses that come and go: one costs a virtual thread. The caller closes it before the server.
	 *
	 * @throws IOException when the address is taken or is none of this machine
	 */
	public FurtherAddress listenAlso(InetSocketAddress address) throws IOException {
		for (var connector : server.getConnectors()) {
			if (connector instanceof ServerConnector base && url.getScheme().equals("http")) {
				return FurtherAddress.open(address, base.getSelectorManager());
			}
		}
		throw new IOException("a server without a plain address has no further ones");
	}

	/** Where it serves, with the real port: its address, or its socket when it has no address. */
	public URI url() {
		return url;
	}

	public Counters counters() {
		return requests.counters();
	}

	/** Takes no more requests, interrupts streams at once and other requests after some seconds, and closes all connections. */
	@Override
	public void close() {
		for (var connector : server.getConnectors()) {
			if (connector instanceof ServerConnector address) {
				address.close();
			}
		}
		socket.ifPresent(PrivateSocket::close);
		requests.drain(STOP_SECONDS, TimeUnit.SECONDS);
		stop(server);
		requests.close();
	}

}
