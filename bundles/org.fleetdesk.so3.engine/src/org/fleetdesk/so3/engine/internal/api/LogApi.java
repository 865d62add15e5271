package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.runtime.LogQuery;
import org.fleetdesk.so3.engine.internal.runtime.LogSink;

/**
 * {@code GET /containers/{id}/logs}. Frames as the API wants them without a terminal: stream (1 = stdout), three zeros, length (4 bytes, big endian),
 * payload. SO3 guests have one stream. A quiet follower gets an empty frame now and then.
 */
public final class LogApi {

	private static final int HEADER = 8;
	private static final byte STDOUT = 1;

	private final Daemon daemon;

	public LogApi(Daemon daemon) {
		this.daemon = daemon;
	}

	void addTo(Router router) {
		router.add("GET", "/containers/{id}/logs", this::logs);
	}

	private void logs(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		if (!exchange.flag("stdout") && !exchange.flag("stderr")) {
			throw new HttpError(400, "Bad parameters: you must choose at least one stream");
		}
		var query = new LogQuery(exchange.query("since").map(Times::nanos).orElse(0L), exchange.query("until").map(Times::nanos).filter(n -> n != 0).orElse(Long.MAX_VALUE),
				tail(exchange.query("tail").orElse("all")), exchange.flag("follow"));
		try (var out = exchange.stream(200, "application/vnd.docker.multiplexed-stream")) {
			if (!exchange.flag("stdout")) {
				return; // there is nothing on stderr
			}
			try (var heartbeat = new Heartbeat(out, frameHeader(0))) {
				container.log().read(query, new Frames(heartbeat, exchange.flag("timestamps")));
			} catch (InterruptedException e) {
				// the client has gone, or the engine stops: the stream ends
			}
		}
	}

	private static long tail(String text) {
		if (text.equals("all")) {
			return -1;
		}
		if (!text.matches("-?\\d{1,18}")) {
			throw new HttpError(400, "tail must be a number of lines or all, not \"" + text + "\"");
		}
		return Math.max(-1, Long.parseLong(text));
	}

	private static byte[] frameHeader(int length) {
		return ByteBuffer.allocate(HEADER).put(STDOUT).position(4).putInt(length).array();
	}

	/** Packs entries into frames, many of them into one write. */
	private static final class Frames implements LogSink {

		private static final int CAPACITY = 1 << 16;

		private final Heartbeat out;
		private final boolean timestamps;
		private ByteBuffer buffer = ByteBuffer.allocate(CAPACITY);

		Frames(Heartbeat out, boolean timestamps) {
			this.out = out;
			this.timestamps = timestamps;
		}

		@Override
		public void entry(long nanos, byte[] text, int offset, int length, boolean complete) throws IOException {
			// a part of a line has a time too, as Docker does it
			byte[] time = timestamps ? (Times.text(Times.instant(nanos)) + " ").getBytes(StandardCharsets.US_ASCII) : new byte[0];
			int payload = time.length + length + (complete ? 1 : 0);
			if (buffer.remaining() < HEADER + payload) {
				idle();
			}
			if (buffer.remaining() < HEADER + payload) {
				buffer = ByteBuffer.allocate(HEADER + payload);
			}
			buffer.put(STDOUT).put((byte) 0).put((byte) 0).put((byte) 0).putInt(payload).put(time).put(text, offset, length);
			if (complete) {
				buffer.put((byte) '\n');
			}
		}

		@Override
		public void idle() throws IOException {
			if (buffer.position() > 0) {
				out.write(buffer.array(), 0, buffer.position());
				buffer.clear();
			}
		}
	}
}
