package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Table;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An image that crashes on real hardware only: the wave in which it does so goes back to the image of before by itself, and the next wave never starts. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class RolloutCrashTest {

	private static final List<String> LABS = List.of("lab-1", "lab-2", "lab-3");

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Engines engines = new Engines();
	private EngineChild real;

	@BeforeEach
	void start() throws Exception {
		desk.open();
		for (String lab : LABS) {
			Path images = Files.createDirectories(folder.resolve(lab).resolve("images"));
			Samples.write("ticker", images.resolve("ticker.itb"));
			Samples.write("crash", images.resolve("crash.itb"));
		}
		real = EngineChild.start(folder.resolve("lab-1"), "127.0.0.1:0", "qemu", "--settle", "1");
		Engines.service(Connections.class).add(new Connection("lab-1", "so3", "lab-1", URI.create("tcp://" + real.url().getAuthority()), Optional.empty(), Map.of(), false));
		assertThat(real.ask("POST /containers/create?name=meter-1", "{\"Image\":\"ticker\"}")).contains("201");
		assertThat(real.ask("POST /containers/meter-1/start", "")).contains("204");
		for (String lab : LABS.subList(1, 3)) {
			engines.start(lab, folder.resolve(lab));
			assertThat(engines.ask(lab, "POST", "/containers/create?name=" + container(lab), "{\"Image\":\"ticker\"}")).isEqualTo(201);
			assertThat(engines.ask(lab, "POST", "/containers/" + container(lab) + "/start", "")).isEqualTo(204);
		}
		LABS.forEach(lab -> desk.awaitState(container(lab), "running (living)"));
	}

	@AfterEach
	void end() throws Exception {
		engines.close();
		real.close();
		ui.await("no engine in the tree", () -> LABS.stream().noneMatch(desk.tree(Desk.FLEET)::contains));
	}

	private static String container(String lab) {
		return lab.replace("lab", "meter");
	}

	private static List<String> images() {
		return LABS.stream().map(lab -> Desk.resource(lab, container(lab)).map(r -> r.attribute("image")).orElse("")).toList();
	}

	@Test
	void aWaveInWhichTheImageCrashesRollsBackByItselfAndTheNextNeverStarts() {
		var table = ui.view(Desk.CONTAINERS).find(Role.TABLE).select("meter-1");
		ui.input().keys("ctrl+a");
		ui.await("all are selected", () -> ui.on(((Table) table.control())::getSelectionCount) == LABS.size());
		ui.input().keys("ctrl+u");
		ui.window("Update container");
		assertThat(ui.on(((Combo) ui.find(Role.COMBO, "Image").control())::getText)).isEqualTo("crash");
		ui.input().keys("alt+w");
		ui.find(Role.TEXT, "Wave 1").enter("2");
		ui.find(Role.BUTTON, "Start rollout over 3 containers in 2 waves").click();
		ui.await("the rollout ends", Duration.ofMinutes(2), () -> desk.tree(Desk.TASKS).startsWith("Update 3 containers to crash | rolled back | "));
		assertThat(desk.tree(Desk.TASKS).lines().findFirst().orElseThrow()).contains(" | 0 of 2 waves done");
		assertThat(desk.tree(Desk.TASKS).lines().findFirst().orElseThrow()).as("it says why").contains("wave 1", "meter-1 on lab-1");
		ui.await("the images of before", () -> images().equals(List.of("ticker", "ticker", "ticker")));
		desk.awaitState("meter-3", "running (living)");
	}
}
