package org.fleetdesk.opennebula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.opennebula.ScriptedServer.Answer;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.opennebula.wire.OneReplies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cloud that answers late, wrong, half, too much or not at all. Each call has to end by itself; the limit of the tests is only for those that hang. */
@Timeout(60)
class TroubleTest {

	private static final String SESSION = "tester:password-of-tester";
	private static final Duration LIMIT = Duration.ofMillis(300);

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private ScriptedServer server;
	private FaultProxy proxy;
	private HttpEndpoint endpoint;
	private Client client;
	private OneFlowClient flow;

	@BeforeEach
	void open() throws IOException {
		server = new ScriptedServer(asked -> asked.path().equals("/RPC2") ? Answer.of(OneReplies.success("x".repeat(100_000)))
				: Answer.of(200, "text/html", "{\"DOCUMENT_POOL\":{\"x\":\"" + "x".repeat(100_000) + "\"}}"));
		proxy = new FaultProxy(server.url(""));
		over(EndpointSettings.of(proxy.url()));
	}

	private void over(EndpointSettings settings) {
		endpoint = http.open(settings.withMaxBody(200_000));
		client = Client.over(SESSION, endpoint);
		flow = new OneFlowClient(SESSION, endpoint);
	}

	private void hasty() {
		endpoint.close();
		over(EndpointSettings.of(proxy.url()).withConnect(LIMIT).withDeadline(LIMIT));
	}

	@AfterEach
	void close() {
		endpoint.close();
		proxy.close();
		server.close();
		http.close();
	}

	private void assertBothFailWith(OneError error) {
		var answer = client.get_version();
		assertThat(answer.error()).as("XML-RPC: %s", answer).isEqualTo(error);
		assertThat(answer.getErrorMessage()).contains("127.0.0.1:" + proxy.port()).doesNotContain("password-of-tester");
		assertThat(answer.cause()).isNotNull();
		assertThatThrownBy(flow::services).isInstanceOfSatisfying(OneException.class, e -> {
			assertThat(e.error()).as("OneFlow: %s", e.getMessage()).isEqualTo(error);
			assertThat(e).hasMessageContaining("127.0.0.1:" + proxy.port()).hasMessageNotContaining("password-of-tester");
		});
	}

	@Test
	void withoutTroubleBothAnswer() throws Exception {
		endpoint = http.open(EndpointSettings.of(proxy.url()));

		assertThat(Client.over(SESSION, endpoint).get_version().getMessage()).hasSize(100_000);
		assertThat(new OneFlowClient(SESSION, endpoint).services()).isEmpty();
	}

	@Test
	void late() {
		hasty();
		proxy.add(Direction.DOWNSTREAM, new Toxic.Latency(Duration.ofSeconds(30), Duration.ZERO));

		assertBothFailWith(OneError.TIMED_OUT);
	}

	@Test
	void silentInTheMiddle() {
		hasty();
		proxy.add(Direction.DOWNSTREAM, new Toxic.Bandwidth(1));

		assertBothFailWith(OneError.TIMED_OUT);
	}

	@Test
	void half() {
		proxy.add(Direction.DOWNSTREAM, new Toxic.LimitData(500));

		assertBothFailWith(OneError.UNREACHABLE);
	}

	@Test
	void reset() {
		proxy.add(Direction.DOWNSTREAM, new Toxic.ResetPeer(Duration.ZERO));

		assertBothFailWith(OneError.UNREACHABLE);
	}

	@Test
	void nobodyThere() throws IOException {
		try (var taken = new Socket()) {
			taken.bind(new InetSocketAddress("127.0.0.1", 0)); // nobody else gets the port, and nobody listens there
			var nobody = http.open(EndpointSettings.of(URI.create("http://127.0.0.1:" + taken.getLocalPort())));

			assertThat(Client.over(SESSION, nobody).get_version().error()).isEqualTo(OneError.UNREACHABLE);
			assertThatThrownBy(() -> new OneFlowClient(SESSION, nobody).services()).isInstanceOfSatisfying(OneException.class,
					e -> assertThat(e.error()).isEqualTo(OneError.UNREACHABLE));
		}
	}

	@Test
	void huge() {
		var small = http.open(EndpointSettings.of(proxy.url()).withMaxBody(50_000));

		var answer = Client.over(SESSION, small).get_version();
		assertThat(answer.error()).isEqualTo(OneError.PROTOCOL);
		assertThat(answer.getErrorMessage()).contains("longer than 50000 bytes");
		assertThatThrownBy(() -> new OneFlowClient(SESSION, small).services()).isInstanceOfSatisfying(OneException.class,
				e -> assertThat(e.error()).isEqualTo(OneError.PROTOCOL));
	}

	@Test
	void anInterruptEndsACall() throws Exception {
		var arrived = new CountDownLatch(2);
		var never = new CountDownLatch(1);
		try (var silent = new ScriptedServer(asked -> {
			arrived.countDown();
			try {
				never.await();
			} catch (InterruptedException e) {
				throw new AssertionError(e);
			}
			return Answer.of(200, "text/plain", "");
		})) {
			var patient = http.open(EndpointSettings.of(silent.url("")));
			var answer = new CompletableFuture<OneResponse>();
			var failure = new CompletableFuture<Throwable>();
			var calls = List.of(Thread.ofVirtual().start(() -> answer.complete(Client.over(SESSION, patient).get_version())), Thread.ofVirtual().start(() -> {
				try {
					new OneFlowClient(SESSION, patient).services();
				} catch (OneException | InterruptedException e) {
					failure.complete(e);
				}
			}));
			arrived.await();

			calls.forEach(Thread::interrupt);

			assertThat(answer.get(20, TimeUnit.SECONDS).error()).isEqualTo(OneError.CANCELLED);
			assertThatThrownBy(() -> answer.get().orThrow()).isInstanceOf(InterruptedException.class);
			assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
			never.countDown();
		}
	}
}
