package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/** The console's own process: what is left when it is killed, and how a user goes on from there. */
class ConsoleProcessTest {

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;

	@BeforeEach
	void prepare() throws IOException {
		fleetdesk = new Fleetdesk(folder);
		fleetdesk.withoutLocalFleet();
	}

	@AfterEach
	void endAll() {
		fleetdesk.close();
	}

	private List<String> states() {
		JsonNode tasks = fleetdesk.run("task", "list", "--json").ok().json();
		return StreamSupport.stream(tasks.spliterator(), false).map(t -> t.path("state").asText()).sorted().toList();
	}

	@Test
	void showsAnUploadThatWasKilledWithItAsInterruptedAndRetriesItByOneCommand() throws Exception {
		var data = folder.resolve("engine");
		var engine = fleetdesk.emiso(data, "--runtime", "qemu");
		Path big = BigImage.write(fleetdesk, 16 << 20);
		try (var proxy = BigImage.slowly(engine.url()); var screen = new Screen()) {
			fleetdesk.run("connection", "add", "lab", proxy.url().toString()).ok();
			var consoles = new ConsoleProcess(fleetdesk, screen);
			Process console = consoles.start();
			var deploy = fleetdesk.start("deploy", big.toString(), "--on", "lab", "--name", "big");
			BigImage.hold(proxy, deploy);
			assertThat(consoles.owns(console)).as("the console executes it").isTrue();

			console.destroyForcibly().waitFor();
			var said = fleetdesk.end(deploy);
			assertThat(said.code()).as("the command line does not claim that it is done").isNotZero();
			assertThat(said.err()).isNotBlank().doesNotContain("\tat ");
			proxy.heal();
			Fleetdesk.await("nothing half-done is left on the engine", () -> BigImage.partsIn(data).isEmpty(), () -> BigImage.partsIn(data).toString());

			console = consoles.start();
			assertThat(states()).containsExactly("interrupted");
			assertThat(fleetdesk.run("image", "list", "--json").ok().json()).isEmpty();
			assertThat(fleetdesk.run("container", "list", "--json").ok().json()).isEmpty();

			screen.keys("alt+w", "t"); // Window, Tasks: the newest is selected there, but maybe not yet
			Fleetdesk.await("the retry has begun", Duration.ofMinutes(2), Duration.ofSeconds(5), () -> {
				boolean begun = states().size() > 1;
				if (!begun) {
					screen.keys("Escape", "Escape", "alt+t", "r"); // Task, Retry; what was retried cannot be once more
				}
				return begun;
			}, () -> states().toString());
			Fleetdesk.await("the retry is done", () -> states().contains("done"), () -> states().toString());
			assertThat(fleetdesk.run("container", "list", "--json").ok().json()).singleElement()
					.satisfies(c -> assertThat(c.toString()).contains("\"big\"", "running", "living"));
			assertThat(fleetdesk.run("image", "list", "--json").ok().json()).hasSize(1);

			console.destroy();
			console.waitFor();
			assertThat(Files.readString(fleetdesk.data().resolve("events.jsonl"))).as("its end is no failure of engines").contains("lab").doesNotContain("no support");
		}
	}
}
