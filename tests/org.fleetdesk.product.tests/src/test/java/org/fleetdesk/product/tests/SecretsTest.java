package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that a task was given reaches the engine, after a kill too, and is in no file of the data folder at any time. */
class SecretsTest {

	private static final String SECRET = "geheim-4711";

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private Engines engines;
	private FaultProxy proxy;

	@BeforeEach
	void prepare() throws Exception {
		fleetdesk = new Fleetdesk(folder);
		engines = new Engines(1, folder.resolve("engines"));
		proxy = new FaultProxy(engines.url(0));
		fleetdesk.connect(Map.of("lab", URI.create("http://127.0.0.1:" + proxy.port())));
	}

	@AfterEach
	void endAll() throws Exception {
		fleetdesk.close();
		proxy.close();
		engines.close();
	}

	private void assertNoFileTells() throws IOException {
		for (Path file : files()) {
			try {
				assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as(file.toString()).doesNotContain(SECRET);
			} catch (NoSuchFileException e) {
				// whoever works in the folder has removed it meanwhile
			}
		}
	}

	private List<Path> files() throws IOException {
		while (true) {
			try (Stream<Path> all = Files.walk(fleetdesk.data())) {
				return all.filter(Files::isRegularFile).toList();
			} catch (UncheckedIOException e) {
				if (!(e.getCause() instanceof NoSuchFileException)) {
					throw e;
				}
				// a folder is gone while it is walked through: once more
			}
		}
	}

	@Test
	void reachesTheEngineAfterAKillAndIsInNoFile() throws Exception {
		Path image = BigImage.write(fleetdesk, 24 << 20);
		proxy.add(Direction.UPSTREAM, new Toxic.Bandwidth(30));
		var deploy = fleetdesk.start("deploy", image.toString(), "--name", "web", "--on", "lab", "--label", "api_token=" + SECRET, "--label", "site=lab");
		var journal = new JournalFiles(fleetdesk.data().resolve("journal"));
		Fleetdesk.await("it uploads", () -> journal.phases().containsKey("in upload"), () -> Fleetdesk.read(deploy.err()));
		assertNoFileTells();
		deploy.process().destroyForcibly().waitFor();
		proxy.heal();
		assertNoFileTells();
		String id = fleetdesk.run("task", "list", "--json").ok().json().path(0).path("id").asText();
		assertThat(fleetdesk.run("task", "show", id, "--json").ok().out()).contains("***").contains("lab").doesNotContain(SECRET);
		fleetdesk.run("task", "resume", id).ok();
		assertThat(engines.containers(0)).singleElement().satisfies(c -> {
			assertThat(c.path("Labels").path("api_token").asText()).isEqualTo(SECRET);
			assertThat(c.path("Labels").path("site").asText()).isEqualTo("lab");
		});
		assertNoFileTells();
		assertThat(fleetdesk.run("task", "export", "--format", "json").ok().out()).contains("***").doesNotContain(SECRET);
		try (var kept = Files.list(fleetdesk.data().resolve("journal/secrets"))) {
			assertThat(kept).as("it is done").isEmpty();
		}
	}
}
