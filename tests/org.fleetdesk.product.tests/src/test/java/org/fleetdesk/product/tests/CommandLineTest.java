package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's story on the command line, and what is left after kill -9. */
class CommandLineTest {

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;

	@BeforeEach
	void prepare() {
		fleetdesk = new Fleetdesk(folder);
	}

	@AfterEach
	void endAll() {
		fleetdesk.close();
	}

	@Test
	void tellsItsVersion() {
		assertThat(fleetdesk.run("task", "--version").ok().out()).matches("Fleetdesk \\d+\\.\\d+\\.\\d+\\S*, Java 25\\S*\\n");
	}

	@Test
	void takesItsClassesFromTheCacheOfTheBuild() {
		Path classes = folder.resolve("classes");
		fleetdesk.run(Map.of("FLEETDESK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes), "task", "list").ok();
		assertThat(Fleetdesk.read(classes)).contains("org.fleetdesk.launch.Launcher source: shared objects file",
				"org.apache.felix.scr.impl.Activator source: shared objects file");
		assertThat(Fleetdesk.read(classes)).as("nothing of the console").doesNotContain("org.eclipse.swt.", "org.fleetdesk.ui.");
	}

	@Test
	void startsAsWellWhenTheCacheIsDamaged() throws Exception {
		Path damaged = Files.writeString(folder.resolve("damaged.aot"), "no cache");
		var options = Map.of("FLEETDESK_JAVA_OPTIONS", "-XX:AOTCache=" + damaged);
		assertThat(fleetdesk.run(options, "task", "list", "--json").ok()).isEqualTo(new Fleetdesk.Result(0, "[]\n", ""));
	}

	@Test
	void checksThePackagesAmongTheSamples() {
		var samples = fleetdesk.samples();
		assertThat(fleetdesk.run("app", "check", samples.resolve("tick_app.v1.tar.gz").toString(), "--json").ok().json().path("usable").asBoolean()).isTrue();
		var refused = fleetdesk.run("app", "check", samples.resolve("ticker.itb").toString());
		assertThat(refused.code()).isEqualTo(1);
		assertThat(refused.out()).contains("not usable", "does not end in .tar.gz");
	}

	@Test
	void deploysWatchesAndStopsAContainer() {
		var engine = fleetdesk.emiso(folder.resolve("engine"), "--runtime", "qemu");
		fleetdesk.run("connection", "add", "lab", engine.tcp(), "--label", "site=lab").ok();
		assertThat(fleetdesk.run("connection", "test", "lab", "--json").ok().json().path("product").asText()).contains("EMISO");
		String ticker = fleetdesk.samples().resolve("ticker.itb").toString();

		var plan = fleetdesk.run("deploy", ticker, "--on", "lab", "--name", "t1", "--dry-run", "--json").ok().documents();
		assertThat(plan).singleElement().satisfies(item -> {
			assertThat(item.path("name").asText()).isEqualTo("t1");
			assertThat(item.path("refusal").asText()).isEmpty();
		});
		assertThat(fleetdesk.run("container", "list", "--json").ok().json()).as("a dry run changes nothing").isEmpty();

		fleetdesk.run("deploy", ticker, "--on", "lab", "--name", "t1").ok();
		var listed = fleetdesk.run("container", "list", "--json").ok().json();
		assertThat(listed).hasSize(1);
		assertThat(listed.get(0).path("name").asText()).isEqualTo("t1");
		assertThat(listed.get(0).toString()).contains("running", "living");

		Fleetdesk.await("the log counts", () -> fleetdesk.run("logs", "t1").ok().out().contains("tick 1"));
		for (String verb : List.of("pause", "unpause", "stop", "start", "restart", "kill", "start", "stop")) {
			fleetdesk.run("container", verb, "t1").ok();
		}
		assertThat(fleetdesk.run("container", "list", "--json").ok().json().get(0).toString()).contains("exited", "booting");

		var again = fleetdesk.run("container", "pause", "t1");
		assertThat(again.code()).isEqualTo(1);
		assertThat(again.out() + again.err()).contains("t1").doesNotContain("\tat ");

		var tasks = fleetdesk.run("task", "list", "--json").ok().json();
		assertThat(tasks).hasSizeGreaterThanOrEqualTo(9);
		assertThat(tasks.get(tasks.size() - 1).path("state").asText()).isEqualTo("done");
		fleetdesk.run("container", "remove", "t1").ok();
		assertThat(fleetdesk.run("container", "list", "--json").ok().json()).isEmpty();
		assertThat(fleetdesk.run("image", "list", "--json").ok().json()).hasSize(1);
		assertThat(fleetdesk.run("image", "remove", "ticker").ok().code()).isZero();
		assertThat(fleetdesk.run("image", "list", "--json").ok().json()).isEmpty();
	}

	@Test
	void stopsOnlyTheBrokenImageAmongFive() throws Exception {
		var engine = fleetdesk.emiso(folder.resolve("engine"), "--runtime", "qemu");
		fleetdesk.run("connection", "add", "lab", engine.tcp()).ok();
		var files = new java.util.ArrayList<String>(List.of("deploy"));
		for (int i = 0; i < 5; i++) {
			Path copy = folder.resolve("image" + i + ".itb");
			Files.copy(fleetdesk.samples().resolve("ticker.itb"), copy);
			files.add(copy.toString());
		}
		try (var broken = new RandomAccessFile(files.get(3), "rw")) {
			long payload = indexOf(Files.readAllBytes(Path.of(files.get(3))), "tick ".getBytes());
			broken.seek(payload);
			broken.write('x');
		}
		files.addAll(List.of("--on", "lab"));
		var result = fleetdesk.run(files.toArray(String[]::new));
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.err()).contains("image2.itb");
		assertThat(fleetdesk.run("container", "list", "--json").ok().json()).hasSize(4);
	}

	private static long indexOf(byte[] all, byte[] part) {
		for (int i = 0; i < all.length - part.length; i++) {
			if (java.util.Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
				return i;
			}
		}
		throw new AssertionError("not found");
	}

	@Test
	void showsAKilledUploadAsInterruptedAndRetriesIt() throws Exception {
		var data = folder.resolve("engine");
		var engine = fleetdesk.emiso(data, "--runtime", "qemu");
		Path big = BigImage.write(fleetdesk, 48 << 20);
		try (var proxy = BigImage.slowly(engine.url())) {
			fleetdesk.run("connection", "add", "lab", proxy.url().toString()).ok();
			var upload = fleetdesk.start("deploy", big.toString(), "--on", "lab", "--name", "big");
			BigImage.hold(proxy, upload);
			upload.process().destroyForcibly().waitFor();
			proxy.heal();

			var tasks = fleetdesk.run("task", "list", "--json").ok().json();
			assertThat(tasks).hasSize(1);
			assertThat(tasks.get(0).path("state").asText()).isEqualTo("interrupted");
			Fleetdesk.await("nothing half-done is left on the engine", () -> BigImage.partsIn(data).isEmpty(), () -> BigImage.partsIn(data).toString());
			assertThat(fleetdesk.run("image", "list", "--json").ok().json()).isEmpty();

			fleetdesk.run("task", "retry", tasks.get(0).path("id").asText()).ok();
			assertThat(fleetdesk.run("container", "list", "--json").ok().json().get(0).toString()).contains("big", "running");
		}
	}

	@Test
	void explainsWhatIsWrongWithTheWords() {
		assertThat(fleetdesk.run("nonsense").code()).isEqualTo(2);
		var missing = fleetdesk.run("deploy", "/nowhere/x.itb", "--on", "lab");
		assertThat(missing.code()).isEqualTo(2);
		assertThat(missing.err()).contains("lab").doesNotContain("\tat ");
		fleetdesk.run("connection", "add", "dead", "tcp://127.0.0.1:1").ok();
		var dead = fleetdesk.run("connection", "test", "dead");
		assertThat(dead.code()).isEqualTo(3);
		assertThat(dead.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
	}
}
