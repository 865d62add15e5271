package org.fleetdesk.engine.web;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.fleetdesk.engine.TokenFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets requests in, runs their handler, turns failures into answers, logs and counts them. */
final class RequestHandler extends org.eclipse.jetty.server.Handler.Abstract {

	private static final Logger LOG = LoggerFactory.getLogger("org.fleetdesk.engine.requests");

	/** One request in progress; {@code streams} once it answers with a stream. */
	private static final class Running {
		private final Thread thread = Thread.currentThread();
		private final CountDownLatch done = new CountDownLatch(1);
		private volatile boolean streams;
	}

	private final EngineServer.Settings settings;
	private final Handler root;
	private final Optional<OriginGuard> guard;
	private final Counters counters = new Counters();
	private final Set<Running> running = ConcurrentHashMap.newKeySet();
	private volatile boolean stopping;
	private ClientWatch watch;

	RequestHandler(EngineServer.Settings settings, Handler root) {
		this.settings = settings;
		this.root = root;
		guard = settings.serving().listen().map(OriginGuard::new);
	}

	Counters counters() {
		return counters;
	}

	/** What notices that clients go; made when a handler wants to know it for the first time. */
	private synchronized ClientWatch watch() throws IOException {
		if (watch == null) {
			watch = new ClientWatch(settings.name());
		}
		return watch;
	}

	/** To be called when no request is in progress any more. */
	synchronized void close() {
		if (watch != null) {
			watch.close();
		}
	}

	/** Interrupts streams now and the rest after the time, and waits for them to end. */
	void drain(long time, TimeUnit unit) {
		stopping = true;
		running.stream().filter(r -> r.streams).forEach(r -> r.thread.interrupt());
		long deadline = System.nanoTime() + unit.toNanos(time);
		try {
			for (Running request : running) {
				if (!request.done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					request.thread.interrupt();
				}
			}
			for (Running request : running) {
				request.done.await(1, TimeUnit.SECONDS);
			}
		} catch (InterruptedException e) {
			running.forEach(r -> r.thread.interrupt());
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean handle(Request request, Response response, Callback callback) {
		var current = new Running();
		running.add(current);
		counters.begin();
		// a handler that works for long without traffic is not idle; a stalled read or write still fails
		request.addIdleTimeoutListener(timeout -> false);
		Throwable cut = null;
		try {
			serve(request, response, current);
		} catch (Exception | StackOverflowError e) {
			cut = e;
		} finally {
			running.remove(current);
			current.done.countDown();
			counters.end(response.getStatus());
			log(request, response, cut);
		}
		if (cut == null) {
			if (request.getAttribute(RawStream.class.getName()) instanceof RawStream stream) {
				request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new UpgradedConnection(request.getConnectionMetaData().getConnection().getEndPoint(),
						getServer().getThreadPool(), c -> Thread.ofVirtual().name(settings.name() + "-stream").start(() -> stream(stream, c))));
			}
			callback.succeeded();
		} else {
			callback.failed(new Cut());
		}
		return true;
	}

	/** An upgraded connection, after the handler has ended. */
	private void stream(RawStream stream, UpgradedConnection connection) {
		var current = new Running();
		running.add(current);
		counters.resume();
		stream(current);
		try {
			stream.run(connection.output());
			connection.finish();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt(); // the engine stops, or the client has gone: no time for a farewell
			connection.finish();
		} catch (Exception | StackOverflowError e) {
			LOG.debug("{}: an upgraded connection ends: {}", settings.name(), e.toString());
			connection.close();
		} finally {
			running.remove(current);
			current.done.countDown();
			counters.suspend();
		}
	}

	/** Ends a connection in the middle of an answer; logged already. */
	private static final class Cut extends IOException implements QuietException {
		private static final long serialVersionUID = 1L;
	}

	private void serve(Request request, Response response, Running current) throws Exception {
		settings.headers().forEach(response.getHeaders()::put);
		var exchange = new Exchange(request, response, Map.of(), Optional.empty(), () -> stream(current), this::watch);
		try {
			// the socket's mode has decided who may use it, and no web page reaches it
			boolean local = request.getConnectionMetaData().getConnector() instanceof UnixDomainServerConnector;
			Optional<String> refusal = local ? Optional.empty() : guard.flatMap(g -> g.refusal(request));
			if (refusal.isPresent()) {
				throw new HttpError(403, refusal.get());
			}
			if (stopping) {
				throw new HttpError(503, "The engine is stopping");
			}
			Optional<TokenFile> tokens = local ? Optional.empty() : settings.serving().security().tokens();
			Optional<String> user = tokens.flatMap(t -> t.authenticate(request.getHeaders().get(HttpHeader.AUTHORIZATION)));
			if (tokens.isPresent() && user.isEmpty()) {
				exchange.setHeader("WWW-Authenticate", "Basic realm=\"" + settings.name() + "\", charset=\"UTF-8\"");
				throw new HttpError(401, "This engine needs a token: send it as Authorization: Bearer, or as the password of a Basic authentication");
			}
			root.handle(new Exchange(request, response, Map.of(), user, () -> stream(current), this::watch));
		} catch (HttpError e) {
			refuse(exchange, response, e.status(), e.getMessage(), e);
		} catch (InterruptedException e) {
			refuse(exchange, response, 503, "The engine is stopping", e);
		} catch (EofException e) {
			throw e; // the client has gone
		} catch (Exception | StackOverflowError e) {
			if (response.isCommitted()) {
				throw e;
			}
			String incident = Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000_0000, Integer.MAX_VALUE));
			LOG.error("{}: incident {} at {} {}", settings.name(), incident, request.getMethod(), printable(request.getHttpURI().getPath()), e);
			refuse(exchange, response, 500, "The engine failed at this request; its log says more under incident " + incident, e);
		}
	}

	private void stream(Running current) {
		current.streams = true;
		if (stopping) {
			current.thread.interrupt();
		}
	}

	private void refuse(Exchange exchange, Response response, int status, String message, Throwable cause) throws IOException {
		if (response.isCommitted()) {
			throw new IOException(message, cause);
		}
		response.getHeaders().remove(HttpHeader.CONTENT_LENGTH);
		exchange.sendJson(status, settings.errors().apply(status, message));
	}

	private void log(Request request, Response response, Throwable cut) {
		if (LOG.isInfoEnabled()) {
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.getBeginNanoTime());
			LOG.info("{} {} {} {} {} {} B {} ms{}", settings.name(), Request.getRemoteAddr(request), request.getMethod(), printable(request.getHttpURI().getPath()),
					response.getStatus(), Response.getContentBytesWritten(response), millis, cut == null ? "" : " (cut off)");
		}
	}

	/** A path without control characters and of bounded length; the query stays out of the log. */
	private static String printable(String path) {
		String text = path == null ? "-" : path.replaceAll("[^\\x21-\\x7e]", "?");
		return text.length() > 300 ? text.substring(0, 300) + "..." : text;
	}
}
