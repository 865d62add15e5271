package org.fleetdesk.engine.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** One request and its answer. Belongs to the thread of its handler; bodies are streams, so that their size does not matter to the memory. */
public final class Exchange {

	/** The largest JSON body that {@link #json()} reads, in bytes. */
	public static final int JSON_LIMIT = 1 << 20;
	/** How much of a body that is too large is read and dropped, in bytes: many clients read no answer before they have sent all. */
	private static final int DROPPED = 64 << 20;

	private static final ObjectMapper MAPPER = new ObjectMapper(
			JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build()).build())
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

	private final Request request;
	private final Response response;
	private final Map<String, String> values;
	private final Optional<String> user;
	private final Runnable onStream;
	private final Watches watches;
	private Fields query;

	/** Where clients are watched. */
	interface Watches {
		ClientWatch get() throws IOException;
	}

	/** Work that ends when the client goes; close it before the answer is sent. */
	public interface Watched extends AutoCloseable {
		@Override
		void close();
	}

	Exchange(Request request, Response response, Map<String, String> values, Optional<String> user, Runnable onStream, Watches watches) {
		this.request = request;
		this.response = response;
		this.values = values;
		this.user = user;
		this.onStream = onStream;
		this.watches = watches;
	}

	/** The same exchange with the values of a route's pattern. */
	Exchange with(Map<String, String> routed) {
		return new Exchange(request, response, routed, user, onStream, watches);
	}

	public String method() {
		return request.getMethod();
	}

	/** The path as it came over the wire, percent-encoded, without the query. */
	public String path() {
		return request.getHttpURI().getPath();
	}

	/** The path and the query as they came over the wire. */
	public String target() {
		return request.getHttpURI().getPathQuery();
	}

	/** How long ago the request began. */
	public Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime());
	}

	/** The decoded part of the path that stands for a name in the route's pattern. */
	public String value(String name) {
		return values.get(name);
	}

	/** Who is asking; empty when the server asks for no token. */
	public Optional<String> user() {
		return user;
	}

	/** The address of the peer, without its port. */
	public String peer() {
		return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a && a.getAddress() != null
				? a.getAddress().getHostAddress() : "unknown";
	}

	/** The address of the peer with its port; empty on a unix socket. */
	public Optional<InetSocketAddress> remote() {
		return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a && a.getAddress() != null ? Optional.of(a) : Optional.empty();
	}

	/** The first value of a query parameter; empty when it is missing or has no text. */
	public Optional<String> query(String name) {
		return Optional.ofNullable(fields().getValue(name)).filter(v -> !v.isEmpty());
	}

	/** All values of a query parameter. */
	public List<String> queries(String name) {
		var found = fields().getValues(name);
		return found == null ? List.of() : found;
	}

	/** A boolean as Docker reads it: missing, empty, 0, no, false and none are false, all else is true. */
	public boolean flag(String name) {
		return query(name).map(v -> !List.of("0", "no", "false", "none").contains(v.strip().toLowerCase())).orElse(false);
	}

	private Fields fields() {
		if (query == null) {
			try {
				query = Request.extractQueryParameters(request);
			} catch (RuntimeException e) {
				throw new HttpError(400, "The query cannot be decoded");
			}
		}
		return query;
	}

	/** A request header. */
	public Optional<String> header(String name) {
		return Optional.ofNullable(request.getHeaders().get(name));
	}

	/** The address of this machine at which the request came in; empty on a unix socket. */
	public Optional<InetAddress> local() {
		return request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress a ? Optional.ofNullable(a.getAddress()) : Optional.empty();
	}

	/** The body's length in bytes as the client announced it, or -1. */
	public long contentLength() {
		return request.getLength();
	}

	/** The request's body, of any length. Reading blocks, and fails when the client stalls or goes away. */
	public InputStream body() {
		return Content.Source.asInputStream(request);
	}

	/**
	 * What came behind the body, whose end was announced wrongly, as far as it is here; the body has been read to its end before. The connection is not used
	 * for another request after this one.
	 */
	public byte[] behindBody() {
		setHeader("Connection", "close");
		var rest = request.getConnectionMetaData().getConnection() instanceof Connection.UpgradeFrom connection ? connection.onUpgradeFrom() : null;
		byte[] bytes = new byte[rest == null ? 0 : rest.remaining()];
		if (rest != null) {
			rest.get(bytes);
		}
		return bytes;
	}

	/**
	 * The request's body as JSON.
	 *
	 * @return a missing node when there is no body
	 * @throws HttpError 400 when it is no JSON, 413 when it is larger than {@link #JSON_LIMIT}
	 */
	public JsonNode json() throws IOException {
		var body = body();
		byte[] bytes = body.readNBytes(JSON_LIMIT + 1);
		if (bytes.length > JSON_LIMIT) {
			var dropped = new byte[1 << 16];
			int count = 0;
			for (long left = DROPPED; left > 0 && count >= 0; left -= count) {
				count = body.read(dropped);
			}
			throw new HttpError(413, "The request's body is larger than " + JSON_LIMIT + " bytes");
		}
		try {
			return bytes.length == 0 ? MAPPER.missingNode() : MAPPER.readTree(bytes);
		} catch (JsonProcessingException e) {
			throw new HttpError(400, "The request's body is not valid JSON: " + e.getOriginalMessage());
		}
	}

	/**
	 * Interrupts this thread when the client has gone, until what is returned is closed. The body has been read before. On a connection with TLS, or on a unix
	 * socket, a client that goes is not always noticed.
	 */
	public Watched watched() throws IOException {
		EndPoint end = request.getConnectionMetaData().getConnection().getEndPoint();
		while (end instanceof EndPoint.Wrapper wrapper) {
			end = wrapper.unwrap();
		}
		if (end instanceof SelectableChannelEndPoint selectable && selectable.getChannel() instanceof SocketChannel channel
				&& channel.getRemoteAddress() instanceof InetSocketAddress) {
			return watches.get().watch(channel, Thread.currentThread())::close;
		}
		return () -> {
			// cannot be watched
		};
	}

	/** Sets a response header; before the first byte of the answer. */
	public Exchange setHeader(String name, String value) {
		response.getHeaders().put(name, value);
		return this;
	}

	/** Answers without a body. */
	public void send(int status) throws IOException {
		send(status, null, new byte[0]);
	}

	/** Answers with JSON. */
	public void sendJson(int status, Object value) throws IOException {
		send(status, "application/json", MAPPER.writeValueAsBytes(value));
	}

	/** Answers with plain text. */
	public void sendText(int status, String text) throws IOException {
		send(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Answers with a body of any type.
	 *
	 * @param type the content type; null for none
	 */
	public void send(int status, String type, byte[] body) throws IOException {
		response.setStatus(status);
		if (type != null) {
			response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
		}
		if (status != 204 && status != 304) {
			response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
		}
		try (var out = Content.Sink.asOutputStream(response)) {
			out.write(body);
		}
	}

	/**
	 * Answers with a stream; the headers are sent at once. Each write reaches the client at once and blocks while it is slow; it fails when the client
	 * has gone. Closing the stream ends the answer; an exception before that cuts it off visibly.
	 */
	public OutputStream stream(int status, String contentType) throws IOException {
		response.setStatus(status);
		response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
		onStream.run();
		var out = Content.Sink.asOutputStream(response);
		out.flush();
		return out;
	}

	/**
	 * Answers with a connection that leaves HTTP, as Docker's clients want it for attach: 101 and an upgraded connection when the request asks for one,
	 * else 200 and bytes without any frame of HTTP until the connection closes. The handler returns after this at once; an upgraded stream goes on without
	 * it.
	 */
	public void hijack(String contentType, RawStream stream) throws Exception {
		String protocol = request.getHeaders().get(HttpHeader.UPGRADE);
		if (protocol == null || !request.getHeaders().contains(HttpHeader.CONNECTION, "upgrade")) {
			setHeader("Connection", "close");
			try (var out = stream(200, contentType)) {
				stream.run(out);
			}
			return;
		}
		response.setStatus(101);
		setHeader("Connection", "Upgrade").setHeader("Upgrade", protocol).setHeader("Content-Type", contentType);
		request.setAttribute(RawStream.class.getName(), stream);
	}
}
