package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.fleetdesk.so3.engine.DockerClient;
import org.junit.jupiter.api.Test;

/** What the engine says of itself. */
class SystemApiTest extends EngineFixture {

	@Test
	void saysThatWithoutQemuEverythingIsSimulated() throws Exception {
		assertThat(docker.get("/info").json().at("/SO3/Runtime").asText()).isEqualTo("auto");
		fake.unusable = "QEMU is not installed.";
		var info = docker.get("/info").json();
		assertThat(info.at("/SO3/Runtime").asText()).isEqualTo("simulated");
		assertThat(info.at("/SO3/RuntimeProblem").asText()).contains("QEMU is not installed.", "simulated");
		assertThat(info.at("/Warnings/0").asText()).contains("QEMU is not installed.", "simulated");
	}

	@Test
	void speaksTheVersionsItSays() throws Exception {
		assertThat(docker.get("/_ping").body()).isEqualTo("OK");
		for (String prefix : List.of("", "/v1.24", "/v1.41", "/v1.47")) {
			assertThat(docker.get(prefix + "/version").json().path("ApiVersion").asText()).isEqualTo("1.47");
		}
		assertThat(docker.get("/v1.48/version").message()).contains("too new");
		assertThat(docker.get("/v1.23/version").message()).contains("too old");
		assertThat(docker.get("/v1.47/nosuch").status()).isEqualTo(404);
		assertThat(docker.get("/nosuch").body()).isEqualTo("{\"message\":\"page not found\"}");
		assertThat(docker.post("/version").body()).as("as dockerd").isEqualTo("{\"message\":\"page not found\"}");
		assertThat(docker.post("/containers/create", new StringEntity("{}", ContentType.APPLICATION_JSON)).status()).isEqualTo(400);
		created("a");
		assertThat(docker.post("/containers/a/exec").status()).isEqualTo(501);
		var info = docker.get("/info").json();
		assertThat(info.path("Name").asText()).isEqualTo("smart-1");
		assertThat(info.path("Containers").asInt()).isEqualTo(1);
		assertThat(info.path("DriverStatus").toString()).contains("[\"Slots\",\"2-4\"]").contains("[\"Slot 2\",\"a (booting, qemu)\"]");
		assertThat(docker.get("/networks").body()).isEqualTo("[]");
		assertThat(docker.get("/volumes").json().path("Volumes").isArray()).isTrue();
		assertThat(docker.get("/plugins").body()).isEqualTo("[]");
		assertThat(docker.get("/system/df").json().path("Containers")).hasSize(1);
	}

	@Test
	void stoppingEndsFollowersAtOnce() throws Exception {
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var events = threads.submit(() -> docker.get("/events"));
			DockerClient.await(() -> docker.get("/info").json().path("NEventsListener").asInt(), n -> n == 1);
			engine.close();
			assertThat(events.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
		}
	}
}
