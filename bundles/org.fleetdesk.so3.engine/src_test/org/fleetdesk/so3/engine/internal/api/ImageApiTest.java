package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.fleetdesk.so3.engine.DockerClient;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** Images over real HTTP. */
class ImageApiTest extends EngineFixture {

	@Test
	void findsImagesUnderEveryUsualName() throws Exception {
		docker.load(ticker, "X-Fleetdesk-Name", "My Ticker (1).itb");
		JsonNode image = docker.get("/images/json").json().path(0);
		assertThat(image.path("RepoTags").path(0).asText()).isEqualTo("my-ticker-1:latest");
		String id = image.path("Id").asText();
		for (String name : List.of("my-ticker-1", "my-ticker-1:latest", "my-ticker-1.itb", "/mnt/ME/my-ticker-1.itb", id, id.substring(7, 19))) {
			assertThat(docker.get("/images/" + name + "/json").json().path("Id").asText()).as(name).isEqualTo(id);
		}
		assertThat(docker.get("/images/my-ticker-1:other/json").status()).isEqualTo(404);
		assertThat(docker.get("/images/..%2F..%2Fdata%2Fengine/json").status()).isEqualTo(400);
		var missing = docker.create("x", "nosuch");
		assertThat(missing.status()).isEqualTo(404);
		assertThat(missing.message()).isEqualTo("No such image: nosuch:latest");
	}

	@Test
	void anInspectionTellsWhatTheImageHoldsAndWhatIsWrongWithItNow() throws Exception {
		docker.load(ticker);
		String name = docker.get("/images/json").json().path(0).path("RepoTags").path(0).asText();
		var so3 = docker.get("/images/" + name + "/json").json().path("SO3");
		assertThat(so3.path("SubImages")).isNotEmpty().allMatch(part -> part.path("Size").asLong() > 0);
		assertThat(so3.path("SubImages").findValuesAsText("State")).isNotEmpty().containsOnly("MATCH");
		assertThat(so3.path("Findings").findValuesAsText("Severity")).doesNotContain("ERROR");
		// somebody damages the file where it lies
		Path file = Path.of(docker.get("/images/" + name + "/json").json().path("GraphDriver").path("Data").path("File").asText());
		byte[] bytes = Files.readAllBytes(file);
		bytes[bytes.length / 2] ^= 1;
		Files.write(file, bytes);
		var damaged = docker.get("/images/" + file.getFileName() + "/json").json().path("SO3");
		assertThat(damaged.path("Findings").findValuesAsText("Severity")).contains("ERROR");
	}

	@Test
	void refusesBrokenImagesAndLeavesNoTrace() throws Exception {
		Path broken = folder.resolve("broken.itb");
		byte[] bytes = Files.readAllBytes(ticker);
		bytes[bytes.length / 2] ^= 1;
		Files.write(broken, bytes);
		Path half = Files.write(folder.resolve("half.itb"), Arrays.copyOf(bytes, bytes.length / 3));
		Path text = Files.writeString(folder.resolve("text"), "hello");
		for (Path file : List.of(broken, half, text, Files.writeString(folder.resolve("empty"), ""))) {
			var answer = docker.load(file);
			assertThat(answer.status()).as(file + answer.body()).isEqualTo(400);
			assertThat(answer.message()).isNotBlank();
		}
		assertThat(docker.get("/images/json").body()).isEqualTo("[]");
		assertThat(folder.resolve("images")).isEmptyDirectory();
	}

	@Test
	void anUploadThatBreaksOffLeavesNoTrace() throws Exception {
		byte[] bytes = Files.readAllBytes(ticker);
		try (var socket = new Socket(engine.url().getHost(), engine.url().getPort()); OutputStream out = socket.getOutputStream()) {
			out.write(("POST /images/load HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(bytes, 0, 1000);
			out.flush();
			assertThat(DockerClient.await(this::filesInStore, n -> n > 0)).isPositive();
		}
		assertThat(DockerClient.await(this::filesInStore, n -> n == 0)).isZero();
		assertThat(docker.get("/images/json").body()).isEqualTo("[]");
	}

	private long filesInStore() throws IOException {
		try (var files = Files.list(folder.resolve("images"))) {
			return files.count();
		}
	}

	@Test
	void loadsArchivesWholeOrNotAtAll() throws Exception {
		Path good = archive("good.tar", ticker, crash);
		assertThat(docker.load(good).body()).contains("Loaded image: ticker:latest").contains("Loaded image: crash:latest");
		docker.delete("/images/ticker");
		docker.delete("/images/crash");
		Path bad = Files.writeString(folder.resolve("bad.itb"), "no image");
		assertThat(docker.load(archive("bad.tar", ticker, bad)).status()).isEqualTo(400);
		assertThat(docker.load(archive("none.tar", Files.writeString(folder.resolve("manifest.json"), "[]"))).message()).contains("no .itb");
		assertThat(folder.resolve("images")).isEmptyDirectory();
	}

	/** A damaged archive is the sender's matter, not a failure of the engine. */
	@Test
	void refusesDamagedArchives() throws Exception {
		byte[] tar = Files.readAllBytes(archive("whole.tar", ticker));
		var packed = new ByteArrayOutputStream();
		try (var gzip = new GZIPOutputStream(packed)) {
			gzip.write(tar);
		}
		for (byte[] damaged : List.of(Arrays.copyOf(tar, 1800), Arrays.copyOf(packed.toByteArray(), packed.size() / 2), new byte[] { 0x1f, (byte) 0x8b, 'x', 'y', 'z' })) {
			var answer = docker.load(Files.write(folder.resolve("damaged"), damaged));
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.message()).contains("damaged or cut off");
			assertThat(folder.resolve("images")).isEmptyDirectory();
		}
	}

	private Path archive(String name, Path... files) throws IOException {
		Path archive = folder.resolve(name);
		try (var out = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
			for (Path file : files) {
				var entry = new TarArchiveEntry("x/" + file.getFileName());
				entry.setSize(Files.size(file));
				out.putArchiveEntry(entry);
				Files.copy(file, out);
				out.closeArchiveEntry();
			}
		}
		return archive;
	}

	@Test
	void aContainerKeepsItsImage() throws Exception {
		created("a");
		String id = docker.inspect("a").path("Image").asText();
		assertThat(docker.delete("/images/ticker").status()).isEqualTo(409);
		docker.load(crash, "X-Fleetdesk-Name", "ticker");
		assertThat(docker.get("/images/ticker/json").json().path("Id").asText()).isNotEqualTo(id);
		assertThat(docker.inspect("a").path("Image").asText()).isEqualTo(id);
		docker.verb("a", "start");
		assertThat(docker.verb("a", "restart")).as("its own content is still there").isEqualTo(204);
		assertThat(docker.delete("/images/ticker").json().toString()).contains("Untagged").contains("Deleted");
	}
}
