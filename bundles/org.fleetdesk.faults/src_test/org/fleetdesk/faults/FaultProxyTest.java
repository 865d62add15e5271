package org.fleetdesk.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.faults.Direction.DOWNSTREAM;
import static org.fleetdesk.faults.Direction.UPSTREAM;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy between plain sockets: {@code client} is at the one end, what {@link #server()} gives at the other. */
@Timeout(60)
class FaultProxyTest {

	private static final Duration LONG = Duration.ofHours(1);

	private final List<Socket> sockets = new ArrayList<>();
	private final BlockingQueue<Socket> served = new LinkedBlockingQueue<>();
	private ServerSocket listener;
	private Thread accepting;
	private FaultProxy proxy;

	@BeforeEach
	void start() throws IOException {
		listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		accepting = Thread.ofVirtual().start(() -> {
			try {
				while (true) {
					served.add(listener.accept());
				}
			} catch (IOException e) {
				// closed
			}
		});
		proxy = new FaultProxy(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 7);
	}

	@AfterEach
	void end() throws IOException {
		proxy.close();
		listener.close();
		for (Socket socket : sockets) {
			socket.close();
		}
		for (Socket socket : served) {
			socket.close();
		}
	}

	private Socket client() throws IOException {
		var socket = new Socket();
		sockets.add(socket);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()), 20_000);
		return socket;
	}

	private Socket server() throws InterruptedException {
		var socket = served.poll(20, TimeUnit.SECONDS);
		sockets.add(socket);
		return socket;
	}

	private static void await(String what, BooleanSupplier condition) {
		long until = System.nanoTime() + 20_000_000_000L;
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(until);
			LockSupport.parkNanos(1_000_000);
		}
	}

	private static byte[] noise(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

	private static void say(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes());
	}

	private static String hear(Socket socket, int length) throws IOException {
		return new String(socket.getInputStream().readNBytes(length));
	}

	@Test
	void passesAllBytesBothWaysAndCountsThem() throws Exception {
		var client = client();
		var server = server();
		byte[] sent = noise(3_000_000);
		Thread.ofVirtual().start(() -> {
			try {
				client.getOutputStream().write(sent);
			} catch (IOException e) {
				// the other end tells
			}
		});
		assertThat(server.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
		say(server, "thanks");
		assertThat(hear(client, 6)).isEqualTo("thanks");
		assertThat(proxy.connections()).isEqualTo(1);
		await("all is counted", () -> proxy.bytes(UPSTREAM) == sent.length && proxy.bytes(DOWNSTREAM) == 6);
	}

	@Test
	void theEndOfOneSideIsTheEndOfTheOther() throws Exception {
		var client = client();
		var server = server();
		say(server, "bye");
		server.close();
		assertThat(new String(client.getInputStream().readAllBytes())).isEqualTo("bye");
		await("no connection is left", () -> proxy.connections() == 0);
		assertThat(proxy.accepted()).isEqualTo(1);
	}

	@Test
	void aResetIsPassedOnAsAReset() throws Exception {
		var client = client();
		var server = server();
		say(server, "x");
		assertThat(hear(client, 1)).isEqualTo("x");
		server.setSoLinger(true, 0);
		server.close();
		assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
		await("no connection is left", () -> proxy.connections() == 0);
	}

	@Test
	void latencyDelaysOneDirectionAndKeepsTheOrder() throws Exception {
		proxy.add(UPSTREAM, new Toxic.Latency(Duration.ofMillis(100), Duration.ofMillis(100)));
		var client = client();
		var server = server();
		var received = new ByteArrayOutputStream();
		byte[] sent = noise(2000);
		for (int i = 0; i < sent.length; i += 100) {
			client.getOutputStream().write(sent, i, 100);
		}
		received.write(server.getInputStream().readNBytes(sent.length));
		assertThat(received.toByteArray()).isEqualTo(sent);
	}

	@Test
	void latencyIsAtLeastWhatItSays() throws Exception {
		proxy.add(UPSTREAM, new Toxic.Latency(Duration.ofMillis(300), Duration.ZERO));
		var client = client();
		var server = server();
		long began = System.nanoTime();
		say(client, "x");
		hear(server, 1);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void whatLatencyHoldsGoesOnWhenItIsRemoved() throws Exception {
		var client = client();
		var server = server();
		var fault = proxy.add(UPSTREAM, new Toxic.Latency(LONG, Duration.ZERO));
		say(client, "held");
		say(server, "the other way is free");
		assertThat(hear(client, 21)).isEqualTo("the other way is free");
		server.setSoTimeout(200);
		assertThatThrownBy(() -> hear(server, 4)).isInstanceOf(SocketTimeoutException.class);
		proxy.remove(fault);
		server.setSoTimeout(20_000);
		assertThat(hear(server, 4)).isEqualTo("held");
	}

	@Test
	void bandwidthBoundsWhatPassesInASecond() throws Exception {
		proxy.add(DOWNSTREAM, new Toxic.Bandwidth(100));
		var client = client();
		var server = server();
		byte[] sent = noise(50_000);
		long began = System.nanoTime();
		server.getOutputStream().write(sent);
		assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
	}

	@Test
	void slicerKeepsTheBytesInSmallPieces() throws Exception {
		var fault = proxy.add(DOWNSTREAM, new Toxic.Slicer(10, 5, Duration.ofHours(1)));
		var client = client();
		var server = server();
		byte[] sent = noise(500);
		server.getOutputStream().write(sent);
		byte[] block = new byte[1000];
		int first = client.getInputStream().read(block);
		assertThat(first).isLessThan(500);
		proxy.remove(fault);
		byte[] rest = client.getInputStream().readNBytes(sent.length - first);
		assertThat(rest).isEqualTo(Arrays.copyOfRange(sent, first, sent.length));
		assertThat(Arrays.copyOf(block, first)).isEqualTo(Arrays.copyOf(sent, first));
	}

	@Test
	void limitDataPassesExactlySoMuchAndCloses() throws Exception {
		proxy.add(DOWNSTREAM, new Toxic.LimitData(70_001));
		var client = client();
		var server = server();
		byte[] sent = noise(100_000);
		server.getOutputStream().write(sent);
		assertThat(client.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(sent, 70_001));
		await("no connection is left", () -> proxy.connections() == 0);
	}

	@Test
	void aLimitOfNothingClosesAtOnce() throws Exception {
		proxy.add(UPSTREAM, new Toxic.LimitData(0));
		assertThat(client().getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void timeoutLetsNothingThroughAndThenCloses() throws Exception {
		proxy.add(DOWNSTREAM, new Toxic.Timeout(Duration.ofSeconds(2)));
		long began = System.nanoTime(); // its time runs from the connection
		var client = client();
		var server = server();
		say(server, "lost");
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1900));
		assertThat(proxy.bytes(DOWNSTREAM)).isZero();
	}

	@Test
	void timeoutZeroHoldsUntilItIsRemovedAndThenClosesWhatLostBytes() throws Exception {
		var untouched = client();
		var untouchedServer = server();
		var client = client();
		var server = server();
		var fault = proxy.add(DOWNSTREAM, new Toxic.Timeout(Duration.ZERO));
		say(server, "lost");
		client.setSoTimeout(300);
		assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
		proxy.remove(fault);
		client.setSoTimeout(20_000);
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		say(untouchedServer, "fine");
		assertThat(hear(untouched, 4)).isEqualTo("fine");
	}

	@Test
	void resetPeerResetsBothEnds() throws Exception {
		var client = client();
		var server = server();
		proxy.add(UPSTREAM, new Toxic.ResetPeer(Duration.ZERO));
		assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
		assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
		await("no connection is left", () -> proxy.connections() == 0);
	}

	@Test
	void resetPeerAfterATimePassesNothing() throws Exception {
		proxy.add(UPSTREAM, new Toxic.ResetPeer(Duration.ofSeconds(2)));
		var client = client();
		var server = server();
		say(client, "never arrives");
		assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
		assertThat(proxy.bytes(UPSTREAM)).isZero();
	}

	@Test
	void slowCloseHoldsTheEndOnly() throws Exception {
		var fault = proxy.add(DOWNSTREAM, new Toxic.SlowClose(LONG));
		var client = client();
		var server = server();
		say(server, "bye");
		server.close();
		assertThat(hear(client, 3)).isEqualTo("bye");
		client.setSoTimeout(200);
		assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
		proxy.remove(fault);
		client.setSoTimeout(20_000);
		assertThat(client.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void toxicsActOneAfterTheOther() throws Exception {
		proxy.add(DOWNSTREAM, new Toxic.Slicer(100, 0, Duration.ZERO));
		proxy.add(DOWNSTREAM, new Toxic.Latency(Duration.ofMillis(50), Duration.ZERO));
		proxy.add(DOWNSTREAM, new Toxic.LimitData(250));
		var client = client();
		byte[] sent = noise(1000);
		server().getOutputStream().write(sent);
		assertThat(client.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(sent, 250));
	}

	@Test
	void toxicityHitsAPartOfTheConnections() throws Exception {
		proxy.add(DOWNSTREAM, new Toxic.LimitData(0), 0.5);
		int closed = 0;
		for (int i = 0; i < 40; i++) {
			var client = client();
			var server = server();
			server.getOutputStream().write('x');
			if (client.getInputStream().read() < 0) {
				closed++;
			}
		}
		assertThat(closed).isBetween(5, 35);
		assertThatThrownBy(() -> proxy.add(UPSTREAM, new Toxic.LimitData(0), 1.1)).isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void downRefusesAndClosesUntilHealed() throws Exception {
		var client = client();
		server();
		proxy.down();
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
		assertThat(proxy.connections()).isZero();
		proxy.heal();
		say(client(), "back");
		assertThat(hear(server(), 4)).isEqualTo("back");
	}

	@Test
	void aBlackHoleAnswersNobodyAndOpenConnectionsSurviveIt() throws Exception {
		var open = client();
		var server = server();
		proxy.blackHole();
		var late = new Socket();
		sockets.add(late);
		assertThatThrownBy(() -> late.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()), 500))
				.isInstanceOf(SocketTimeoutException.class);
		say(open, "held");
		server.setSoTimeout(200);
		assertThatThrownBy(() -> hear(server, 4)).isInstanceOf(SocketTimeoutException.class);
		proxy.heal();
		server.setSoTimeout(20_000);
		assertThat(hear(server, 4)).isEqualTo("held");
		say(client(), "back");
		assertThat(hear(server(), 4)).isEqualTo("back");
	}

	@Test
	void aBlackHoleHidesThatAClientIsGone() throws Exception {
		var client = client();
		var server = server();
		proxy.blackHole();
		client.close();
		server.setSoTimeout(200);
		assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
		assertThat(proxy.connections()).isEqualTo(1);
		proxy.heal();
		server.setSoTimeout(20_000);
		assertThat(server.getInputStream().read()).isEqualTo(-1);
		await("no connection is left", () -> proxy.connections() == 0);
	}

	@Test
	void aServerThatIsGoneEndsTheClient() throws Exception {
		listener.close();
		accepting.join();
		assertThat(client().getInputStream().read()).isEqualTo(-1);
		await("no connection is left", () -> proxy.connections() == 0);
	}

	@Test
	void closingEndsEverything() throws Exception {
		var client = client();
		server();
		proxy.close();
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
		assertThatThrownBy(proxy::heal).isInstanceOf(IOException.class);
	}
}
