package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.so3.engine.internal.runtime.LogSink;

/**
 * Packs entries of a log into what logs and attach send, many of them into one write: without a terminal, frames of stream (1 = stdout; SO3 guests have no
 * other), three zeros, length (4 bytes, big endian) and payload; with one, the bytes as they are.
 */
final class LogFrames implements LogSink {

	private static final int HEADER = 8;
	private static final byte STDOUT = 1;
	private static final int CAPACITY = 1 << 16;
	/** Since when the content type tells frames from bytes. */
	private static final int MULTIPLEXED_SINCE = 42;

	private final Heartbeat out;
	private final boolean framed;
	private final boolean timestamps;
	private ByteBuffer buffer = ByteBuffer.allocate(CAPACITY);

	LogFrames(Heartbeat out, boolean tty, boolean timestamps) {
		this.out = out;
		this.framed = !tty;
		this.timestamps = timestamps;
	}

	static String contentType(Exchange exchange, boolean tty) {
		return !tty && DockerApi.minor(exchange) >= MULTIPLEXED_SINCE ? "application/vnd.docker.multiplexed-stream" : "application/vnd.docker.raw-stream";
	}

	/** What means nothing to a client: an empty frame; between bare bytes there is nothing of that kind. */
	static byte[] beat(boolean tty) {
		return tty ? new byte[0] : ByteBuffer.allocate(HEADER).put(STDOUT).array();
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
		if (framed) {
			buffer.put(STDOUT).put((byte) 0).put((byte) 0).put((byte) 0).putInt(payload);
		}
		buffer.put(time).put(text, offset, length);
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
