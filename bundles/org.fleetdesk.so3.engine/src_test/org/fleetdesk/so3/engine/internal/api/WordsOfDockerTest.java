package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.so3.engine.DockerClient.Answer;
import org.junit.jupiter.api.Test;

/** What dockerd answers to unusual requests, the engine answers too. */
class WordsOfDockerTest extends EngineFixture {

	private static String filters(String json) {
		return "filters=" + URLEncoder.encode(json, StandardCharsets.UTF_8);
	}

	private List<String> names(String query) throws Exception {
		var answer = docker.get("/containers/json?" + query);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return StreamSupport.stream(answer.json().spliterator(), false).map(c -> c.path("Names").path(0).asText()).toList();
	}

	private static void assertRefused(Answer answer, int status, String message) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.message()).startsWith(message);
	}

	private Answer create(String body, ContentType type) throws Exception {
		return docker.post("/containers/create", new StringEntity(body, type));
	}

	@Test
	void bodiesMustBeJsonObjects() throws Exception {
		assertRefused(create("{}", ContentType.APPLICATION_JSON), 400, "config cannot be empty in order to create a container");
		assertRefused(docker.post("/containers/create"), 400, "config cannot be empty");
		assertRefused(create("{\"Image\":", ContentType.APPLICATION_JSON), 400, "invalid JSON");
		assertRefused(create("[1]", ContentType.APPLICATION_JSON), 400, "invalid JSON");
		assertRefused(create("{\"Image\":\"x\"} y", ContentType.APPLICATION_JSON), 400, "invalid JSON");
		assertRefused(create("{\"Image\":\"" + "x".repeat(Exchange.JSON_LIMIT) + "\"}", ContentType.APPLICATION_JSON), 400, "invalid JSON");
		assertRefused(create("{\"Image\":\"x\"}", ContentType.TEXT_PLAIN), 400, "unsupported Content-Type header (text/plain");
		assertRefused(create("{\"Image\":\"nosuch\"}", ContentType.APPLICATION_JSON), 404, "No such image: nosuch:latest");
	}

	@Test
	void filtersKnowWhatDockerKnows() throws Exception {
		created("a");
		created("b");
		created("c");
		docker.verb("b", "start");
		docker.verb("b", "kill?signal=TERM");
		docker.verb("c", "start");
		assertThat(names("all=1&" + filters("{\"exited\":[\"143\"]}"))).containsExactly("/b");
		assertThat(names("all=1&" + filters("{\"exited\":[\"0\"]}"))).as("one that never ran has not exited").isEmpty();
		assertThat(names("all=1&" + filters("{\"before\":[\"c\"]}"))).containsExactly("/b", "/a");
		assertThat(names("all=1&" + filters("{\"since\":{\"a\":true}}"))).containsExactly("/c", "/b");
		assertThat(names("all=1&" + filters("{\"health\":[\"none\"],\"is-task\":[\"false\"]}"))).hasSize(3);
		for (String none : List.of("{\"health\":[\"healthy\"]}", "{\"is-task\":[\"true\"]}", "{\"network\":[\"bridge\"]}", "{\"volume\":[\"v\"]}", "{\"publish\":[\"80/tcp\"]}",
				"{\"expose\":[\"80-90\"]}")) {
			assertThat(names("all=1&" + filters(none))).as(none).isEmpty();
		}
		assertRefused(docker.get("/containers/json?" + filters("{\"nosuch\":[\"x\"]}")), 400, "invalid filter 'nosuch'");
		assertRefused(docker.get("/containers/json?" + filters("{\"status\":[\"bogus\"]}")), 400, "invalid filter 'status=bogus'");
		assertRefused(docker.get("/containers/json?" + filters("{\"is-task\":[\"bogus\"]}")), 400, "invalid filter 'is-task=[bogus]'");
		assertRefused(docker.get("/containers/json?" + filters("{\"since\":[\"nosuch\"]}")), 404, "No such container: nosuch");
		assertRefused(docker.get("/events?until=0&" + filters("{\"nosuch\":[\"x\"]}")), 400, "invalid filter 'nosuch'");
		assertRefused(docker.get("/events?since=20&until=10"), 400, "`since` time (20) cannot be after `until` time (10)");
		var sized = docker.get("/containers/json?all=1&size=1").json().path(0);
		assertThat(sized.path("SizeRootFs").asLong()).isGreaterThan(sized.path("SizeRw").asLong());
		assertThat(docker.get("/containers/json?all=1").json().path(0).has("SizeRw")).isFalse();
		assertThat(docker.get("/system/df?type=image").json().has("Containers")).isFalse();
		assertRefused(docker.get("/system/df?type=bogus"), 400, "unknown object type: bogus");
	}

	@Test
	void prunesWhatHasEnded() throws Exception {
		String a = created("a");
		created("b");
		docker.verb("b", "start");
		assertThat(docker.post("/containers/prune?" + filters("{\"label!\":[\"site\"]}")).json().path("ContainersDeleted")).isEmpty();
		assertThat(docker.post("/containers/prune?" + filters("{\"until\":[\"1h\"]}")).json().path("ContainersDeleted")).isEmpty();
		assertRefused(docker.post("/containers/prune?" + filters("{\"until\":[\"soon\"]}")), 400, "The time");
		var pruned = docker.post("/containers/prune?" + filters("{\"label\":[\"site=lab\"]}")).json();
		assertThat(pruned.path("ContainersDeleted").path(0).asText()).isEqualTo(a);
		assertThat(pruned.path("SpaceReclaimed").asLong()).isPositive();
		assertThat(names("all=1")).containsExactly("/b");
		assertThat(docker.get("/events?since=0&until=" + (Instant.now().getEpochSecond() + 0) + ".999999999&" + filters("{\"event\":[\"prune\"]}")).body()).contains("\"reclaimed\"");
	}

	@Test
	void waitsForWhatItIsAsked() throws Exception {
		created("a");
		assertThat(docker.post("/containers/a/wait").json().path("StatusCode").asInt()).as("does not run").isZero();
		assertRefused(docker.post("/containers/a/wait?condition=bogus"), 400, "invalid condition: \"bogus\"");
		assertRefused(docker.post("/containers/nosuch/wait"), 404, "No such container: nosuch");
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var asked = new CountDownLatch(1);
			var removed = threads.submit(() -> docker.post("/containers/a/wait?condition=removed", asked::countDown));
			assertThat(asked.await(30, TimeUnit.SECONDS)).as("the answer has begun").isTrue();
			docker.verb("a", "start");
			docker.verb("a", "kill");
			assertThat(removed.isDone()).isFalse();
			docker.delete("/containers/a");
			assertThat(removed.get(20, TimeUnit.SECONDS).json().path("StatusCode").asInt()).isIn(0, 137);
		}
	}

	@Test
	void aStoppedContainerUsesNothing() throws Exception {
		created("a");
		var stats = docker.get("/containers/a/stats?stream=0").json();
		assertThat(stats.path("read").asText()).isEqualTo(Times.ZERO);
		assertThat(stats.at("/cpu_stats/cpu_usage/total_usage").asLong(-1)).isZero();
		assertThat(stats.path("name").asText()).isEqualTo("/a");
		assertRefused(docker.get("/containers/a/stats?stream=1&one-shot=1"), 400, "cannot have stream=true and one-shot=true");
		assertRefused(docker.get("/containers/a/top"), 409, "Container ");
		assertThat(docker.delete("/containers/a?v=1&link=1").status()).isEqualTo(501);
		assertThat(docker.delete("/containers/a?v=1").status()).isEqualTo(204);
	}

	@Test
	void thereAreNoNetworksVolumesAndSwarms() throws Exception {
		assertRefused(docker.get("/networks/x"), 404, "network x not found");
		assertRefused(docker.get("/volumes/x"), 404, "get x: no such volume");
		assertRefused(docker.get("/plugins/x/json"), 404, "plugin \"x\" not found");
		for (String path : List.of("/nodes", "/services", "/swarm", "/tasks", "/secrets", "/configs", "/nodes/x")) {
			assertRefused(docker.get(path), 503, "This node is not a swarm manager.");
		}
		assertRefused(docker.post("/swarm/leave"), 503, "This node is not part of a swarm");
		assertRefused(docker.post("/auth"), 501, "SO3 images have no registry");
		assertThat(docker.post("/build/prune").body()).isEqualTo("{\"CachesDeleted\":[],\"SpaceReclaimed\":0}");
		assertThat(docker.get("/containers/nosuch/nosuch").body()).isEqualTo("{\"message\":\"page not found\"}");
	}
}
