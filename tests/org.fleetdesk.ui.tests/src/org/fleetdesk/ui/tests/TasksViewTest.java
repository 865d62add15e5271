package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Tree;
import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.fleetdesk.ui.logviewer.LogViewer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** What an operator does with tasks: look for them, follow their logs, cancel, undo, and close the console while they run. */
@ExtendWith(UiHealth.class)
@Timeout(240)
class TasksViewTest {

	private static final String FILTER = "Filter, such as state:failed target:so-lab since:2d text";

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private ServerSocket silent;

	/** A host that takes connections and never answers. */
	@BeforeEach
	void start() throws IOException {
		silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		connect("silent", URI.create("tcp://127.0.0.1:" + silent.getLocalPort()));
		desk.open();
		ui.await("the connection in the tree", () -> desk.tree(Desk.FLEET).contains("silent"));
		Part filter = ui.view(Desk.TASKS).find(Role.TEXT, FILTER);
		if (!filter.text().isEmpty()) { // a view comes back with its filter
			filter.enter("");
		}
	}

	@AfterEach
	void end() throws Exception {
		var tasks = Engines.service(TaskService.class);
		tasks.runs().stream().filter(r -> !r.state().ended()).forEach(r -> tasks.cancel(r.id()));
		ui.await("nothing runs any more", () -> tasks.runs().stream().allMatch(r -> r.state().ended()));
		for (String id : List.of("silent", "lab")) {
			Engines.service(Connections.class).remove(id);
		}
		silent.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("silent") && !desk.tree(Desk.FLEET).contains("lab"));
	}

	private static void connect(String id, URI url) throws IOException {
		Engines.service(Connections.class).add(new Connection(id, "so3", id, url, Optional.empty(), Map.of(), false));
	}

	/** Asks for a stop of containers as another part of the console would. */
	private static String stop(String connection, String title, String... containers) throws IOException {
		var targets = Arrays.stream(containers).map(c -> new TaskTarget(new ResourceId(connection, "container", c), c + " on " + connection)).toList();
		return Engines.service(TaskService.class).submit(new TaskRequest(1, "so3.container.stop", title, targets, JsonNodeFactory.instance.objectNode()));
	}

	private void awaitRow(String title, String state) {
		ui.await(title + " is " + state, () -> desk.tree(Desk.TASKS).lines().anyMatch(l -> l.startsWith(title + " |") && l.contains("| " + state)));
	}

	private Part select(String title) {
		Part tree = ui.view(Desk.TASKS).find(Role.TREE).select(title);
		ui.await("the selected task", () -> ui.on(() -> Arrays.stream(((Tree) tree.control()).getSelection()).anyMatch(i -> i.getText().contains(title))));
		return tree;
	}

	private boolean statusSays(String text) {
		return ui.shows(Role.LINK, c -> ((Link) c).getText().contains(text));
	}

	@Test
	void aTaskIsCancelledByKeyAndFoundAgainByTheFilter() throws Exception {
		stop("silent", "Stop the one that hangs", "never-answering");
		awaitRow("Stop the one that hangs", "running");
		ui.await("the status line counts it", () -> statusSays("1 running"));
		select("Stop the one that hangs");
		ui.input().keys("Delete");
		awaitRow("Stop the one that hangs", "cancelled");
		ui.await("the status line counts nothing", () -> !statusSays("1 running"));

		Part filter = ui.view(Desk.TASKS).find(Role.TEXT, FILTER);
		filter.enter("state:cancelled target:never-answering");
		ui.await("only that one", () -> desk.tree(Desk.TASKS).lines().count() == 1 && desk.tree(Desk.TASKS).contains("Stop the one that hangs"));
		filter.enter("state:running nothing-of-that-name");
		ui.find(Role.LABEL, "No task matches the filter.");
		filter.enter("state:asleep");
		ui.find(Role.LABEL, "a sentence about the state", c -> ((Label) c).getText().contains("is no state of a task"));
		ui.input().keys("Escape");
		awaitRow("Stop the one that hangs", "cancelled");
	}

	@Test
	void closingWithARunningTaskAsksOnce() throws Exception {
		stop("silent", "Stop before leaving", "left-alone");
		awaitRow("Stop before leaving", "running");
		var window = ui.workbench();
		ui.await("the window is in front", () -> ui.on(() -> ui.display().getActiveShell() == window));
		ui.input().keys("alt+F4");
		var question = ui.window("Exit Fleetdesk");
		assertThat(ui.shows("Stop before leaving")).isTrue();
		ui.input().keys("Return"); // the default is to stay
		ui.await("the question is answered", () -> ui.on(question::isDisposed));
		assertThat(ui.on(() -> Arrays.stream(ui.display().getShells()).noneMatch(s -> s.isVisible() && s.getText().contains("Exit")))).as("it is not asked again").isTrue();
		assertThat(ui.on(window::isVisible)).isTrue();
		awaitRow("Stop before leaving", "running");
	}

	@Test
	void theLogOfATaskIsFollowedAndShowsItsAttempts() throws Exception {
		silent.close(); // now each attempt is refused at once
		stop("silent", "Stop two of them", "first", "second");
		select("Stop two of them");
		ui.await("the log is followed to its end", () -> lines().stream().anyMatch(l -> l.contains("first on silent: ") && l.contains("3 attempts"))
				|| lines().stream().anyMatch(l -> l.contains("second on silent: ") && l.contains("3 attempts")));
		awaitRow("Stop two of them", "failed");

		Part tree = ui.view(Desk.TASKS).find(Role.TREE);
		ui.input().keys("Right", "Down");
		ui.await("a selected target", () -> ui.on(() -> Arrays.stream(((Tree) tree.control()).getSelection()).anyMatch(i -> i.getText().equals("first on silent"))));
		ui.await("only its lines", () -> !lines().isEmpty() && lines().stream().noneMatch(l -> l.contains("second on silent: ") || l.contains("first on silent: ")));
	}

	@Test
	void whoHasChosenNoTaskSeesTheOneThatBeganLast() throws Exception {
		ui.run(() -> ui.page().hideView(ui.page().findView(Desk.TASKS)));
		ui.view(Desk.TASKS);
		String first = stop("silent", "Stop the first one", "first");
		awaitRow("Stop the first one", "running");
		Engines.service(TaskService.class).cancel(first);
		awaitRow("Stop the first one", "cancelled");
		stop("silent", "Stop the second one", "second");
		ui.await("the second one is selected", () -> selected().equals(List.of("Stop the second one")));
		stop("silent", "Stop a third one", "third");
		awaitRow("Stop a third one", "running");
		assertThat(selected()).as("what goes on stays in sight").containsExactly("Stop the second one");
	}

	private List<String> selected() {
		Part tree = ui.view(Desk.TASKS).find(Role.TREE);
		return ui.on(() -> Arrays.stream(((Tree) tree.control()).getSelection()).map(i -> i.getText()).toList());
	}

	private List<String> lines() {
		Part viewer = ui.view(Desk.TASKS).find(Role.ANY, "the log", LogViewer.class::isInstance);
		return ui.on(() -> ((LogViewer) viewer.control()).linesInView());
	}

	@Test
	void aRenameIsUndoneByMenuAndByKey() throws Exception {
		Path data = Files.createDirectory(folder.resolve("engine"));
		Files.createDirectory(data.resolve("images"));
		for (Path sample : Engines.service(SampleProvider.class).writeTo(folder.resolve("samples"))) {
			if (sample.getFileName().toString().equals("ticker.itb")) {
				Files.copy(sample, data.resolve("images").resolve(sample.getFileName()));
			}
		}
		try (var engine = EngineChild.start(data, "127.0.0.1:0", "simulated")) {
			connect("lab", URI.create("tcp://" + engine.url().getAuthority()));
			assertThat(engine.ask("POST /containers/create?name=alpha", "{\"Image\":\"ticker\"}")).contains("201");
			rename("alpha", "beta");
			// it may go on for a moment when the new name is shown already, and then it cannot be undone
			ui.await("the rename is done", () -> desk.tree(Desk.TASKS).lines().findFirst().filter(l -> l.startsWith("Rename alpha") && l.contains("| done")).isPresent());
			select("Rename alpha");
			ui.view(Desk.TASKS).find(Role.TREE).contextMenu("Rename alpha", "Undo");
			awaitName("alpha");

			rename("alpha", "gamma");
			ui.await("the status line offers to undo it", () -> statusSays("Undo \"Rename alpha"));
			desk.press("gamma", "ctrl+z");
			awaitName("alpha");
			Engines.service(Connections.class).remove("lab");
		}
	}

	private void rename(String from, String to) {
		awaitName(from);
		desk.press(from, "F2");
		ui.window("Rename container");
		ui.find(Role.TEXT, "Name").enter(to);
		ui.find(Role.BUTTON, "Rename").click();
		awaitName(to);
	}

	private void awaitName(String name) {
		ui.await("a container named " + name, () -> desk.containers().stream().map(List::getFirst).toList().equals(List.of(name)));
	}
}
