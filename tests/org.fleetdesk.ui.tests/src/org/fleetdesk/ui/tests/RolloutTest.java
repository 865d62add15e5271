package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An update that goes through the fleet in waves: asked for with a preview, watched as a chart, paused, resumed, halted and rolled back. */
@ExtendWith(UiHealth.class)
@Timeout(300)
class RolloutTest {

	private static final List<String> LABS = List.of("lab-1", "lab-2", "lab-3");

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Engines engines = new Engines();

	@BeforeEach
	void start() throws Exception {
		desk.open();
		for (String lab : LABS) {
			Path images = Files.createDirectories(folder.resolve(lab).resolve("images"));
			Samples.write("ticker", images.resolve("ticker.itb"));
			Samples.write("ticker-v2", images.resolve("ticker-v2.itb"));
			engines.start(lab, folder.resolve(lab));
			assertThat(engines.ask(lab, "POST", "/containers/create?name=meter-" + lab, "{\"Image\":\"ticker\"}")).isEqualTo(201);
			assertThat(engines.ask(lab, "POST", "/containers/meter-" + lab + "/start", "")).isEqualTo(204);
		}
		for (String lab : LABS) {
			desk.awaitState("meter-" + lab, "running (living)");
		}
	}

	@AfterEach
	void end() throws Exception {
		engines.close();
		ui.await("no engine in the tree", () -> LABS.stream().noneMatch(desk.tree(Desk.FLEET)::contains));
	}

	private static String image(String lab) {
		return Desk.resource(lab, "meter-" + lab).map(r -> r.attribute("image")).orElse("");
	}

	private List<String> images() {
		return LABS.stream().map(RolloutTest::image).toList();
	}

	private void selectAll() {
		var table = ui.view(Desk.CONTAINERS).find(Role.TABLE).select("meter-lab-1");
		ui.input().keys("ctrl+a");
		ui.await("all are selected", () -> ui.on(((Table) table.control())::getSelectionCount) == LABS.size());
	}

	/** Selects all containers and opens the dialog of an update by keyboard, in waves. */
	private void askForWaves(int soak) {
		selectAll();
		ui.input().keys("ctrl+u");
		ui.window("Update container");
		assertThat(ui.on(() -> ((Combo) ui.find(Role.COMBO, "Image").control()).getText())).as("the only other image").isEqualTo("ticker-v2");
		ui.find(Role.BUTTON, "Update 3 containers");
		ui.input().keys("alt+w");
		var seconds = (Spinner) ui.find(Role.ANY, "the seconds of the soak", c -> c instanceof Spinner s && s.getMaximum() == 86_400).control();
		ui.run(seconds::setFocus);
		ui.await("the focus", () -> ui.on(seconds::isFocusControl));
		ui.input().keys("ctrl+a");
		ui.input().type(soak + "\t");
		ui.await("the seconds", () -> ui.on(seconds::getSelection) == soak);
	}

	private String rollout() {
		return desk.tree(Desk.TASKS).lines().findFirst().orElse("");
	}

	private long tasks() {
		return desk.tree(Desk.TASKS).lines().filter(l -> l.startsWith("Update")).count();
	}

	private void awaitRollout(String state) {
		ui.await("a rollout that is " + state, () -> rollout().startsWith("Update 3 containers to ticker-v2 | " + state));
	}

	/** The values of the chart as a user copies them, without their heading: wave, state, targets and so on. */
	private List<List<String>> chart(int columns) {
		var canvas = ui.view(Desk.TASKS).find(Role.CANVAS, "chart of the waves", c -> c.getClass().getSimpleName().equals("WaveChart")).control();
		ui.run(canvas::setFocus);
		ui.await("the focus", () -> ui.on(canvas::isFocusControl));
		ui.run(() -> {
			var clipboard = new Clipboard(ui.display());
			clipboard.setContents(new Object[] { "nothing yet" }, new TextTransfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		});
		ui.input().keys("ctrl+c");
		var text = new String[1];
		ui.await("the copied values", () -> {
			text[0] = ui.clipboard();
			return text[0].startsWith("Wave\tState");
		});
		return text[0].lines().skip(1).map(l -> List.of(l.split("\t")).subList(0, columns)).toList();
	}

	/** Selects the newest task, beside which it is shown then. */
	private void selectRollout() {
		var tree = ui.view(Desk.TASKS).find(Role.TREE).select("Update 3 containers");
		ui.await("the selected rollout", () -> ui.on(() -> {
			var selected = ((Tree) tree.control()).getSelection();
			return selected.length == 1 && selected[0] == ((Tree) tree.control()).getItem(0);
		}));
		ui.run(tree.control()::setFocus);
		ui.await("the focus", () -> ui.on(tree.control()::isFocusControl));
	}

	private Part tool(String label) {
		return ui.view(Desk.TASKS).find(Role.BUTTON, label);
	}

	@Test
	void goesThroughTheFleetWaveByWave() {
		long before = tasks();
		askForWaves(1);
		var table = ui.find(Role.TABLE, "the preview", c -> c instanceof Table t && t.getItemCount() == 6 && t.getItem(0).getText().equals("Wave 1: 1 container"));
		assertThat(table.rows().stream().map(r -> r.getFirst().strip())).containsExactly("Wave 1: 1 container", "meter-lab-1 on lab-1", "Wave 2: 1 container",
				"meter-lab-2 on lab-2", "Wave 3: 1 container", "meter-lab-3 on lab-3");
		var sizes = ui.find(Role.TEXT, "From wave 2 on");
		sizes.enter("half");
		ui.find(Role.LABEL, "the reason", c -> ((Label) c).getText().startsWith("Wave 2: \"half\" is no size of a wave"));
		assertThat(ui.shows(Role.BUTTON, c -> ((Button) c).getText().startsWith("Start rollout") && c.isEnabled())).as("what is no plan cannot start").isFalse();
		sizes.enter("50%");
		ui.find(Role.BUTTON, "Start rollout over 3 containers in 2 waves");
		ui.input().keys("Return");
		ui.await("one row for the whole", () -> rollout().startsWith("Update 3 containers to ticker-v2 | "));
		awaitRollout("done");
		selectRollout();
		ui.await("all have the new image", () -> images().equals(List.of("ticker-v2", "ticker-v2", "ticker-v2")));
		assertThat(chart(4)).containsExactly(List.of("1", "done", "1", "1"), List.of("2", "done", "2", "2"));
		assertThat(tasks()).as("its runs are no rows beside it").isEqualTo(before + 1);
	}

	@Test
	void isPausedResumedHaltedAndRolledBackByWhatTheViewOffers() {
		askForWaves(3600);
		ui.find(Role.BUTTON, "Start rollout over 3 containers in 3 waves").click();
		awaitRollout("soaking");
		ui.await("the first one is updated", () -> image("lab-1").equals("ticker-v2"));
		selectRollout();
		tool("Pause").click();
		awaitRollout("paused");
		assertThat(ui.on(() -> tool("Pause").control().isEnabled())).isFalse();
		selectRollout();
		ui.input().keys("ctrl+shift+p");
		awaitRollout("soaking");

		tool("Halt...").click();
		var question = ui.window("Halt rollout");
		assertThat(ui.on(() -> question.getDefaultButton().getText())).isEqualTo("Cancel");
		assertThat(ui.shows("No target is under way.")).isTrue();
		ui.input().keys("Escape");
		ui.await("Escape closes it", () -> ui.on(question::isDisposed));
		assertThat(rollout()).contains("soaking");
		ui.view(Desk.TASKS).find(Role.TREE).contextMenu("Update 3 containers", "Halt...");
		ui.find(Role.BUTTON, "Halt rollout").click();
		awaitRollout("halted");
		assertThat(images()).containsExactly("ticker-v2", "ticker", "ticker");

		selectAll();
		ui.input().keys("ctrl+u");
		var update = ui.window("Update container");
		assertThat(ui.on(() -> ((Combo) ui.find(Role.COMBO, "Image").control()).getText())).as("of two images none is chosen").isEmpty();
		assertThat(ui.on(() -> ui.display().getFocusControl())).as("the focus").isInstanceOf(Combo.class);
		ui.input().keys("Escape");
		ui.await("Escape closes it", () -> ui.on(update::isDisposed));

		tool("Roll back...").click();
		ui.window("Roll back rollout");
		assertThat(ui.shows("meter-lab-1 on lab-1")).as("what is hit is named").isTrue();
		assertThat(ui.shows("meter-lab-2 on lab-2")).isFalse();
		ui.find(Role.BUTTON, "Roll back 1 target").click();
		awaitRollout("rolled back");
		ui.await("the image of before", () -> images().equals(List.of("ticker", "ticker", "ticker")));
		assertThat(chart(2)).containsExactly(List.of("1", "rolled back"), List.of("2", "pending"), List.of("3", "pending"));
	}

	@Test
	void aWaveThatFailsRollsBackByItselfAndTheNextNeverStarts() throws Exception {
		askForWaves(3600);
		ui.find(Role.TEXT, "Wave 1").enter("2");
		ui.find(Role.BUTTON, "Start rollout over 3 containers in 2 waves").click();
		awaitRollout("soaking");
		ui.await("the first wave is updated", () -> images().equals(List.of("ticker-v2", "ticker-v2", "ticker")));
		assertThat(engines.ask("lab-2", "POST", "/containers/meter-lab-2/stop", "")).as("as when its guest dies").isEqualTo(204);
		awaitRollout("rolled back");
		ui.await("the images of before", () -> images().equals(List.of("ticker", "ticker", "ticker")));
		selectRollout();
		ui.find(Role.LABEL, "why", c -> ((Label) c).getText().contains("wave 1") && ((Label) c).getText().contains("not healthy"));
		assertThat(chart(3)).containsExactly(List.of("1", "rolled back", "2"), List.of("2", "pending", "1"));
		ui.view(Desk.TASKS).find(Role.TREE).contextMenu("Update 3 containers", "Acknowledge");
		ui.await("it can be acknowledged once", () -> !ui.on(() -> tool("Acknowledge").control().isEnabled()));
		assertThat(rollout()).as("nothing else of it changes").startsWith("Update 3 containers to ticker-v2 | rolled back");
	}

	@Test
	void aFileThatIsDroppedOnSelectedContainersUpdatesThem() throws Exception {
		Path file = folder.resolve("burst.itb");
		Samples.write("burst", file);
		selectAll();
		ui.view(Desk.CONTAINERS).find(Role.TABLE).dropFilesOnRow("meter-lab-2", file);
		ui.window("Deploy files");
		ui.find(Role.BUTTON, "Update 3 containers instead...").click();
		ui.window("Update container");
		assertThat(ui.find(Role.TEXT, "or a file", c -> ((Text) c).getText().equals(file.toString())).text()).isEqualTo(file.toString());
		ui.find(Role.BUTTON, "Update 3 containers").click();
		ui.await("all have the image of the file", () -> images().equals(List.of("burst", "burst", "burst")));
	}
}
