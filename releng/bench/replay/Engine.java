package org.fleetdesk.bench.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One engine. Each of its connections is served by a virtual thread. */
final class Engine {

	/** How many connections the system takes for an engine that does not accept any: a few more than a console opens at a time. */
	private static final int BACKLOG = 8;
	private static final int SYN_DROPPED = 300;
	private static final int LOG_PERIOD = 50;

	private final Containers containers;
	private final ServerSocket server;
	private final List<BlockingQueue<String>> watchers = new CopyOnWriteArrayList<>();
	private final List<Socket> fillers = new ArrayList<>();
	private boolean silent;

	Engine(int number, int size) throws IOException {
		containers = new Containers(number, size);
		server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		Thread.startVirtualThread(this::accept);
	}

	int port() {
		return server.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				var socket = server.accept();
				socket.setTcpNoDelay(true);
				Thread.startVirtualThread(() -> serve(socket));
				awaitVoice();
			}
		} catch (IOException | InterruptedException e) {
			throw new IllegalStateException(e); // nobody ends it
		}
	}

	private synchronized void awaitVoice() throws InterruptedException {
		while (silent) {
			wait();
		}
	}

	/** Goes silent, and returns when the system drops what asks for a connection, because the queue is full of connections of ours. */
	void silence() throws IOException {
		synchronized (this) {
			silent = true;
		}
		while (true) {
			var filler = new Socket();
			try {
				filler.connect(server.getLocalSocketAddress(), SYN_DROPPED);
				fillers.add(filler);
			} catch (SocketTimeoutException e) {
				filler.close();
				return;
			}
		}
	}

	void answer() throws IOException {
		for (var filler : fillers) {
			filler.close();
		}
		fillers.clear();
		synchronized (this) {
			silent = false;
			notifyAll();
		}
	}

	/** One container goes, another one comes. */
	void exchange() {
		var events = containers.exchange();
		watchers.forEach(w -> w.addAll(events));
	}

	private void serve(Socket socket) {
		try (socket; var in = new BufferedInputStream(socket.getInputStream()); var out = socket.getOutputStream()) {
			for (String request = line(in); request != null && !request.isEmpty(); request = line(in)) {
				int length = 0;
				for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
					if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
						length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
					}
				}
				in.skipNBytes(length);
				awaitVoice();
				String[] words = request.split(" ");
				answer(out, words[0], words[1].replaceFirst("^/v1\\.\\d+", "").replaceFirst("\\?.*", ""));
			}
		} catch (IOException | InterruptedException e) {
			// the client went away
		}
	}

	private static String line(InputStream in) throws IOException {
		var line = new StringBuilder();
		for (int c = in.read(); c != '\n'; c = in.read()) {
			if (c < 0) {
				return null;
			}
			if (c != '\r') {
				line.append((char) c);
			}
		}
		return line.toString();
	}

	private void answer(OutputStream out, String method, String path) throws IOException, InterruptedException {
		switch (path) {
		case "/_ping" -> send(out, "200 OK", "text/plain", method.equals("HEAD") ? new byte[0] : "OK".getBytes(StandardCharsets.US_ASCII));
		case "/version" -> json(out, Containers.VERSION);
		case "/info" -> json(out, containers.info());
		case "/images/json" -> json(out, containers.images());
		case "/containers/json" -> send(out, "200 OK", "application/json", containers.list());
		case "/events" -> events(out);
		default -> {
			var container = path.startsWith("/containers/") ? containers.find(path.split("/")[2]) : null;
			if (container == null) {
				send(out, "404 Not Found", "application/json", "{\"message\":\"There is no such thing\"}".getBytes(StandardCharsets.UTF_8));
			} else if (path.endsWith("/logs")) {
				log(out);
			} else if (path.endsWith("/stats")) {
				stats(out);
			} else {
				json(out, Containers.inspect(container));
			}
		}
		}
	}

	private static void json(OutputStream out, String text) throws IOException {
		send(out, "200 OK", "application/json", text.getBytes(StandardCharsets.UTF_8));
	}

	private static void send(OutputStream out, String status, String type, byte[] body) throws IOException {
		byte[] head = ("HTTP/1.1 " + status + "\r\nApi-Version: 1.47\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII);
		out.write(ByteBuffer.allocate(head.length + body.length).put(head).put(body).array());
	}

	private static void begin(OutputStream out, String type) throws IOException {
		out.write(("HTTP/1.1 200 OK\r\nApi-Version: 1.47\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	private void chunk(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
		awaitVoice();
		byte[] length = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		out.write(ByteBuffer.allocate(length.length + bytes.length + 2).put(length).put(bytes).put((byte) '\r').put((byte) '\n').array());
	}

	private void events(OutputStream out) throws IOException, InterruptedException {
		begin(out, "application/json");
		var waiting = new LinkedBlockingQueue<String>();
		watchers.add(waiting);
		try {
			while (true) {
				String event = waiting.poll(10, TimeUnit.SECONDS);
				chunk(out, ((event == null ? "" : event) + "\n").getBytes(StandardCharsets.UTF_8));
			}
		} finally {
			watchers.remove(waiting);
		}
	}

	/** Goes on forever, in frames of the standard output. */
	private void log(OutputStream out) throws IOException, InterruptedException {
		begin(out, "application/vnd.docker.multiplexed-stream");
		for (int i = 0;; i++) {
			byte[] text = (Instant.now() + " line " + i + ": temperature " + (20 + i % 17) + " degrees, humidity " + (40 + i % 31) + " per cent\n").getBytes(StandardCharsets.UTF_8);
			chunk(out, ByteBuffer.allocate(8 + text.length).put((byte) 1).position(4).putInt(text.length).put(text).array());
			Thread.sleep(LOG_PERIOD);
		}
	}

	private void stats(OutputStream out) throws IOException, InterruptedException {
		begin(out, "application/json");
		for (long i = 1;; i++) {
			chunk(out, ("{\"read\":\"" + Instant.now() + "\",\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":" + i * 50_000_000
					+ "}},\"memory_stats\":{\"usage\":16777216,\"limit\":67108864}}\n").getBytes(StandardCharsets.UTF_8));
			Thread.sleep(1000);
		}
	}
}
