package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.eclipse.swt.widgets.Tree;
import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A deployment that fails after its plan, because another client was faster, says why and is retried with one click. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class RetryTest {

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private EngineChild engine;

	@BeforeEach
	void start() throws Exception {
		engine = EngineChild.start(Files.createDirectory(folder.resolve("engine")), "127.0.0.1:0", "simulated", "--slots", "2-3");
		Engines.service(Connections.class).add(new Connection("lab", "so3", "lab", URI.create("tcp://" + engine.url().getAuthority()), Optional.empty(), Map.of(), false));
		desk.open();
		ui.await("the engine in the tree", () -> desk.tree(Desk.FLEET).contains("lab  0/2"));
	}

	@AfterEach
	void end() throws Exception {
		desk.closeLogs();
		Engines.service(Connections.class).remove("lab");
		engine.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("lab"));
	}

	@Test
	void aFailedDeploymentIsRetriedWithOneClick() throws Exception {
		Path ticker = Engines.service(SampleProvider.class).writeTo(folder.resolve("samples")).stream().filter(p -> p.endsWith("ticker.itb")).findFirst().orElseThrow();
		desk.dropOnConnection("lab", ticker);
		desk.confirmPlan("first");
		desk.awaitState("first", "running (living)");
		desk.closeLogs();

		desk.dropOnConnection("lab", ticker);
		ui.find(Role.TEXT, "Name").enter("second");
		var deploy = ui.find(Role.BUTTON, "Deploy to 1 engine");
		ui.await("the plan", () -> ui.on(deploy.control()::isEnabled));
		assertThat(engine.ask("POST /containers/create?name=faster", "{\"Image\":\"ticker\"}")).contains("201");
		deploy.click();
		ui.await("the task fails and says why", () -> desk.tree(Desk.TASKS).lines().findFirst().filter(l -> l.contains("failed") && l.contains("slot")).isPresent());
		assertThat(desk.containers()).noneMatch(r -> r.getFirst().equals("second"));
		assertThat(engine.ask("DELETE /containers/faster", "")).contains("204");

		var tasks = ui.view(Desk.TASKS).find(Role.TREE).select("Deploy ticker.itb to lab");
		ui.await("one selected task", () -> ui.on(() -> ((Tree) tasks.control()).getSelectionCount()) == 1);
		desk.clickTool("Retry what failed or was interrupted");
		desk.awaitState("second", "running (living)");
		ui.await("the retry is done", () -> desk.tree(Desk.TASKS).lines().findFirst().filter(l -> l.contains("done")).isPresent());
	}
}
