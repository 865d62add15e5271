package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.fleetdesk.ui.logviewer.LogViewer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a dropped file to a running container, and what can be done with it, by mouse and keyboard. */
@ExtendWith(UiHealth.class)
class DeployTest {

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Engines engines = new Engines();
	private List<Path> samples;

	@BeforeEach
	void start() throws Exception {
		samples = Engines.service(SampleProvider.class).writeTo(Files.createDirectory(folder.resolve("samples")));
		engines.start("so-lab-1", Files.createDirectory(folder.resolve("engine-1")));
		desk.open();
		ui.await("the engine in the tree", () -> desk.tree(Desk.FLEET).contains("so-lab-1  0/5"));
	}

	@AfterEach
	void stop() throws Exception {
		engines.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("so-lab-1"));
	}

	private Path sample(String name) {
		return samples.stream().filter(p -> p.getFileName().toString().equals(name)).findFirst().orElseThrow();
	}

	private Part table() {
		return ui.view(Desk.CONTAINERS).find(Role.TABLE);
	}

	private void deploy(Path... files) {
		desk.dropOnConnection("so-lab-1", files);
		ui.window("Deploy files");
		ui.await("the plan", () -> ui.shows(Role.BUTTON, b -> ((org.eclipse.swt.widgets.Button) b).getText().equals("Deploy to 1 engine") && b.isEnabled()));
		ui.input().keys("Return");
	}

	@Test
	void aDroppedFileRunsAndItsLogOpens() {
		deploy(sample("ticker.itb"));
		desk.awaitState("ticker", "running (living)");
		ui.await("its log", () -> ui.shows(Role.ANY, c -> c instanceof LogViewer viewer && viewer.currentLine().contains("tick")));
		ui.await("its task is done", () -> desk.tree(Desk.TASKS).lines().findFirst().filter(l -> l.startsWith("Deploy ticker.itb") && l.contains("| done")).isPresent());
		desk.closeLogs();
	}

	@Test
	void oneBrokenFileStopsOnlyItselfAndRefusedOnesSayWhy() throws Exception {
		Path broken = Files.write(folder.resolve("broken.itb"), java.util.Arrays.copyOf(Files.readAllBytes(sample("ticker.itb")), 700));
		Path zip = Files.writeString(folder.resolve("meter.v2.zip"), "PK no image");
		desk.dropOnContainers(sample("ticker.itb"), broken, zip); // the empty state takes drops too
		var shell = ui.window("Deploy files");
		ui.await("the plan", () -> ui.shows(Role.TEXT, t -> ((Text) t).getText().contains("2 files are left out")));
		Part files = ui.find(Role.TREE, "files", t -> t.getShell() == shell && Desk.text(((Tree) t).getItems()).matches("(?s).*meter\\.v2\\.zip is neither an? .* nor an? .*"));
		assertThat(ui.on(() -> Desk.text(((Tree) files.control()).getItems()))).contains("broken.itb | Not a usable SO3 image", "an SO3 image (.itb)", "an application package (NAME.vVERSION.tar.gz)");
		ui.picture("plan");
		ui.input().keys("Escape");
		ui.await("the plan closes", () -> ui.on(shell::isDisposed));
		assertThat(desk.containers()).as("nothing was deployed").isEmpty();
	}

	@Test
	void severalAreStoppedByOneCommandAndRemovedAfterOneQuestion() {
		deploy(sample("ticker.itb"), sample("burst.itb"));
		desk.awaitState("ticker", "running");
		desk.awaitState("burst", "running");
		desk.closeLogs();
		table().select("ticker").selectToo("burst");
		ui.command("so3.container.stop");
		desk.awaitState("ticker", "exited");
		desk.awaitState("burst", "exited");
		table().select("ticker").selectToo("burst");
		ui.input().keys("Delete");
		var question = ui.window("Remove container");
		assertThat(ui.shows("Remove 2 containers?")).isTrue();
		assertThat(ui.on(() -> question.getDefaultButton().getText())).isEqualTo("Cancel");
		ui.input().keys("Return");
		ui.await("Cancel closes it", () -> ui.on(question::isDisposed));
		assertThat(desk.containers()).hasSize(2);
		table().select("ticker").selectToo("burst");
		ui.input().keys("Delete");
		ui.find(Role.BUTTON, "Remove 2 containers").click();
		ui.await("the table teaches again", () -> ui.shows("No containers yet."));
	}

	@Test
	void anEngineThatIsGoneIsShownWithItsLastKnownStateAndNotAsRunning() {
		deploy(sample("ticker.itb"));
		desk.awaitState("ticker", "running");
		desk.closeLogs();
		engines.stop("so-lab-1");
		ui.command("org.fleetdesk.ui.refresh");
		ui.await("the row says so", () -> desk.containers().stream().anyMatch(r -> r.get(0).equals("ticker") && r.get(1).matches("\\w+\\? .* ago")));
		table().select("ticker");
		ui.await("Details say why nothing can be done", () -> ui.shows("so-lab-1 cannot be reached"));
		assertThat(ui.shows(Role.LABEL, l -> ((Label) l).getText().contains("1 unreachable"))).isTrue();
	}

	@Test
	void theFilterNarrowsTheTable() {
		deploy(sample("ticker.itb"), sample("burst.itb"));
		desk.awaitState("ticker", "running");
		desk.awaitState("burst", "running");
		desk.closeLogs();
		Part filter = ui.view(Desk.CONTAINERS).find(Role.TEXT);
		filter.enter("state:running name:tick");
		ui.await("one of two", () -> ui.shows("1 of 2 containers"));
		assertThat(desk.containers()).singleElement().satisfies(r -> assertThat(r.getFirst()).isEqualTo("ticker"));
		filter.enter("nothing-like-it");
		ui.await("a way back", () -> ui.shows("Nothing matches the filter."));
		ui.find(Role.BUTTON, "Clear filter").click();
		ui.await("all again", () -> ui.shows("2 containers"));
	}
}
