package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.fleetdesk.so3.engine.DockerClient.Answer;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Progress;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** How images are named, tagged, chosen, and what is answered when they cannot be. */
class ImageNamesTest extends EngineFixture {

	private Answer tag(String image, String query) throws IOException {
		return docker.post("/images/" + image + "/tag?" + query);
	}

	private String id(String name) throws IOException {
		return docker.get("/images/" + name + "/json").json().path("Id").asText();
	}

	private List<String> listed(String filters) throws IOException {
		var answer = filtered(filters);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return StreamSupport.stream(answer.json().spliterator(), false).flatMap(i -> StreamSupport.stream(i.path("RepoTags").spliterator(), false)).map(JsonNode::asText)
				.sorted().toList();
	}

	private Answer filtered(String filters) throws IOException {
		return docker.get("/images/json?filters=" + filters.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22").replace("[", "%5B").replace("]", "%5D"));
	}

	@Test
	void tagsAreFilesThatACardCanHold() throws Exception {
		docker.load(ticker);
		assertThat(tag("ticker", "repo=ticker&tag=v1").status()).isEqualTo(201);
		assertThat(tag("ticker:v1", "repo=lab.example:5000/team/x:V2").status()).isEqualTo(201);
		assertThat(tag("ticker", "repo=ticker&tag=v1").status()).as("again").isEqualTo(201);
		try (var files = Files.list(folder.resolve("images"))) {
			assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("ticker.itb", "ticker@v1.itb", "lab.example=5000+team+x@V2.itb");
		}
		restart();
		assertThat(listed("{}")).containsExactly("lab.example:5000/team/x:V2", "ticker:latest", "ticker:v1");
		String id = id("ticker");
		for (String name : List.of("ticker:v1", "ticker@" + id, "lab.example:5000/team/x@" + id, folder.resolve("images") + "/ticker@v1.itb", "/mnt/ME/ticker@v1.itb",
				"ticker.itb:v1", "docker.io/library/ticker:v1")) {
			assertThat(id(name)).as(name).isEqualTo(id);
		}
		for (String name : List.of("ticker:v2", "x:V2", "ticker:V1", "other@" + id, "/elsewhere/ticker.itb", "team/ticker")) {
			assertThat(docker.get("/images/" + name + "/json").status()).as(name).isEqualTo(404);
		}
		assertThat(docker.create("a", "ticker:v1").status()).isEqualTo(201);
		assertThat(docker.inspect("a").at("/Config/Image").asText()).isEqualTo("ticker:v1");
	}

	@Test
	void aTagGoesOverToAnotherImage() throws Exception {
		docker.load(ticker);
		docker.load(crash);
		String old = id("ticker");
		assertThat(tag("crash", "repo=ticker").status()).isEqualTo(201);
		assertThat(id("ticker")).isEqualTo(id("crash"));
		assertThat(docker.get("/images/" + old + "/json").message()).isEqualTo("No such image: " + old);
		assertThat(folder.resolve("images/ticker.itb")).hasSameBinaryContentAs(crash);
	}

	@Test
	void refusesInDockersWords() throws Exception {
		docker.load(ticker);
		assertThat(tag("nosuch", "repo=a").message()).isEqualTo("No such image: nosuch:latest");
		for (var wrong : List.of(List.of("repo=Abc", "invalid reference format: repository name must be lowercase"), List.of("repo=", "invalid reference format"),
				List.of("tag=x", "invalid reference format"), List.of("repo=a&tag=b%20c", "invalid tag format"), List.of("repo=/abs/x", "invalid reference format"),
				List.of("repo=a@sha256:" + "0".repeat(64), "refusing to create a tag with a digest reference"))) {
			var answer = tag("ticker", wrong.getFirst());
			assertThat(answer.status()).as(wrong.getFirst()).isEqualTo(400);
			assertThat(answer.message()).isEqualTo(wrong.getLast());
		}
		assertThat(docker.get("/images/NoSuch/json").status()).isEqualTo(400);
		assertThat(docker.delete("/images/NoSuch").message()).isEqualTo("invalid reference format: repository name must be lowercase");
		assertThat(docker.get("/images/nosuch/history").message()).isEqualTo("No such image: nosuch:latest");
		assertThat(docker.get("/images/nosuch/get").message()).isEqualTo("No such image: nosuch");
		assertThat(docker.get("/images/get").status()).isEqualTo(400);
		assertThat(docker.get("/images/search?term=x").status()).isEqualTo(501);
		assertThat(docker.post("/images/ticker/push").status()).isEqualTo(501);
		assertThat(docker.get("/distribution/ticker/json").status()).isEqualTo(501);
		assertThat(docker.post("/images/create?fromSrc=-&repo=Bad").message()).isEqualTo("invalid reference format: repository name must be lowercase");
		assertThat(docker.post("/images/create?fromSrc=http://x/y.itb").status()).isEqualTo(501);
		assertThat(docker.post("/images/create?fromSrc=-&changes=ENV%20A=b").status()).isEqualTo(501);
		assertThat(docker.post("/images/create").status()).isEqualTo(400);
		assertThat(docker.post("/images/create?fromImage=ticker&tag=latest").body()).contains("Image is up to date for ticker:latest");
		var pull = docker.post("/images/create?fromImage=nosuch&tag=v9");
		assertThat(pull.status()).isEqualTo(404);
		assertThat(pull.message()).startsWith("No such image: nosuch:v9. SO3 images have no registry");
	}

	@Test
	void anAmbiguousIdNamesNothing() throws Exception {
		var variants = new Variants(ticker);
		for (int i = 0; i < 17; i++) {
			variants.write(i, folder.resolve("images/v" + i + ".itb"));
		}
		var seen = new HashSet<String>();
		var digits = StreamSupport.stream(docker.get("/images/json").json().spliterator(), false).map(i -> i.path("Id").asText().substring(7)).toList();
		String ambiguous = digits.stream().map(d -> d.substring(0, 1)).filter(d -> !seen.add(d)).findFirst().orElseThrow();
		assertThat(digits).hasSize(17);
		for (var answer : List.of(docker.get("/images/" + ambiguous + "/json"), docker.delete("/images/" + ambiguous), tag(ambiguous, "repo=a"),
				docker.create("x", ambiguous))) {
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.message()).isEqualTo("No such image: " + ambiguous + ":latest");
		}
		assertThat(id(digits.getFirst().substring(0, 12))).isEqualTo("sha256:" + digits.getFirst());
		// a name wins over an id that begins so
		assertThat(tag("v3", "repo=" + ambiguous).status()).isEqualTo(201);
		assertThat(id(ambiguous)).isEqualTo(id("v3"));
	}

	@Test
	void filtersChooseImages() throws Exception {
		Files.copy(ticker, folder.resolve("images/old.itb"));
		Files.setLastModifiedTime(folder.resolve("images/old.itb"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
		docker.load(crash);
		tag("crash", "repo=team/crash&tag=v1");
		assertThat(listed("{\"reference\":[\"crash\"]}")).containsExactly("crash:latest");
		assertThat(listed("{\"reference\":[\"*/crash:v*\",\"o?d\"]}")).containsExactly("old:latest", "team/crash:v1");
		assertThat(listed("{\"reference\":{\"[a-c]*\":true}}")).containsExactly("crash:latest");
		assertThat(listed("{\"before\":[\"crash\"]}")).containsExactly("old:latest");
		assertThat(listed("{\"since\":[\"old\"]}")).containsExactly("crash:latest", "team/crash:v1");
		assertThat(listed("{\"until\":[\"24h\"]}")).containsExactly("old:latest");
		assertThat(listed("{\"until\":[\"2019-01-01T00:00:00Z\"]}")).isEmpty();
		assertThat(listed("{\"dangling\":[\"true\"]}")).isEmpty();
		assertThat(listed("{\"dangling\":[\"false\"]}")).hasSize(3);
		assertThat(listed("{\"label\":[\"a=b\"]}")).isEmpty();
		assertThat(filtered("{\"xyz\":[\"1\"]}").status()).isEqualTo(400);
		assertThat(filtered("{\"dangling\":[\"xx\"]}").message()).isEqualTo("invalid filter 'dangling=[xx]'");
		assertThat(filtered("{\"reference\":[\"[a\"]}").message()).contains("syntax error in pattern");
		assertThat(filtered("{\"before\":[\"nosuch\"]}").message()).isEqualTo("No such image: nosuch:latest");
		var element = docker.get("/images/json?shared-size=1").json().path(0);
		assertThat(element.path("Containers").asInt()).isEqualTo(-1);
		assertThat(element.at("/SO3/Containers").asInt()).isZero();
		assertThat(element.path("SharedSize").asInt()).isZero();
	}

	@Test
	void importsUnderTheNameThatIsAskedFor() throws Exception {
		var entity = new FileEntity(ticker.toFile(), ContentType.APPLICATION_OCTET_STREAM);
		var answer = docker.post("/images/create?fromSrc=-&repo=lab/t&tag=7&message=hello", entity);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.json().path("status").asText()).isEqualTo(id("lab/t:7"));
		var history = docker.get("/images/lab/t:7/history").json();
		assertThat(history.path(0).path("Comment").asText()).isEqualTo("hello");
		assertThat(history.path(0).path("Tags").path(0).asText()).isEqualTo("lab/t:7");
		assertThat(IntStream.range(0, history.size()).mapToLong(i -> history.path(i).path("Size").asLong()).sum()).isEqualTo(Files.size(ticker));
		restart();
		assertThat(docker.get("/images/lab/t:7/json").json().path("Comment").asText()).isEqualTo("hello");
	}

	/** A container runs what its record says, however often the name's file is replaced while it is made. */
	@Test
	void aContainersImageIsTheOneItRecords() throws Exception {
		var variants = new Variants(ticker);
		Path target = folder.resolve("images/busy.itb");
		variants.write(0, target);
		var done = new AtomicBoolean();
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var uploads = threads.submit(() -> {
				Path file = folder.resolve("upload.itb");
				for (int i = 1; !done.get(); i++) {
					assertThat(docker.load(variants.write(i, file), "X-Fleetdesk-Name", "busy").status()).isEqualTo(200);
				}
				return null;
			});
			for (int i = 0; i < 20; i++) {
				assertThat(docker.create("c", "busy").status()).isEqualTo(201);
				var inspection = docker.inspect("c");
				Path link = folder.resolve("data/containers").resolve(inspection.path("Id").asText().substring(0, 12)).resolve("image.itb");
				assertThat("sha256:" + FitImage.sha256(link, Progress.NONE)).isEqualTo(inspection.path("Image").asText());
				assertThat(docker.delete("/containers/c").status()).isEqualTo(204);
			}
			done.set(true);
			uploads.get(60, TimeUnit.SECONDS);
		}
	}
}
