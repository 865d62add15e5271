package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.fleetdesk.serverless.engine.internal.provision.ApiClient.Reply;
import org.junit.jupiter.api.Test;

/** Many at once, and what is cut off in the middle. */
class LoadTest extends EngineFixture {

	/** A template whose second role waits for the first one, which no host has room for: a create of it waits until its time is over. */
	private void startWaiting(Duration timeout) throws Exception {
		startCloud(c -> c.withHosts(List.of()));
		startEngine(ApiFace.NEW, timeout(timeout));
		int id = flow.allocateTemplate(json("{\"name\":\"Slow\",\"deployment\":\"straight\",\"roles\":[{\"name\":\"FAAS\",\"cardinality\":1,\"vm_template\":0},"
				+ "{\"name\":\"other\",\"cardinality\":1,\"vm_template\":0,\"parents\":[\"FAAS\"]}]}"));
		flow.chmodTemplate(id, "644");
	}

	@Test
	void aHundredCreatesThatWaitDelayNoGet() throws Exception {
		startWaiting(Duration.ofMinutes(5));
		int known = created(ANNA, faas("Function")).id();
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Reply>> creates = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				Callable<Reply> create = () -> api.post(RUNTIMES, ANNA, faas("Slow"));
				creates.add(threads.submit(create));
			}
			until("all of them wait", () -> flow.services().size() == 101);

			assertThat(api.get(RUNTIMES + "/" + known, ANNA).status()).isEqualTo(200);
			assertThat(api.get(RUNTIMES, ANNA).json().path("SERVERLESS_RUNTIMES")).isNotEmpty();
			assertThat(creates).noneMatch(Future::isDone);

			engine.close();
			for (var create : creates) {
				assertThat(create.state()).isNotEqualTo(Future.State.RUNNING);
			}
		}
		assertThat(documents()).as("stopping the engine undoes what waits").isEqualTo(1);
		until("their services go", () -> flow.services().size() == 1);
	}

	@Test
	void aCreateWhoseClientGoesIsUndone() throws Exception {
		startWaiting(Duration.ofMinutes(5));
		String body = faas("Slow");
		try (var socket = new Socket("127.0.0.1", engine.url().getPort())) {
			socket.getOutputStream().write(("POST /serverless-runtimes HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + ANNA + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
					.getBytes(StandardCharsets.US_ASCII));
			until("it waits", () -> flow.services().size() == 1);
		}

		until("the document goes", () -> documents() == 0);
		untilNoService();
	}
}
