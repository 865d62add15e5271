package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the console's process ends while a task runs, by its user and from outside, and how the task goes on after the next start. */
class ConsoleResumeTest {

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

	private Process console(Screen screen) {
		return new ConsoleProcess(fleetdesk, screen).start();
	}

	private String words() {
		return Fleetdesk.read(folder.resolve("data/owner.lock"));
	}

	private List<String> states() {
		return StreamSupport.stream(fleetdesk.run("task", "list", "--json").ok().json().spliterator(), false).map(t -> t.path("state").asText()).sorted().toList();
	}

	@Test
	void whatWasInterruptedByClosingGoesOnAfterTheNextStart() throws Exception {
		var engine = fleetdesk.emiso(folder.resolve("engine"), "--runtime", "qemu");
		Path big = BigImage.write(fleetdesk, 16 << 20);
		try (var proxy = BigImage.slowly(engine.url()); var screen = new Screen()) {
			fleetdesk.run("connection", "add", "lab", proxy.url().toString()).ok();
			Process console = console(screen);
			var deploy = fleetdesk.start("deploy", big.toString(), "--on", "lab", "--name", "big");
			BigImage.hold(proxy, deploy);

			screen.keys("alt+F4");
			Fleetdesk.await("it asks", () -> screen.activates("Exit Fleetdesk"), this::words);
			screen.keys("Escape");
			Fleetdesk.await("the window is back", () -> screen.activates("Fleetdesk"), this::words);
			assertThat(states()).as("who stays changes nothing").isSubsetOf("running", "waiting");

			screen.keys("alt+F4");
			Fleetdesk.await("it asks again", () -> screen.activates("Exit Fleetdesk"), this::words);
			screen.keys("alt+i"); // Interrupt and close
			Fleetdesk.await("it ends without another question", () -> !console.isAlive(), this::words);
			fleetdesk.end(deploy);
			proxy.heal();

			console(screen);
			assertThat(states()).containsExactly("interrupted");
			screen.keys("alt+t", "i"); // Task, Resume all interrupted
			Fleetdesk.await("it is done", () -> states().equals(List.of("done")), () -> states().toString());
			assertThat(fleetdesk.run("container", "list", "--json").ok().json()).hasSize(1);
			assertThat(fleetdesk.run("image", "list", "--json").ok().json()).hasSize(1);
		}
	}

	@Test
	void aConsoleThatIsToldToEndDoesNotAskAndOneWhoseQuestionIsOpenEndsToo() throws Exception {
		var engine = fleetdesk.emiso(folder.resolve("engine"), "--runtime", "qemu");
		Path big = BigImage.write(fleetdesk, 16 << 20);
		try (var proxy = BigImage.slowly(engine.url()); var screen = new Screen()) {
			fleetdesk.run("connection", "add", "lab", proxy.url().toString()).ok();
			Process console = console(screen);
			var deploy = fleetdesk.start("deploy", big.toString(), "--on", "lab", "--name", "big");
			BigImage.hold(proxy, deploy);
			screen.keys("alt+F4");
			Fleetdesk.await("it asks", () -> screen.activates("Exit Fleetdesk"), this::words);
			console.destroy();
			Fleetdesk.await("it ends", () -> !console.isAlive(), this::words);
			fleetdesk.end(deploy);
			assertThat(states()).containsExactly("interrupted");
		}
	}
}
