package org.fleetdesk.engine.web;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
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
import org.fleetdesk.engine.EngineException;

/**
 * The HTTP server of an engine: plain on loopback, with TLS and tokens anywhere else. Each request runs on a virtual thread.
 */
public final class EngineServer implements AutoCloseable {

	/** A connection on which nothing moves is closed after this time; streams send something more often than that. */
	static final long IDLE_MILLIS = 60_000;
	private static final long STOP_SECONDS = 10;
	/** Names with slashes in them are part of Docker's paths; no path of ours ever names a file. */
	private static final UriCompliance PATHS = UriCompliance.DEFAULT.with("engine", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
			UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT, UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING, UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT);

	/**
	 * @param name     for the log and the threads, such as {@code emiso}
	 * @param listen   where to listen
	 * @param security who may use it; both parts are needed unless it listens on loopback
	 * @param errors   makes the JSON body of an error answer out of its status and message
	 * @param headers  response headers that every answer has
	 */
	public record Settings(String name, ListenAddress listen, Security security, BiFunction<Integer, String, Object> errors, Map<String, String> headers) {
	}

	private final Server server;
	private final RequestHandler requests;
	private final URI url;

	private EngineServer(Server server, RequestHandler requests, URI url) {
		this.server = server;
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
		var listen = settings.listen();
		if (!listen.isLoopback() && (settings.security().tokens().isEmpty() || settings.security().tls().isEmpty())) {
			throw new EngineException("Listening on " + listen + " lets other machines in, which needs TLS and a token: give --tls-cert, --tls-key and --token-file, "
					+ "or listen on 127.0.0.1");
		}
		var threads = new QueuedThreadPool(64, 4);
		threads.setName(settings.name() + "-http");
		threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(settings.name() + "-request-", 0).factory()));
		var server = new Server(threads);
		server.setStopTimeout(0);
		var connector = new ServerConnector(server, 1, 1, factories(settings));
		connector.setHost(listen.host());
		connector.setPort(listen.port());
		connector.setIdleTimeout(IDLE_MILLIS);
		connector.setReuseAddress(true);
		server.addConnector(connector);
		var requests = new RequestHandler(settings, root);
		server.setHandler(requests);
		try {
			server.start();
		} catch (Exception e) {
			stop(server);
			throw new EngineException("Cannot listen on " + listen + ": " + reason(e) + "; is another engine running there? Choose another port with --listen", e);
		}
		var address = new ListenAddress(listen.host(), connector.getLocalPort());
		return new EngineServer(server, requests, URI.create((settings.security().tls().isPresent() ? "https://" : "http://") + address));
	}

	private static ConnectionFactory[] factories(Settings settings) throws EngineException {
		var configuration = new HttpConfiguration();
		configuration.setSendServerVersion(false);
		configuration.setUriCompliance(PATHS);
		var http = new HttpConnectionFactory(configuration);
		if (settings.security().tls().isEmpty()) {
			return new ConnectionFactory[] { http };
		}
		var customizer = new SecureRequestCustomizer();
		customizer.setSniHostCheck(false); // clients reach edge machines by address
		configuration.addCustomizer(customizer);
		var tls = new SslContextFactory.Server();
		try {
			tls.setKeyStore(Pem.keyStore(settings.security().tls().get()));
		} catch (IOException | GeneralSecurityException e) {
			throw new EngineException("The TLS certificate cannot be used: " + EngineException.reason(e), e);
		}
		tls.setKeyStorePassword("");
		tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
		return new ConnectionFactory[] { new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()), http };
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

	/** Where it serves, with the real port. */
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
			((ServerConnector) connector).close();
		}
		requests.drain(STOP_SECONDS, TimeUnit.SECONDS);
		stop(server);
	}

}
