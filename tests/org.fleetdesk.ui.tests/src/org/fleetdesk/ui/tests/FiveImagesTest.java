package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;

import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several images at once: a broken one stops only itself, and what destroys asks once, naming what it hits. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class FiveImagesTest {

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Engines engines = new Engines();

	@BeforeEach
	void start() throws Exception {
		engines.start("so-lab-1", Files.createDirectory(folder.resolve("engine")));
		desk.open();
		ui.await("the engine in the tree", () -> desk.tree(Desk.FLEET).contains("so-lab-1  0/5"));
	}

	@AfterEach
	void stop() throws Exception {
		desk.closeLogs();
		engines.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("so-lab-1"));
	}

	@Test
	void oneBrokenImageAmongFiveStopsOnlyItself() throws Exception {
		Path ticker = Engines.service(SampleProvider.class).writeTo(folder.resolve("samples")).stream().filter(p -> p.endsWith("ticker.itb")).findFirst().orElseThrow();
		var files = new ArrayList<Path>();
		for (String name : new String[] { "a", "b", "c", "d", "e" }) {
			files.add(Files.copy(ticker, folder.resolve(name + ".itb")));
		}
		byte[] bytes = Files.readAllBytes(ticker);
		Files.write(files.get(2), Arrays.copyOf(bytes, bytes.length / 2));
		desk.dropOnContainers(files.toArray(Path[]::new));
		ui.window("Deploy files");
		ui.find(Role.BUTTON, "Deploy to 1 engine").click();
		ui.await("four of five run", () -> desk.containers().size() == 4 && desk.containers().stream().allMatch(r -> r.get(1).startsWith("running")));
		desk.closeLogs();

		ui.view(Desk.CONTAINERS).find(Role.TABLE).click();
		ui.input().keys("ctrl+a", "ctrl+shift+k");
		var question = ui.window("Kill container");
		assertThat(ui.on(() -> question.getDefaultButton().getText())).isEqualTo("Cancel");
		assertThat(ui.shows("Kill 4 containers?")).isTrue();
		for (var row : desk.containers()) {
			assertThat(ui.shows(row.getFirst() + " on so-lab-1")).as("%s is named", row.getFirst()).isTrue();
		}
		ui.input().keys("Escape");
		ui.await("Escape closes it", () -> ui.on(question::isDisposed));
		assertThat(desk.containers()).allSatisfy(r -> assertThat(r.get(1)).startsWith("running"));
		ui.input().keys("ctrl+shift+k");
		ui.find(Role.BUTTON, "Kill 4 containers").click();
		ui.await("all four are killed", () -> desk.containers().size() == 4 && desk.containers().stream().allMatch(r -> r.get(1).startsWith("exited")));
	}
}
