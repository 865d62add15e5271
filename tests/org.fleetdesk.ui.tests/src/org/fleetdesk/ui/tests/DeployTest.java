package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
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

	private static final String CONTAINERS = "org.fleetdesk.so3.ui.containers";

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Engines engines = new Engines();
	private List<Path> samples;

	@BeforeEach
	void start() throws Exception {
		samples = Engines.service(SampleProvider.class).writeTo(Files.createDirectory(folder.resolve("samples")));
		engines.start("so-lab-1", Files.createDirectory(folder.resolve("engine-1")));
		ui.workbench();
		ui.view(CONTAINERS);
		ui.await("the engine in the tree", () -> tree("org.fleetdesk.ui.fleet").contains("so-lab-1  0/5"));
	}

	@AfterEach
	void stop() throws Exception {
		engines.close();
		ui.await("no engine in the tree", () -> !tree("org.fleetdesk.ui.fleet").contains("so-lab-1"));
	}

	private Path sample(String name) {
		return samples.stream().filter(p -> p.getFileName().toString().equals(name)).findFirst().orElseThrow();
	}

	private String tree(String view) {
		Part part = ui.view(view).find(Role.TREE);
		return ui.on(() -> text(((Tree) part.control()).getItems()));
	}

	private static String text(TreeItem[] items) {
		var text = new StringBuilder();
		for (TreeItem item : items) {
			for (int i = 0; i < Math.max(1, item.getParent().getColumnCount()); i++) {
				text.append(item.getText(i)).append(" | ");
			}
			text.append('\n').append(text(item.getItems()));
		}
		return text.toString();
	}

	private Part table() {
		return ui.view(CONTAINERS).find(Role.TABLE);
	}

	/** What the table of containers shows; nothing while it shows its empty state. */
	private List<List<String>> rows() {
		return ui.on(() -> {
			var found = new ArrayList<List<String>>();
			collect(ui.page().getWorkbenchWindow().getShell(), found);
			return found;
		});
	}

	private static void collect(Composite parent, List<List<String>> into) {
		for (Control child : parent.getChildren()) {
			if (child instanceof Table table && table.isVisible() && table.getColumnCount() > 3 && table.getColumn(3).getText().equals("Slot")) {
				for (TableItem item : table.getItems()) {
					into.add(IntStream.range(0, table.getColumnCount()).mapToObj(item::getText).toList());
				}
			} else if (child instanceof Composite composite) {
				collect(composite, into);
			}
		}
	}

	private void deploy(Path... files) {
		ui.view("org.fleetdesk.ui.fleet").find(Role.TREE).dropFilesOnRow("so-lab-1", files);
		ui.window("Deploy files");
		ui.await("the plan", () -> ui.shows(Role.BUTTON, b -> ((org.eclipse.swt.widgets.Button) b).getText().equals("Deploy to 1 engine") && b.isEnabled()));
		ui.input().keys("Return");
	}

	private void awaitState(String name, String state) {
		ui.await(name + " is " + state, () -> rows().stream().anyMatch(r -> r.get(0).equals(name) && Desk.withoutAge(r.get(1)).startsWith(state)));
	}

	@Test
	void aDroppedFileRunsAndItsLogOpens() {
		deploy(sample("ticker.itb"));
		awaitState("ticker", "running (living)");
		ui.await("its log", () -> ui.shows(Role.ANY, c -> c instanceof LogViewer viewer && viewer.currentLine().contains("tick")));
		assertThat(tree("org.fleetdesk.ui.tasks")).contains("Deploy ticker.itb", "done");
		closeLogs();
	}

	@Test
	void oneBrokenFileStopsOnlyItselfAndRefusedOnesSayWhy() throws Exception {
		Path broken = Files.write(folder.resolve("broken.itb"), java.util.Arrays.copyOf(Files.readAllBytes(sample("ticker.itb")), 700));
		Path zip = Files.writeString(folder.resolve("meter.v2.zip"), "PK no image");
		ui.view(CONTAINERS).dropFiles(sample("ticker.itb"), broken, zip); // the empty state takes drops too
		var shell = ui.window("Deploy files");
		ui.await("the plan", () -> ui.shows(Role.TEXT, t -> ((Text) t).getText().contains("2 files are left out")));
		Part files = ui.find(Role.TREE, "files", t -> t.getShell() == shell && text(((Tree) t).getItems()).matches("(?s).*meter\\.v2\\.zip is neither an? .* nor an? .*"));
		assertThat(ui.on(() -> text(((Tree) files.control()).getItems()))).contains("broken.itb | Not a usable SO3 image", "an SO3 image (.itb)", "an application package (NAME.vVERSION.tar.gz)");
		ui.picture("plan");
		ui.input().keys("Escape");
		ui.await("the plan closes", () -> ui.on(shell::isDisposed));
		assertThat(rows()).as("nothing was deployed").isEmpty();
	}

	@Test
	void severalAreStoppedByOneCommandAndRemovedAfterOneQuestion() {
		deploy(sample("ticker.itb"), sample("burst.itb"));
		awaitState("ticker", "running");
		awaitState("burst", "running");
		closeLogs();
		table().select("ticker").selectToo("burst");
		ui.command("so3.container.stop");
		awaitState("ticker", "exited");
		awaitState("burst", "exited");
		table().select("ticker").selectToo("burst");
		ui.input().keys("Delete");
		var question = ui.window("Remove container");
		assertThat(ui.shows("Remove 2 containers?")).isTrue();
		assertThat(ui.on(() -> question.getDefaultButton().getText())).isEqualTo("Cancel");
		ui.input().keys("Return");
		ui.await("Cancel closes it", () -> ui.on(question::isDisposed));
		assertThat(rows()).hasSize(2);
		table().select("ticker").selectToo("burst");
		ui.input().keys("Delete");
		ui.find(Role.BUTTON, "Remove 2 containers").click();
		ui.await("the table teaches again", () -> ui.shows("No containers yet."));
	}

	@Test
	void anEngineThatIsGoneIsShownWithItsLastKnownStateAndNotAsRunning() {
		deploy(sample("ticker.itb"));
		awaitState("ticker", "running");
		closeLogs();
		engines.stop("so-lab-1");
		ui.command("org.fleetdesk.ui.refresh");
		ui.await("the row says so", () -> rows().stream().anyMatch(r -> r.get(0).equals("ticker") && r.get(1).matches("\\w+\\? .* ago")));
		table().select("ticker");
		ui.await("Details say why nothing can be done", () -> ui.shows("so-lab-1 cannot be reached"));
		assertThat(ui.shows(Role.LABEL, l -> ((Label) l).getText().contains("1 unreachable"))).isTrue();
	}

	@Test
	void theFilterNarrowsTheTable() {
		deploy(sample("ticker.itb"), sample("burst.itb"));
		awaitState("ticker", "running");
		awaitState("burst", "running");
		closeLogs();
		Part filter = ui.view(CONTAINERS).find(Role.TEXT);
		filter.enter("state:running name:tick");
		ui.await("one of two", () -> ui.shows("1 of 2 containers"));
		assertThat(rows()).singleElement().satisfies(r -> assertThat(r.getFirst()).isEqualTo("ticker"));
		filter.enter("nothing-like-it");
		ui.await("a way back", () -> ui.shows("Nothing matches the filter."));
		ui.find(Role.BUTTON, "Clear filter").click();
		ui.await("all again", () -> ui.shows("2 containers"));
	}

	private void closeLogs() {
		ui.run(() -> {
			for (var view : ui.page().getViewReferences()) {
				if (view.getId().equals("org.fleetdesk.ui.log")) {
					ui.page().hideView(view);
				}
			}
		});
	}
}
