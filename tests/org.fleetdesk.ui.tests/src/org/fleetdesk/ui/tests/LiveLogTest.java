package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a dropped image to a live log: a program assembled in the test runs as a QEMU guest of an engine process, and its log is true all the time. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class LiveLogTest {

	private static final String ENGINE = "so-lab-1";

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final String nonce = HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());
	private Path data;
	private Path image;
	private EngineChild engine;

	@BeforeEach
	void start() throws Exception {
		image = assemble();
		data = Files.createDirectory(folder.resolve("engine")).toRealPath();
		engine = EngineChild.start(data, "127.0.0.1:0", "qemu");
		Engines.service(Connections.class).add(new Connection(ENGINE, "so3", ENGINE, URI.create("tcp://" + engine.url().getAuthority()), Optional.empty(), Map.of(), false));
		desk.open();
		ui.await("the engine in the tree", () -> desk.tree(Desk.FLEET).contains(ENGINE + "  0/5"));
	}

	@AfterEach
	void end() throws Exception {
		desk.closeLogs();
		Engines.service(Connections.class).remove(ENGINE);
		engine.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains(ENGINE));
	}

	/** An image whose program prints the nonce with each tick. */
	private Path assemble() throws IOException, InterruptedException {
		Path sources = Path.of(System.getProperty("fleetdesk.drag")).resolveSibling("../samples").normalize();
		Path code = folder.resolve("nonce.bin");
		var assembler = new ProcessBuilder(sources.resolve("assemble.sh").toString(), sources.resolve("nonce.S.in").toString(), code.toString(), "NONCE=" + nonce)
				.inheritIO().start();
		assertThat(assembler.waitFor()).as("assemble.sh").isZero();
		Path file = folder.resolve("nonce.itb");
		Samples.image("nonce", "kernel", 0x51, "Prints a nonce", Files.readAllBytes(code)).write(file);
		return file;
	}

	/** What the program prints up to this tick. */
	private List<String> printed(int lastTick) {
		return Stream.concat(Stream.of("nonce " + nonce + " up"), IntStream.rangeClosed(0, lastTick).mapToObj(i -> "nonce " + nonce + " tick " + i)).toList();
	}

	private ResourceId id() {
		return Desk.resource(ENGINE, "live").orElseThrow().id();
	}

	/** What is kept of the log, by the lives of the container: the last line of one may come when its end is known already. */
	private List<List<String>> lives() {
		var lives = new ArrayList<List<String>>();
		for (String line : Desk.keptLog(id())) {
			if (lives.isEmpty() || line.equals(printed(-1).getFirst())) {
				lives.add(new ArrayList<>());
			}
			lives.getLast().add(line);
		}
		return lives;
	}

	private void awaitLine(String line) {
		ui.await("\"" + line + "\" in the log's view", () -> desk.logInView("live").contains(line));
	}

	private String tick(int number) {
		return "nonce " + nonce + " tick " + number;
	}

	@Test
	void anImageDroppedOnTheTableLogsPausesResumesAndStartsAnew() throws Exception {
		desk.dropOnContainers(image);
		desk.confirmPlan("live");
		desk.awaitState("live", "running (living)");
		awaitLine(tick(1));
		var container = Desk.resource(ENGINE, "live").orElseThrow();
		var guest = Guest.of(data);
		assertThat(guest.status()).isEqualTo("running");

		desk.press("live", "ctrl+p");
		desk.awaitState("live", "paused (suspended)");
		assertThat(guest.status()).as("QEMU's own word").isEqualTo("paused");
		var before = guest.serialLines();
		assertThat(before).isEqualTo(printed(before.size() - 2));
		awaitLine(before.getLast());
		for (int i = 0; i < 2; i++) { // what comes late would have come by then
			desk.readAgain(ENGINE);
			assertThat(Desk.keptLog(container.id())).as("no new line while it is paused").isEqualTo(before);
			assertThat(desk.logInView("live").getLast()).isEqualTo(before.getLast());
		}
		assertThat(guest.status()).isEqualTo("paused");

		desk.press("live", "ctrl+shift+p");
		desk.awaitState("live", "running (living)");
		assertThat(guest.status()).isEqualTo("running");
		awaitLine(tick(before.size() + 1));
		var resumed = Desk.keptLog(container.id());
		assertThat(resumed).as("no line missing, none doubled").isEqualTo(printed(resumed.size() - 2));

		desk.press("live", "ctrl+period");
		desk.awaitState("live", "exited (booting)");
		desk.press("live", "ctrl+g");
		desk.awaitState("live", "running (living)");
		ui.await("the second life's ticks", () -> lives().size() == 2 && lives().getLast().size() > 2);
		var lives = lives();
		assertThat(lives).as("the counter begins again, no line between").hasSize(2).allSatisfy(l -> assertThat(l).isEqualTo(printed(l.size() - 2)));
		assertThat(lives.getFirst()).startsWith(resumed.toArray(String[]::new));
		awaitLine(lives.getLast().getLast());
		assertThat(Desk.resource(ENGINE, "live").orElseThrow().attribute("id")).as("the same container").isEqualTo(container.attribute("id"));
	}

	@Test
	void anImageDroppedOnAConnectionLogsThroughKillMinus9OfItsEngine() throws Exception {
		desk.dropOnConnection(ENGINE, image);
		desk.confirmPlan("live");
		awaitLine(tick(1));
		var id = id();
		var guests = Guest.processes(data);
		assertThat(guests).hasSize(1);
		String listen = engine.url().getAuthority();

		engine.kill();
		ui.await("the last known state with a question mark and its age",
				() -> desk.containers().stream().anyMatch(r -> r.getFirst().equals("live") && r.get(1).matches("running\\? .* ago")));
		ui.await("the age of the engine", () -> desk.tree(Desk.FLEET).matches("(?s).*" + ENGINE + "  \\d+ s ago.*"));
		int gap = Desk.keptLog(id).size();

		engine = EngineChild.start(data, listen, "qemu");
		desk.awaitState("live", "running (living)");
		awaitLine(tick(gap + 1));
		var all = Desk.keptLog(id);
		assertThat(all).as("no line missing, none doubled").isEqualTo(printed(all.size() - 2));
		assertThat(Guest.processes(data)).as("the guest ran on").isEqualTo(guests);
	}
}
