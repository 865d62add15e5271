package org.fleetdesk.http.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.HttpStream;

/** One server by Apache HttpClient. Exchanges and streams have pools of their own, so that streams starve no exchange. */
public final class Endpoint implements HttpEndpoint {

	/** How often an upload looks whether the server has answered already, in bytes. */
	private static final int EARLY_ANSWER_CHECK = 1 << 20;
	/** A host that is gone is noticed on a silent connection in twice that time, where the system would take hours. */
	private static final int KEEP_IDLE_SECONDS = 20;

	private final EndpointSettings settings;
	private final Watchdog watchdog;
	private final HttpAudit audit;
	private final Failures failures;
	private final Tls tls;
	private final URI base;
	private final Resolver resolver;
	private final PoolingHttpClientConnectionManager exchangePool;
	private final CloseableHttpClient exchanges;
	private final PoolingHttpClientConnectionManager streamPool;
	private final CloseableHttpClient streams;
	private final Set<Exchange> live = ConcurrentHashMap.newKeySet();
	/** Whether the server has ever answered. */
	private volatile boolean answered;
	private volatile long heard = System.nanoTime();
	private volatile boolean closed;

	public Endpoint(EndpointSettings settings, Watchdog watchdog, HttpAudit audit) {
		this.settings = settings;
		this.watchdog = watchdog;
		this.audit = audit;
		tls = new Tls(settings.tls());
		failures = new Failures(settings, tls);
		base = base();
		resolver = new Resolver(settings.connect());
		exchangePool = pool();
		exchanges = client(exchangePool);
		streamPool = pool();
		streams = client(streamPool);
	}

	private URI base() {
		if (settings.socket().isPresent()) {
			return URI.create("http://localhost");
		}
		String scheme = settings.base().getScheme().toLowerCase(Locale.ROOT);
		String url = (scheme.equals("tcp") ? settings.tls().tcp() ? "https" : "http" : scheme) + "://" + settings.base().getRawAuthority() + settings.base().getRawPath();
		return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
	}

	private PoolingHttpClientConnectionManager pool() {
		var connect = Timeout.of(settings.connect());
		return PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(settings.maxConnections()).setMaxConnPerRoute(settings.maxConnections())
				.setDnsResolver(resolver).setTlsSocketStrategy(tls.strategy())
				.setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(connect).setTcpNoDelay(true)
						.setSoKeepAlive(true).setTcpKeepIdle(KEEP_IDLE_SECONDS).setTcpKeepInterval(KEEP_IDLE_SECONDS / 4).setTcpKeepCount(4).build())
				// a connection that the server closed meanwhile is noticed before it is used, because nothing is sent twice
				.setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(connect).setSocketTimeout(Timeout.DISABLED)
						.setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS).setIdleTimeout(Timeout.ofSeconds(20)).build())
				.setConnectionFactory(ManagedHttpClientConnectionFactory.builder().responseParserFactory(new WholeHeaders())
						.responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(EARLY_ANSWER_CHECK)).build())
				.build();
	}

	private CloseableHttpClient client(PoolingHttpClientConnectionManager manager) {
		var builder = HttpClientBuilder.create().setConnectionManager(manager).setUserAgent("Fleetdesk").disableAutomaticRetries().disableRedirectHandling()
				.disableCookieManagement().disableContentCompression().disableAuthCaching().disableConnectionState();
		return (settings.socket().isPresent() ? builder : builder.setProxySelector(ProxySelector.getDefault())).build();
	}

	@Override
	public EndpointSettings settings() {
		return settings;
	}

	@Override
	public HttpAnswer send(HttpCall call) throws HttpException {
		return virtually(() -> sendHere(call));
	}

	@Override
	public HttpStream open(HttpCall call) throws HttpException {
		return virtually(() -> openHere(call));
	}

	@Override
	public long heard() {
		return heard;
	}

	@Override
	public List<X509Certificate> certificates() {
		return tls.shown();
	}

	private <T> T virtually(Virtually.Work<T> work) throws HttpException {
		try {
			return Virtually.run(work);
		} catch (HttpException e) {
			throw e;
		} catch (IOException e) {
			throw new IllegalStateException(e); // everything else has been turned into ours
		}
	}

	private HttpAnswer sendHere(HttpCall call) throws HttpException {
		var audited = new Audited(audit, call);
		int status = 0;
		try (var answer = start(exchanges, call, true, audited)) {
			status = answer.status();
			var whole = answer.whole();
			if (status >= 400) {
				throw failures.refused(whole, call);
			}
			audited.ended(status, "");
			return whole;
		} catch (HttpException e) {
			audited.ended(status, e.getMessage());
			throw e;
		}
	}

	private HttpStream openHere(HttpCall call) throws HttpException {
		var audited = new Audited(audit, call);
		Answer answer = null;
		boolean good = false;
		try {
			answer = start(streams, call, false, audited);
			if (answer.status() >= 400) {
				throw failures.refused(answer.whole(), call);
			}
			answer.exchange.endDeadline();
			audited.ended(answer.status(), "");
			good = true;
			return answer;
		} catch (HttpException e) {
			audited.ended(answer == null ? 0 : answer.status(), e.getMessage());
			throw e;
		} finally {
			if (answer != null && !good) {
				answer.close();
			}
		}
	}

	private Answer start(CloseableHttpClient client, HttpCall call, boolean reuse, Audited audited) throws HttpException {
		try {
			tls.prepare();
		} catch (IOException e) {
			throw new HttpException.Unsendable("The client certificate for %s cannot be used: %s".formatted(failures.server(), e.getMessage()), e);
		}
		boolean file = call.body().filter(HttpBody.FileContent.class::isInstance).isPresent();
		var request = new HttpUriRequestBase(call.method(), uri(call));
		var limit = call.deadline().orElse(file ? Duration.ZERO : settings.deadline());
		var config = RequestConfig.custom().setConnectionRequestTimeout(Timeout.of(limit.isZero() ? settings.deadline() : limit))
				.setResponseTimeout(Timeout.DISABLED).setExpectContinueEnabled(file).setProtocolUpgradeEnabled(false);
		settings.socket().ifPresent(config::setUnixDomainSocket);
		request.setConfig(config.build());
		call.headers().forEach(request::setHeader);
		var credentials = settings.credentials().get();
		credentials.ifPresent(c -> request.setHeader("Authorization", c.header()));
		var exchange = new Exchange(request, watchdog, call.idle().orElse(reuse && !file ? Duration.ZERO : settings.idle()));
		call.body().ifPresent(body -> request.setEntity(switch (body) {
		case HttpBody.Bytes bytes -> new ByteArrayEntity(bytes.bytes(), ContentType.parse(bytes.mediaType()));
		case HttpBody.Masked masked -> new ByteArrayEntity(masked.bytes(), ContentType.parse(masked.mediaType()));
		case HttpBody.FileContent content -> new FileEntity(content, exchange);
		}));
		if (closed) {
			throw failures.closed();
		}
		live.add(exchange);
		if (closed) {
			exchange.abort(failures::closed);
		}
		if (!limit.isZero()) {
			exchange.deadline(limit, () -> failures.deadlinePassed(limit));
		}
		boolean good = false;
		try {
			audited.sending(settings, uri(call), credentials);
			exchange.enter();
			try {
				var answer = new Answer(request, client.executeOpen(null, request, null), exchange, reuse);
				answered = true;
				heard = System.nanoTime();
				good = true;
				return answer;
			} catch (IOException | RuntimeException e) {
				throw answered ? failures.of(e, exchange) : failures.first(e, exchange);
			} finally {
				exchange.leave();
			}
		} finally {
			if (!good) {
				end(exchange);
			}
		}
	}

	private URI uri(HttpCall call) throws HttpException {
		try {
			return URI.create(base + call.path());
		} catch (IllegalArgumentException e) {
			throw new HttpException.Unsendable("This cannot be a path: " + call.path(), e);
		}
	}

	private void end(Exchange exchange) {
		exchange.endDeadline();
		live.remove(exchange);
	}

	@Override
	public void renew() {
		exchangePool.closeIdle(TimeValue.ZERO_MILLISECONDS);
		streamPool.closeIdle(TimeValue.ZERO_MILLISECONDS);
	}

	@Override
	public void close() {
		closed = true;
		List.copyOf(live).forEach(e -> e.abort(failures::closed));
		exchanges.close(CloseMode.IMMEDIATE);
		streams.close(CloseMode.IMMEDIATE);
	}

	/** An answer under way. */
	private final class Answer implements HttpStream {

		private final HttpUriRequestBase request;
		private final ClassicHttpResponse response;
		private final Exchange exchange;
		private final boolean reuse;
		private final Map<String, List<String>> headers = new TreeMap<>();
		private final InputStream body;
		private boolean complete;

		Answer(HttpUriRequestBase request, ClassicHttpResponse response, Exchange exchange, boolean reuse) throws IOException {
			this.request = request;
			this.response = response;
			this.exchange = exchange;
			this.reuse = reuse;
			for (var header : response.getHeaders()) {
				headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(header.getValue());
			}
			body = new Body(response.getEntity() == null ? InputStream.nullInputStream() : response.getEntity().getContent());
		}

		@Override
		public int status() {
			return response.getCode();
		}

		@Override
		public Map<String, List<String>> headers() {
			return headers;
		}

		@Override
		public InputStream body() {
			return body;
		}

		HttpAnswer whole() throws HttpException {
			var bytes = new ByteArrayOutputStream(expected());
			byte[] block = new byte[1 << 16];
			try {
				for (int count = body.read(block); count >= 0; count = body.read(block)) {
					bytes.write(block, 0, count);
					if (bytes.size() > settings.maxBody()) {
						throw failures.tooLong();
					}
				}
			} catch (HttpException e) {
				throw e;
			} catch (IOException e) {
				throw failures.of(e, exchange);
			}
			complete = true;
			return new HttpAnswer(status(), headers, bytes.toByteArray());
		}

		/** How many bytes to make room for; the server may say what it likes. */
		private int expected() {
			long said = response.getEntity() == null ? 0 : response.getEntity().getContentLength();
			return (int) Math.max(0, Math.min(said, Math.min(settings.maxBody(), 16 << 20)));
		}

		@Override
		public void close() {
			end(exchange);
			if (!complete || !reuse) {
				// also wakes a reader on another thread
				exchange.abort(failures::closed);
			}
			try {
				response.close();
			} catch (IOException | RuntimeException e) {
				// the connection goes away in any case
			}
		}

		/** Reads under the exchange's deadlines. */
		private final class Body extends InputStream {

			private final InputStream in;

			Body(InputStream in) {
				this.in = in;
			}

			@Override
			public int read() throws IOException {
				byte[] one = new byte[1];
				return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
			}

			@Override
			public int read(byte[] block, int offset, int length) throws IOException {
				return Virtually.run(() -> readHere(block, offset, length));
			}

			private int readHere(byte[] block, int offset, int length) throws IOException {
				exchange.enter();
				try {
					int count = in.read(block, offset, length);
					exchange.moved();
					heard = System.nanoTime();
					return count;
				} catch (IOException | RuntimeException e) {
					throw failures.of(e, exchange);
				} finally {
					exchange.leave();
				}
			}

			@Override
			public int available() throws IOException {
				return in.available();
			}

			@Override
			public void close() {
				Answer.this.close();
			}
		}
	}
}
