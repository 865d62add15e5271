package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.internal.EmisoEngine;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.daemon.SlotRange;
import org.fleetdesk.so3.engine.internal.runtime.SimulatedRuntime;
import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that answers over real HTTP; its guests are the test's own or simulated. */
@Timeout(120)
abstract class EngineFixture {

	@TempDir
	Path folder;

	final FakeRuntime fake = new FakeRuntime();
	Path ticker;
	Path crash;
	EmisoEngine engine;
	DockerClient docker;
	String bootId = "boot-1";
	SlotRange slots = new SlotRange(2, 4);
	Duration settle = Duration.ofMillis(300);

	@BeforeEach
	void start() throws Exception {
		Samples.writeTo(folder.resolve("samples"));
		ticker = folder.resolve("samples/ticker.itb");
		crash = folder.resolve("samples/crash.itb");
		start(Runtimes.Mode.AUTO, false);
	}

	void start(Runtimes.Mode mode, boolean endGuests) throws EngineException, InterruptedException {
		var settings = new EmisoEngine.Settings("1.2.3", folder.resolve("data"), folder.resolve("images"), folder.resolve("log"), slots, "smart-1", bootId,
				endGuests, settle);
		engine = EmisoEngine.start(settings, new Runtimes(mode, fake, new SimulatedRuntime()), new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY);
		docker = new DockerClient(engine.url());
	}

	@AfterEach
	void stop() throws IOException {
		docker.close();
		engine.close();
	}

	void restart() throws Exception {
		stop();
		start(Runtimes.Mode.AUTO, false);
	}

	String created(String name) throws IOException {
		assertThat(docker.load(ticker).status()).isEqualTo(200);
		var answer = docker.create(name, "ticker");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		return answer.json().path("Id").asText();
	}

	List<String> actions() throws IOException {
		return docker.get("/events?since=0&until=" + Instant.now().getEpochSecond() + ".999999999&filters={\"type\":[\"container\"]}".replace("{", "%7B").replace("}", "%7D")
				.replace("\"", "%22")).body().lines().filter(l -> !l.isBlank()).map(l -> new DockerClient.Answer(200, l).json().path("Action").asText()).toList();
	}
}
