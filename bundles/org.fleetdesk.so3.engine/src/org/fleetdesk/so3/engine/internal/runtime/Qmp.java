package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A client of QEMU's machine protocol (QMP; QEMU, docs/interop/qmp-spec) over a unix socket. */
final class Qmp implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	/** Told in the order in which QEMU tells, on the connection's reading thread. */
	interface Listener {
		void event(String name);

		/** The connection has ended, by whomever; told once. */
		void closed();
	}

	private final SocketChannel channel;
	private final Listener listener;
	private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
	private final AtomicLong ids = new AtomicLong();
	/** Writes here, because an interrupt of a caller within a write would close the channel for all. */
	private final ExecutorService sender = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("qmp-send").factory());
	private volatile boolean ended;

	private Qmp(SocketChannel channel, Listener listener) {
		this.channel = channel;
		this.listener = listener;
	}

	/**
	 * Connects and negotiates.
	 *
	 * @throws IOException    nobody listens there, or the connection ended at once
	 * @throws GuestException no answer within the deadline: QEMU serves one client at a time
	 */
	static Qmp open(Path socket, Listener listener, Duration deadline) throws IOException, GuestException, InterruptedException {
		var qmp = new Qmp(UnixSocket.connect(socket), listener);
		Thread.ofVirtual().name("qmp-read").start(qmp::read);
		try {
			qmp.execute("qmp_capabilities", deadline);
			return qmp;
		} catch (IOException | GuestException | InterruptedException e) {
			qmp.close();
			throw e;
		}
	}

	/** The connection is over. */
	boolean ended() {
		return ended;
	}

	/** Gives a command without arguments, as {@link #execute(String, Map, Duration)}. */
	JsonNode execute(String command, Duration deadline) throws IOException, GuestException, InterruptedException {
		return execute(command, Map.of(), deadline);
	}

	/**
	 * Gives a command and waits for the answer.
	 *
	 * @throws IOException    the connection has ended; whether the command was carried out is not known
	 * @throws GuestException QEMU refuses, or does not answer within the deadline
	 */
	JsonNode execute(String command, Map<String, ?> arguments, Duration deadline) throws IOException, GuestException, InterruptedException {
		long id = ids.incrementAndGet();
		var answer = new CompletableFuture<JsonNode>();
		pending.put(id, answer);
		try {
			if (ended) {
				throw new IOException("QEMU has closed its monitor");
			}
			var text = ByteBuffer.wrap(JSON.writeValueAsBytes(Map.of("execute", command, "arguments", arguments, "id", id)));
			sender.submit(() -> {
				while (text.hasRemaining()) {
					channel.write(text);
				}
				return null;
			});
			var message = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
			if (message.has("error")) {
				throw new GuestException("QEMU refuses \"" + command + "\": " + message.path("error").path("desc").asText("no reason given"));
			}
			return message.path("return");
		} catch (ExecutionException | RejectedExecutionException e) {
			throw new IOException("QEMU has closed its monitor", e.getCause());
		} catch (TimeoutException e) {
			throw new GuestException("QEMU does not answer \"" + command + "\" within " + deadline.toSeconds()
					+ " s. Another program may hold its monitor qmp.sock, or the host is overloaded.", e);
		} finally {
			pending.remove(id);
		}
	}

	private void read() {
		try (var messages = JSON.readerFor(JsonNode.class).<JsonNode>readValues(Channels.newInputStream(channel))) {
			while (messages.hasNextValue()) {
				var message = messages.nextValue();
				if (message.has("event")) {
					listener.event(message.get("event").asText());
				} else if (message.has("id")) {
					var answer = pending.get(message.get("id").asLong());
					if (answer != null) {
						answer.complete(message);
					}
				}
			}
		} catch (IOException e) {
			// ended
		} finally {
			ended = true;
			pending.values().forEach(a -> a.completeExceptionally(new IOException("end of stream")));
			close();
			listener.closed();
		}
	}

	@Override
	public void close() {
		try {
			channel.close();
		} catch (IOException e) {
			// closed all the same
		}
		sender.shutdown();
	}
}
