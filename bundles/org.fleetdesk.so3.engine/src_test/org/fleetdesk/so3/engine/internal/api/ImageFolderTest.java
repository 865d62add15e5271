package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

import org.fleetdesk.so3.engine.DockerClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** Files that somebody puts into the folder of images, changes or takes away while the engine runs. */
class ImageFolderTest extends EngineFixture {

	private Path images;

	@BeforeEach
	void findsTheFolder() {
		images = folder.resolve("images");
	}

	private List<String> names() throws IOException {
		return StreamSupport.stream(docker.get("/images/json").json().spliterator(), false).flatMap(i -> texts(i.path("RepoTags")).stream()).sorted().toList();
	}

	private static List<String> texts(JsonNode list) {
		return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
	}

	private List<String> events() throws IOException {
		return docker.get("/events?since=0&until=" + System.currentTimeMillis() / 1000 + ".999999999&filters=%7B%22type%22:%5B%22image%22%5D%7D").body().lines()
				.filter(l -> !l.isBlank()).map(l -> new DockerClient.Answer(200, l).json())
				.map(e -> e.path("Action").asText() + " " + e.at("/Actor/Attributes/name").asText()).toList();
	}

	private String problem(String file) throws IOException {
		return StreamSupport.stream(docker.get("/info").json().at("/SO3/ImageProblems").spliterator(), false).filter(p -> p.path("File").asText().equals(file))
				.map(p -> p.path("Problem").asText()).findFirst().orElse("");
	}

	@Test
	void filesComeAndGoWithEvents() throws Exception {
		assertThat(names()).isEmpty();
		Files.copy(ticker, images.resolve("ticker.itb"));
		assertThat(DockerClient.await(this::events, e -> e.contains("import ticker:latest"))).containsExactly("import ticker:latest");
		assertThat(names()).containsExactly("ticker:latest");
		assertThat(docker.create("a", "ticker").status()).isEqualTo(201);
		Files.move(images.resolve("ticker.itb"), images.resolve("team+ticker@v2.itb"));
		assertThat(names()).containsExactly("team/ticker:v2");
		assertThat(DockerClient.await(this::events, e -> e.contains("import team/ticker:v2"))).contains("untag ticker:latest");
		Files.copy(crash, folder.resolve("new"));
		Files.move(folder.resolve("new"), images.resolve("team+ticker@v2.itb"), StandardCopyOption.ATOMIC_MOVE);
		assertThat(docker.get("/images/team/ticker:v2/json").json().path("Size").asLong()).isEqualTo(Files.size(crash));
		Files.delete(images.resolve("team+ticker@v2.itb"));
		assertThat(DockerClient.await(this::events, e -> e.getLast().equals("delete team/ticker:v2")).getLast()).isEqualTo("delete team/ticker:v2");
		assertThat(names()).isEmpty();
		assertThat(docker.get("/images/team/ticker:v2/json").status()).isEqualTo(404);
	}

	/** What the engine itself does is told once. */
	@Test
	void loadsAndRemovalsAreNotToldTwice() throws Exception {
		docker.load(ticker);
		docker.post("/images/ticker/tag?repo=other&tag=v1");
		docker.delete("/images/ticker");
		Files.copy(crash, images.resolve("zz.itb"));
		assertThat(DockerClient.await(this::events, e -> e.contains("import zz:latest"))).containsExactly("load ticker:latest", "tag other:v1", "untag ticker:latest",
				"import zz:latest");
	}

	@Test
	void aFileThatIsBeingCopiedIsAnImageOnlyWhenItIsComplete() throws Exception {
		byte[] bytes = Files.readAllBytes(ticker);
		Path file = Files.write(images.resolve("slow.itb"), new byte[0]);
		assertThat(names()).isEmpty();
		assertThat(problem("slow.itb")).contains("not complete");
		Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
		assertThat(names()).isEmpty();
		assertThat(problem("slow.itb")).contains("not complete");
		assertThat(docker.get("/info").json().path("Warnings").toString()).contains("slow.itb");
		assertThat(docker.create("a", "slow").status()).isEqualTo(404);
		Files.write(file, Arrays.copyOfRange(bytes, bytes.length - 100, bytes.length), StandardOpenOption.APPEND);
		assertThat(names()).containsExactly("slow:latest");
		assertThat(problem("slow.itb")).isEmpty();
		assertThat(docker.create("a", "slow").status()).isEqualTo(201);
		assertThat(DockerClient.await(this::events, e -> !e.isEmpty())).containsExactly("import slow:latest");
	}

	@Test
	void odditiesAreNamedAndHarmNothing() throws Exception {
		Files.createDirectory(images.resolve("folder.itb"));
		Path secret = Files.copy(crash, folder.resolve("secret.itb"));
		Files.createSymbolicLink(images.resolve("outside.itb"), secret);
		Files.createSymbolicLink(images.resolve("nowhere.itb"), folder.resolve("none"));
		Files.copy(ticker, images.resolve("ticker.itb"));
		Files.createSymbolicLink(images.resolve("linked.itb"), Path.of("ticker.itb"));
		Files.writeString(images.resolve("notes.txt"), "no image");
		Files.copy(ticker, images.resolve(".hidden.itb"));
		assertThat(names()).containsExactly("linked:latest", "ticker:latest");
		assertThat(problem("folder.itb")).contains("no file");
		assertThat(problem("outside.itb")).contains("out of the folder");
		assertThat(problem("nowhere.itb")).contains("nowhere");
		assertThat(docker.create("a", "linked").status()).isEqualTo(201);
		assertThat(Files.isSymbolicLink(folder.resolve("data/containers").resolve(docker.inspect("a").path("Id").asText().substring(0, 12)).resolve("image.itb"))).isFalse();
		// a file that can be no Docker name gets one
		Files.copy(crash, images.resolve("My Crash (1).itb"));
		Files.copy(ticker, images.resolve("my-crash-1.itb"));
		String id = docker.get("/images/my-crash-1/json").json().path("Id").asText();
		assertThat(names()).hasSize(4).filteredOn(n -> n.startsWith("my-crash-1-")).hasSize(1);
		assertThat(docker.get("/images/" + "/mnt/ME/My%20Crash%20(1).itb" + "/json").json().path("Id").asText()).startsWith("sha256:").isNotEqualTo(id);
	}

	/** A rename does not change what is known of a content, and neither does a restart. */
	@Test
	void digestsAreRemembered() throws Exception {
		Files.copy(ticker, images.resolve("a.itb"));
		assertThat(names()).containsExactly("a:latest");
		restart();
		Path cache = folder.resolve("data/images.json");
		String known = Files.readString(cache);
		assertThat(known).contains(docker.get("/images/a/json").json().path("Id").asText().substring(7));
		// a false memory is believed as long as the file's stamp fits: proof that it is used
		stop();
		Files.writeString(cache, known.replaceAll("\"sha256\":\"[0-9a-f]{64}\"", "\"sha256\":\"" + "ab".repeat(32) + "\""));
		start();
		Files.move(images.resolve("a.itb"), images.resolve("b.itb"));
		assertThat(docker.get("/images/b/json").json().path("Id").asText()).isEqualTo("sha256:" + "ab".repeat(32));
		// a damaged memory costs time only
		stop();
		Files.writeString(cache, "{");
		start();
		assertThat(docker.get("/images/b/json").json().path("Id").asText()).isNotEqualTo("sha256:" + "ab".repeat(32));
	}

	@Test
	void aThousandFilesAreListed() throws Exception {
		byte[] bytes = Files.readAllBytes(ticker);
		for (int i = 0; i < 1000; i++) {
			Files.write(images.resolve("image-" + i + ".itb"), bytes);
		}
		assertThat(names()).hasSize(1000);
		assertThat(docker.get("/images/json").json()).as("one content, many names").hasSize(1);
		try (var files = Files.newDirectoryStream(images)) {
			for (Path file : files) {
				Files.delete(file);
			}
		}
		assertThat(names()).isEmpty();
		assertThat(DockerClient.await(() -> events().size(), n -> n > 0)).isPositive();
	}
}
