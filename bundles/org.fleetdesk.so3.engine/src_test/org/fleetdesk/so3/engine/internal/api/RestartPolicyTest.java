package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.DockerClient.Answer;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows when a guest ends, as Docker has it. */
class RestartPolicyTest extends EngineFixture {

	private static GuestExit exit(int code) {
		return new GuestExit(code == 0 ? GuestExit.Reason.GUEST_SHUTDOWN : GuestExit.Reason.GUEST_RESET, code, Instant.now(), "The guest ended");
	}

	@BeforeEach
	void image() throws IOException {
		docker.load(ticker);
	}

	private String create(String name, String host) throws IOException {
		var answer = docker.postJson("/v1.47/containers/create?name=" + name, "{'Image':'ticker','HostConfig':{" + host + "}}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		return answer.json().path("Id").asText();
	}

	private String withPolicy(String name, String policy, int max) throws IOException {
		return create(name, "'RestartPolicy':{'Name':'" + policy + "','MaximumRetryCount':" + max + "}");
	}

	private void awaitState(String name, String states) throws Exception {
		assertThat(DockerClient.await(() -> docker.states(name), states::equals)).isEqualTo(states);
	}

	private void awaitRestarts(String name, int count) throws Exception {
		assertThat(DockerClient.await(() -> docker.inspect(name), n -> n.path("RestartCount").asInt() >= count && n.at("/State/Status").asText().equals("running"))
				.path("RestartCount").asInt()).isEqualTo(count);
	}

	@Test
	void alwaysStartsAgainUntilAUserStopsIt() throws Exception {
		String id = withPolicy("a", "always", 0);
		docker.verb("a", "start");
		fake.guests.get(id).die(exit(0));
		awaitRestarts("a", 1);
		fake.guests.get(id).die(exit(1));
		awaitRestarts("a", 2);
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(docker.verb("a", "stop")).isEqualTo(204);
		assertThat(docker.states("a")).isEqualTo("exited booting");
		assertThat(actions()).containsExactly("create", "start", "die", "start", "die", "start", "kill", "die", "stop");
		assertThat(docker.verb("a", "start")).isEqualTo(204);
		assertThat(docker.inspect("a").path("RestartCount").asInt()).as("a user's start begins anew").isZero();
	}

	@Test
	void onFailureGivesUpAndLeavesASuccessAlone() throws Exception {
		String id = withPolicy("a", "on-failure", 2);
		var lives = new AtomicInteger();
		fake.onLiving = g -> {
			lives.incrementAndGet();
			g.die(exit(3));
		};
		docker.verb("a", "start");
		awaitState("a", "exited dead");
		assertThat(lives).as("once, and twice again").hasValue(3);
		assertThat(docker.inspect("a").path("RestartCount").asInt()).isEqualTo(2);
		assertThat(docker.inspect("a").at("/State/ExitCode").asInt()).isEqualTo(3);
		fake.onLiving = g -> {
		};
		docker.verb("a", "start");
		fake.guests.get(id).die(exit(0));
		awaitState("a", "exited dead");
		assertThat(docker.inspect("a").path("RestartCount").asInt()).isZero();
	}

	/** The waits double, so that a loop soon waits for long enough to be looked at. */
	@Test
	void whatWaitsForItsNextStartIsRestarting() throws Exception {
		withPolicy("a", "always", 0);
		fake.onLiving = g -> g.die(exit(1));
		docker.verb("a", "start");
		assertThat(DockerClient.await(() -> docker.inspect("a").path("RestartCount").asInt(), n -> n >= 4)).isGreaterThanOrEqualTo(4);
		var state = DockerClient.await(() -> docker.inspect("a").path("State"), s -> s.path("Restarting").asBoolean());
		assertThat(state.path("Status").asText()).isEqualTo("restarting");
		assertThat(state.path("Running").asBoolean()).isTrue();
		assertThat(DockerClient.await(() -> docker.get("/containers/json").json().path(0).path("Status").asText(), s -> s.startsWith("Restarting (1) ")))
				.startsWith("Restarting (1) ");
		fake.injectFailure = "no start any more";
		assertThat(DockerClient.await(() -> docker.inspect("a").at("/State/Error").asText(), fake.injectFailure::equals)).as("what follows meets one that waits")
				.isEqualTo("no start any more");
		assertThat(docker.states("a")).isEqualTo("restarting dead");
		assertThat(docker.verb("a", "pause")).isEqualTo(409);
		assertThat(docker.verb("a", "start")).isEqualTo(304);
		assertThat(docker.delete("/containers/a").message()).contains("container is restarting");
		fake.injectFailure = null;
		assertThat(docker.verb("a", "stop")).isEqualTo(204);
		assertThat(docker.inspect("a").at("/State/Status").asText()).isEqualTo("exited");
		assertThat(docker.delete("/containers/a").status()).isEqualTo(204);
	}

	@Test
	void theEngineStartsWhatIsToRunAlways() throws Exception {
		String always = withPolicy("always", "always", 0);
		String unless = withPolicy("unless", "unless-stopped", 0);
		docker.verb("always", "start");
		docker.verb("always", "stop");
		docker.verb("unless", "start");
		docker.verb("unless", "stop");
		String failing = withPolicy("failing", "on-failure", 0);
		docker.verb("failing", "start");
		stop();
		fake.guests.get(failing).die(exit(1));
		start(Runtimes.Mode.AUTO, false);
		awaitState("always", "running living");
		assertThat(docker.states("unless")).isEqualTo("exited booting");
		awaitState("failing", "running living");
		docker.verb("unless", "start");
		docker.verb("failing", "stop");
		stop();
		fake.guests.get(unless).die(exit(0));
		var alive = fake.guests.get(always);
		start(Runtimes.Mode.AUTO, false);
		awaitState("unless", "running living");
		assertThat(docker.states("failing")).isEqualTo("exited booting");
		assertThat(fake.guests.get(always)).as("what lives is left alone").isSameAs(alive);
	}

	@Test
	void whatWasNeverStartedIsNotStartedByTheEngine() throws Exception {
		withPolicy("a", "always", 0);
		restart();
		assertThat(docker.states("a")).isEqualTo("created booting");
	}

	@Test
	void aContainerThatIsToBeRemovedAtItsEndIs() throws Exception {
		String id = create("a", "'AutoRemove':true");
		assertThat(docker.inspect("a").at("/HostConfig/AutoRemove").asBoolean()).isTrue();
		docker.verb("a", "start");
		try (var socket = new Socket(engine.url().getHost(), engine.url().getPort())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream().write("POST /containers/a/wait?condition=removed HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			assertThat(answer.readLine()).as("it waits from now on").contains("200");
			fake.guests.get(id).die(exit(4));
			assertThat(answer.lines().filter(l -> l.contains("StatusCode")).findFirst()).hasValueSatisfying(l -> assertThat(l).contains("{\"StatusCode\":4}"));
		}
		assertThat(docker.get("/containers/a/json").status()).as("gone when the answer is there").isEqualTo(404);
		assertThat(DockerClient.await(this::actions, a -> a.contains("destroy"))).containsExactly("create", "start", "die", "destroy");
		create("b", "'AutoRemove':true");
		docker.verb("b", "start");
		assertThat(docker.verb("b", "stop")).isEqualTo(204);
		assertThat(DockerClient.await(() -> docker.get("/containers/b/json").status(), s -> s == 404)).isEqualTo(404);
		Answer both = docker.postJson("/containers/create", "{'Image':'ticker','HostConfig':{'AutoRemove':true,'RestartPolicy':{'Name':'always'}}}");
		assertThat(both.status()).isEqualTo(400);
		assertThat(both.message()).isEqualTo("can't create 'AutoRemove' container with restart policy");
		create("c", "'AutoRemove':true");
		assertThat(docker.postJson("/containers/c/update", "{'RestartPolicy':{'Name':'always'}}").status()).isEqualTo(409);
	}
}
