package org.fleetdesk.serverless.engine.internal.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.serverless.engine.ServingChild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cloud whose process is killed: what it has confirmed is there, and what was on its way goes on. */
@Timeout(120)
class CloudKillTest {

	private static final String SESSION = "oneadmin:secret";

	@TempDir
	Path folder;

	private static int made(OneResponse response) {
		assertThat(response.isError()).as(response.getErrorMessage()).isFalse();
		return response.getIntMessage();
	}

	private static void await(VirtualMachine vm, LcmState state) throws InterruptedException {
		var deadline = Instant.now().plus(Duration.ofSeconds(60));
		while (vm.info().isError() || vm.lcm() != state) {
			assertThat(Instant.now()).as("still " + vm.lcmStateStr()).isBefore(deadline);
			Thread.sleep(20);
		}
	}

	@Test
	void aVmThatBootsWhileTheCloudIsKilledRunsAfterItsRestart() throws Exception {
		int id;
		try (var child = ServingChild.start(CloudChild.class, folder); var client = new Client(SESSION, child.url().toString())) {
			int template = made(client.call("template.allocate", TestCloud.TEMPLATE));
			id = made(client.call("template.instantiate", template, "booting", false, "", false));
			await(new VirtualMachine(id, client), LcmState.BOOT);
			child.kill();
		}

		try (var child = ServingChild.start(CloudChild.class, folder); var client = new Client(SESSION, child.url().toString())) {
			var vm = new VirtualMachine(id, client);
			await(vm, LcmState.RUNNING);
			assertThat(vm.getName()).isEqualTo("booting");
		}
	}

	@Test
	void whatWasConfirmedBeforeAKillIsThere() throws Exception {
		var confirmed = new ConcurrentHashMap<Integer, String>();
		try (var child = ServingChild.start(CloudChild.class, folder); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var some = new CountDownLatch(60);
			for (int i = 0; i < 10; i++) {
				String name = "writer-" + i;
				threads.submit(() -> {
					try (var client = new Client(SESSION, child.url().toString())) {
						for (int n = 0;; n++) {
							var response = client.call("document.allocate", "NAME=\"" + name + "-" + n + "\"\nBODY=\"x\"", 1337);
							if (response.isError()) {
								return null;
							}
							confirmed.put(response.getIntMessage(), name + "-" + n);
							some.countDown();
						}
					}
				});
			}
			assertThat(some.await(60, TimeUnit.SECONDS)).isTrue();
			child.kill();
		}

		try (var child = ServingChild.start(CloudChild.class, folder); var client = new Client(SESSION, child.url().toString())) {
			for (var entry : confirmed.entrySet()) {
				var answer = client.call("document.info", entry.getKey());
				assertThat(answer.isError()).as(answer.getErrorMessage()).isFalse();
				assertThat(answer.getMessage()).contains("<NAME>" + entry.getValue() + "</NAME>");
			}
		}
	}
}
