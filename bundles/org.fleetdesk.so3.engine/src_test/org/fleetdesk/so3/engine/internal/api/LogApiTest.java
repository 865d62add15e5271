package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.junit.jupiter.api.Test;

/** Logs over real HTTP; guests are simulated. */
class LogApiTest extends EngineFixture {

	@Test
	void givesLogsPerContainerAndLetsClientsResume() throws Exception {
		stop();
		start(Runtimes.Mode.SIMULATED, false);
		created("a");
		docker.verb("a", "start");
		List<String> first = DockerClient.await(() -> docker.logs("a", "&timestamps=1"), l -> l.size() >= 3);
		assertThat(first).isSorted();
		String last = first.getLast().split(" ")[0];
		assertThat(last).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
		docker.verb("a", "stop");
		var whole = docker.logs("a", "&timestamps=1");
		assertThat(whole.subList(0, first.size())).as("times are stable").isEqualTo(first);
		assertThat(docker.logs("a", "&timestamps=1&since=" + last)).isEqualTo(whole.subList(first.size() - 1, whole.size()));
		assertThat(docker.logs("a", "&timestamps=1&until=" + last)).isEqualTo(first);
		assertThat(docker.logs("a", "&timestamps=1&tail=2")).isEqualTo(whole.subList(whole.size() - 2, whole.size()));
		assertThat(docker.logs("a", "&tail=0")).isEmpty();
		assertThat(docker.logs("a", "&tail=x")).as("as dockerd: what is no number means all").isEqualTo(docker.logs("a", "&tail=-5")).isEqualTo(docker.logs("a", ""));
		assertThat(docker.get("/containers/a/logs?stdout=1&since=x").status()).isEqualTo(400);
		assertThat(docker.get("/containers/a/logs").status()).isEqualTo(400);
		docker.delete("/containers/a");
		created("b");
		assertThat(docker.inspect("b").at("/SO3/Slot").asInt()).isEqualTo(2);
		assertThat(docker.logs("b", "")).as("not the log of the slot's earlier tenant").doesNotContainAnyElementsOf(docker.logs("b", "").isEmpty() ? List.of("x") : whole);
	}

	@Test
	void aFollowerGetsLinesUntilTheGuestEnds() throws Exception {
		stop();
		start(Runtimes.Mode.SIMULATED, false);
		created("a");
		docker.verb("a", "start");
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var followed = threads.submit(() -> docker.logs("a", "&follow=1&timestamps=1"));
			DockerClient.await(() -> docker.logs("a", ""), l -> l.size() >= 3);
			docker.verb("a", "stop");
			assertThat(followed.get(20, TimeUnit.SECONDS)).isEqualTo(docker.logs("a", "&timestamps=1")).hasSizeGreaterThanOrEqualTo(3);
		}
	}
}
