package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Table;
import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.fleetdesk.ui.TimeChart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an operator changes in a container that runs: its name, labels and image, and going back to a checkpoint; with what Details and Events say of it. */
@ExtendWith(UiHealth.class)
@Timeout(240)
class ContainerChangesTest {

	private static final String DETAILS = "org.fleetdesk.ui.details";
	private static final String EVENTS = "org.fleetdesk.ui.events";

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private EngineChild engine;

	@BeforeEach
	void start() throws Exception {
		Path data = Files.createDirectory(folder.resolve("engine"));
		Files.createDirectory(data.resolve("images"));
		for (Path sample : Engines.service(SampleProvider.class).writeTo(folder.resolve("samples"))) {
			if (sample.getFileName().toString().startsWith("ticker")) {
				Files.copy(sample, data.resolve("images").resolve(sample.getFileName()));
			}
		}
		engine = EngineChild.start(data, "127.0.0.1:0", "qemu", "--settle", "1");
		Engines.service(Connections.class).add(new Connection("lab", "so3", "lab", URI.create("tcp://" + engine.url().getAuthority()), Optional.empty(), Map.of(), false));
		desk.open();
		assertThat(engine.ask("POST /containers/create?name=alpha", "{\"Image\":\"ticker\"}")).contains("201");
		assertThat(engine.ask("POST /containers/alpha/start", "")).contains("204");
		desk.awaitState("alpha", "running (living)");
	}

	@AfterEach
	void end() throws Exception {
		desk.closeLogs();
		Engines.service(Connections.class).remove("lab");
		engine.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("lab"));
	}

	private String image(String container) {
		return Desk.resource("lab", container).map(r -> r.attribute("image")).orElse("");
	}

	/** Clicks a button of Details. */
	private void act(String label) {
		ui.view(DETAILS).find(Role.BUTTON, label).click();
	}

	private static boolean measuring() {
		return Arrays.stream(Job.getJobManager().find(null)).anyMatch(j -> j.getName().startsWith("Measuring"));
	}

	@Test
	void renamesUpdatesAndLabels() throws Exception {
		desk.press("alpha", "F2");
		ui.window("Rename container");
		assertThat(ui.on(() -> ((Button) ui.find(Role.BUTTON, "Rename").control()).isEnabled())).as("the same name is no new one").isFalse();
		ui.find(Role.TEXT, "Name").enter("be ta");
		assertThat(ui.on(() -> ((Button) ui.find(Role.BUTTON, "Rename").control()).isEnabled())).as("no name of a container").isFalse();
		ui.find(Role.TEXT, "Name").enter("delta");
		ui.find(Role.BUTTON, "Rename").click();
		desk.awaitState("delta", "running (living)");
		assertThat(desk.containers()).hasSize(1);

		desk.press("delta", "ctrl+u");
		ui.window("Update container");
		var images = (Combo) ui.find(Role.COMBO, "Image").control();
		assertThat(ui.on(images::getItems)).containsExactly("ticker-v2");
		var update = ui.find(Role.BUTTON, "Update");
		ui.await("the only one is chosen", () -> ui.on(update.control()::isEnabled));
		update.click();
		ui.await("the new image runs", () -> image("delta").equals("ticker-v2"));
		desk.awaitState("delta", "running (living)");

		desk.press("delta", "Home");
		act("Labels…");
		ui.window("Labels");
		ui.find(Role.TEXT, "the labels", c -> c.isFocusControl()).enter("site=lab");
		ui.find(Role.BUTTON, "Set labels").click();
		ui.await("the label is set", () -> Desk.resource("lab", "delta").filter(r -> r.labels().equals(Map.of("site", "lab"))).isPresent());

		Part events = ui.view(EVENTS);
		events.find(Role.TEXT, "Filter by text").enter("named delta");
		ui.await("only such events", () -> {
			var rows = events.find(Role.TABLE).rows();
			return !rows.isEmpty() && rows.stream().allMatch(r -> r.toString().contains("Container alpha is now named delta"));
		});
		events.find(Role.TEXT, "Filter by text").enter("no such event");
		ui.find(Role.BUTTON, "Clear filter").click();
		ui.await("all events", () -> events.find(Role.TABLE).rows().size() > 3);
	}

	@Test
	void goesBackToACheckpointAndShowsWhatIsUsed() throws Exception {
		desk.press("alpha", "Home");
		var chart = ui.view(DETAILS).find(Role.ANY, "a chart of the CPU", c -> c instanceof TimeChart t && t.table().contains("CPU") && t.table().lines().count() > 2);
		assertThat(ui.on(() -> ((TimeChart) chart.control()).table())).startsWith("Time\tCPU (% of a core)\n20");

		act("Checkpoint…");
		ui.window("Checkpoint");
		ui.find(Role.TEXT, "Name").enter("before");
		ui.find(Role.BUTTON, "Make checkpoint").click();
		var checkpoints = ui.view(DETAILS).find(Role.TABLE, "the checkpoint", c -> c instanceof Table t && t.getItemCount() == 1 && t.getItem(0).getText().equals("before"));
		assertThat(ui.on(() -> ((Table) checkpoints.control()).getItem(0).getText(1))).contains("ago", "iB");

		assertThat(engine.ask("POST /containers/alpha/stop", "")).contains("204");
		desk.awaitState("alpha", "exited");
		checkpoints.select("before");
		act("Go on from it");
		desk.awaitState("alpha", "running (living)");
		assertThat(logOfAlpha()).isNotEmpty();

		desk.press("alpha", "Home");
		ui.await("it is measured again", ContainerChangesTest::measuring);
		ui.run(() -> ui.page().hideView(ui.page().findView(DETAILS)));
		ui.await("nothing is measured for a closed view", () -> !measuring());
		ui.view(DETAILS);
	}

	private List<String> logOfAlpha() {
		desk.press("alpha", "ctrl+l");
		ui.await("its log", () -> !desk.logInView("alpha").isEmpty());
		return desk.logInView("alpha");
	}
}
