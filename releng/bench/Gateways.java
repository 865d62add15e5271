import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Load on a device cloud, as many gateways make it. Usage: Gateways URL CREDENTIALS TOKENS MODE COUNT CONNECTIONS. TOKENS is a file with the tokens of the gateways that are there, one a line.
 * Modes: add (so many more gateways are added and activated), checkin (the first COUNT gateways check in once: three writes and two reads each), wait (the first COUNT gateways hold a long poll
 * each, over a connection each; then each gets a command), trickle (of the first COUNT gateways one after the other checks in, CONNECTIONS of them a second, until it is ended). It speaks plain HTTP over sockets of its own, as the processor is shared with the engine that is measured.
 */
public class Gateways {

	private static final String ALIAS = "/onep:v1/stack/alias";
	private static final int ADDED = 10_000;

	private record Answer(int status, String body) {
	}

	/** A connection that is kept. */
	private static final class Connection implements AutoCloseable {

		private final Socket socket;
		private final InputStream in;
		private final String host;

		private Connection(URI server) throws IOException {
			socket = new Socket(server.getHost(), server.getPort());
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(600_000);
			in = new BufferedInputStream(socket.getInputStream(), 4096);
			host = server.getAuthority();
		}

		private Answer send(String method, String target, String headers, String body) throws IOException {
			socket.getOutputStream().write((method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers
					+ (method.equals("GET") ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body).getBytes(StandardCharsets.US_ASCII));
			String line = line();
			int status = Integer.parseInt(line.substring(9, 12));
			int length = 0;
			for (line = line(); !line.isEmpty(); line = line()) {
				if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
					length = Integer.parseInt(line.substring(15).strip());
				}
			}
			return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
		}

		private String line() throws IOException {
			var line = new StringBuilder();
			for (int b = in.read(); b != '\n'; b = in.read()) {
				if (b < 0) {
					throw new IOException("the engine closed the connection");
				}
				line.append((char) b);
			}
			return line.toString().stripTrailing();
		}

		@Override
		public void close() throws IOException {
			socket.close();
		}
	}

	private interface Work {
		void run(Connection connection, int number) throws Exception;
	}

	private final URI server;
	private final String operator;
	private final Path file;
	private final List<String> tokens;
	/** Makes the reports of one check-in other than those of the last. */
	private final AtomicInteger round = new AtomicInteger();
	private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();

	private Gateways(URI server, String operator, Path file) throws IOException {
		this.server = server;
		this.operator = operator;
		this.file = file;
		tokens = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
	}

	public static void main(String[] args) throws Exception {
		String credentials = Files.readString(Path.of(args[1])).strip();
		var bench = new Gateways(URI.create(args[0]), "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)) + "\r\n", Path.of(args[2]));
		int count = Integer.parseInt(args[4]);
		int connections = Integer.parseInt(args[5]);
		switch (args[3]) {
			case "add" -> bench.add(count, connections);
			case "checkin" -> bench.checkIn(count, connections);
			case "trickle" -> bench.trickle(count, connections);
			case "wait" -> bench.hold(count, connections);
			default -> throw new IllegalArgumentException(args[3]);
		}
	}

	private void add(int count, int connections) throws Exception {
		int there = tokens.size();
		try (var connection = new Connection(server)) {
			for (int i = there; i < there + count; i += ADDED) {
				var answer = connection.send("POST", "/fleet/v1/gateways/local", operator + "Content-Type: application/json\r\n",
						"{\"range\":{\"format\":\"base10\",\"first\":\"" + i + "\",\"last\":\"" + (Math.min(there + count, i + ADDED) - 1) + "\",\"length\":8}}");
				expect(200, answer);
			}
		}
		var made = new String[count];
		long nanos = inParallel(count, connections, (connection, i) -> {
			var answer = connection.send("POST", "/provision/activate", "Content-Type: application/x-www-form-urlencoded\r\n",
					"vendor=local&model=local&sn=" + String.format("%08d", there + i));
			expect(200, answer);
			made[i] = answer.body();
		});
		tokens.addAll(Arrays.asList(made));
		Files.write(file, tokens);
		report("activate", count, connections, nanos);
	}

	private void checkIn(int count, int connections) throws Exception {
		long nanos = inParallel(count, connections, checkIns());
		report("check in", 5 * count, connections, nanos);
	}

	/** What each gateway does at a check-in: three writes and two reads. */
	private Work checkIns() {
		String usage = form("usage_report", "{\"eth0\":{\"top_consumer\":\"gwe\",\"gwe\":{\"http_write\":{\"tot_rx\":812,\"max_rx\":210,\"tot_tx\":%d,\"max_tx\":1500,\"num\":12},"
				+ "\"http_read\":{\"tot_rx\":812,\"max_rx\":210,\"tot_tx\":4096,\"max_tx\":1500,\"num\":12}}}}");
		String apps = form("engine_report", "{\"apps\":[{\"gwe\":{\"version\":\"1.3.2\",\"status\":\"RUNNING\",\"uptime\":\"0:%d:20\",\"exitstatus\":0}},"
				+ "{\"test_app\":{\"version\":\"1\",\"status\":\"RUNNING\",\"uptime\":\"0:00:20\",\"exitstatus\":0}}]}");
		String device = form("device_info", "{\"uname\":\"Linux gw %d 6.1.0-13-arm64\",\"df\":\"" + "/dev/mmcblk0p2 1000 855 45 95% /\\n".replace("%", "%%").repeat(20)
				+ "\",\"free\":\"total used free\",\"ipaddrs\":\"eth0 10.0.0.5\"}");
		return (connection, i) -> {
			String headers = "X-Exosite-CIK: " + tokens.get(i) + "\r\n";
			String form = headers + "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n";
			for (String body : new String[] { usage, apps, device }) {
				timed(204, connection, "POST", ALIAS, form, body.replace("%25d", Integer.toString(round.get() + i)));
			}
			for (String alias : new String[] { "update_interval", "engine_fetch" }) {
				timed(204, connection, "GET", ALIAS + "?" + alias, headers, "");
			}
		};
	}

	private void trickle(int count, int second) throws Exception {
		var work = checkIns();
		try (var connection = new Connection(server)) {
			for (int number = 0;; number = (number + 1) % count) {
				long began = System.nanoTime();
				round.incrementAndGet();
				work.run(connection, number);
				Thread.sleep(Duration.ofNanos(Math.max(0, 1_000_000_000L / second - (System.nanoTime() - began))));
			}
		}
	}

	private static String form(String alias, String value) {
		return alias + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

	private void hold(int count, int connections) throws Exception {
		var open = new CountDownLatch(count);
		var answered = new CountDownLatch(count);
		var failures = new AtomicInteger();
		long since = System.currentTimeMillis() / 1000; // as an agent does, so that it misses nothing when its request is late
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < count; i++) {
				String token = tokens.get(i);
				threads.submit(() -> {
					try (var connection = new Connection(server)) {
						open.countDown();
						var answer = connection.send("GET", ALIAS + "?engine_fetch", "X-Exosite-CIK: " + token + "\r\nRequest-Timeout: 300000\r\nIf-Modified-Since: " + since + "\r\n", "");
						failures.addAndGet(answer.status() == 200 ? 0 : 1);
					} catch (IOException e) {
						failures.incrementAndGet();
						open.countDown();
					}
					answered.countDown();
				});
			}
			open.await();
			Thread.sleep(3000); // the requests are there
			System.out.println("held");
			System.in.read();
			long began = System.nanoTime();
			inParallel(count, connections, (connection, i) -> {
				var answer = connection.send("PUT", "/fleet/v1/gateways/local/" + String.format("%08d", i) + "/aliases/engine_fetch", operator + "Content-Type: text/plain\r\n", "{}");
				if (answer.status() >= 300) {
					throw new IOException(answer.status() + " " + answer.body());
				}
			});
			answered.await();
			System.out.printf("%-9s %,8d gateways wait at once; each gets a command: all have it after %.1f s, %d failures%n", "wait", count, (System.nanoTime() - began) / 1e9, failures.get());
		}
	}

	private void timed(int expected, Connection connection, String method, String target, String headers, String body) throws IOException {
		long began = System.nanoTime();
		expect(expected, connection.send(method, target, headers, body));
		times.add(System.nanoTime() - began);
	}

	private static void expect(int status, Answer answer) throws IOException {
		if (answer.status() != status) {
			throw new IOException("The engine answers " + answer.status() + " " + answer.body());
		}
	}

	private long inParallel(int count, int connections, Work work) throws Exception {
		var next = new AtomicInteger();
		long began = System.nanoTime();
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var all = new ArrayList<Future<?>>();
			for (int c = 0; c < connections; c++) {
				all.add(threads.submit(() -> {
					try (var connection = new Connection(server)) {
						for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
							work.run(connection, i);
						}
					}
					return null;
				}));
			}
			for (var one : all) {
				one.get();
			}
		}
		return System.nanoTime() - began;
	}

	private void report(String what, int requests, int connections, long nanos) {
		var sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
		System.out.printf("%-9s %,8d requests, %d at a time: %,7.0f a second%s%n", what, requests, connections, requests * 1e9 / nanos,
				sorted.length == 0 ? "" : String.format(", median %.1f ms, 99%% within %.1f ms, the slowest %.1f ms", sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6,
						sorted[sorted.length - 1] / 1e6));
	}
}
