package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.Logs;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.ui.logviewer.LogViewer;

/** The console as an operator sees it: what its views show, and the ways by mouse and keyboard that several tests take. */
final class Desk {

	static final String FLEET = "org.fleetdesk.ui.fleet";
	static final String TASKS = "org.fleetdesk.ui.tasks";
	static final String CONTAINERS = "org.fleetdesk.so3.ui.containers";
	static final String IMAGES = "org.fleetdesk.so3.ui.images";
	static final String DETAILS = "org.fleetdesk.ui.details";
	private static final String LOG = "org.fleetdesk.ui.log";

	private final Ui ui;

	Desk(Ui ui) {
		this.ui = ui;
	}

	/** Brings the window to the front, and in it the table of containers. */
	void open() {
		ui.workbench();
		ui.view(CONTAINERS);
	}

	/** All rows of a view with a tree, a line each, columns parted by bars. */
	String tree(String view) {
		Part part = ui.view(view).find(Role.TREE);
		return ui.on(() -> text(((Tree) part.control()).getItems()));
	}

	/** Rows of a tree, a line each, columns parted by bars. */
	static String text(TreeItem[] items) {
		var text = new StringBuilder();
		for (TreeItem item : items) {
			for (int i = 0; i < Math.max(1, item.getParent().getColumnCount()); i++) {
				text.append(item.getText(i)).append(" | ");
			}
			text.append('\n').append(text(item.getItems()));
		}
		return text.toString();
	}

	/** What the table of containers shows, cell by cell: name, state (without its age), engine and so on; nothing while it shows its empty state. */
	List<List<String>> containers() {
		return ui.on(() -> visible(Table.class).stream().filter(Desk::ofContainers).findFirst()
				.map(t -> Arrays.stream(t.getItems()).map(i -> cells(t, i)).toList()).orElse(List.of()));
	}

	private static boolean ofContainers(Table table) {
		return table.getColumnCount() > 3 && table.getColumn(3).getText().equals("Slot");
	}

	private static List<String> cells(Table table, TableItem item) {
		return IntStream.range(0, table.getColumnCount()).mapToObj(i -> i == 1 ? withoutAge(item.getText(i)) : item.getText(i)).toList();
	}

	/** The words of a state such as "running 19 s (living)", without how long it has lasted. */
	static String withoutAge(String state) {
		return state.replaceFirst("^(\\w+) \\d.* \\(", "$1 (");
	}

	private <W extends Control> List<W> visible(Class<W> type) {
		var found = new ArrayList<W>();
		collect(ui.page().getWorkbenchWindow().getShell(), type, found);
		return found;
	}

	private static <W extends Control> void collect(Composite parent, Class<W> type, List<W> into) {
		for (Control child : parent.getChildren()) {
			if (type.isInstance(child) && child.isVisible()) {
				into.add(type.cast(child));
			} else if (child instanceof Composite composite) {
				collect(composite, type, into);
			}
		}
	}

	/** Waits until all rows of containers of this name, and at least one, show a state that begins like this. */
	void awaitState(String name, String state) {
		ui.await(name + " is shown as " + state, () -> {
			var rows = containers().stream().filter(r -> r.getFirst().equals(name)).toList();
			return !rows.isEmpty() && rows.stream().allMatch(r -> r.get(1).startsWith(state));
		});
	}

	/** Clicks the row of a container and presses a key there. */
	void press(String container, String key) {
		Part table = ui.view(CONTAINERS).find(Role.TABLE).select(container);
		ui.await("a selected row", () -> ui.on(() -> ((Table) table.control()).getSelectionCount() == 1));
		ui.input().keys(key);
	}

	/** Selects an engine in the tree. */
	void selectEngine(String name) {
		Part tree = ui.view(FLEET).find(Role.TREE).select(name);
		ui.await("the selected engine", () -> ui.on(() -> Arrays.stream(((Tree) tree.control()).getSelection()).map(TreeItem::getText).toList())
				.stream().anyMatch(t -> t.startsWith(name)));
	}

	/** Clicks the button with this tooltip in a view's toolbar. */
	void clickTool(String tooltip) {
		var at = new Point[1];
		ui.await("an enabled tool \"" + tooltip + "\" to stand still", () -> {
			Point before = at[0];
			at[0] = ui.on(() -> visible(ToolBar.class).stream().flatMap(b -> Arrays.stream(b.getItems())).filter(i -> i.isEnabled() && says(i, tooltip))
					.findFirst().map(i -> i.getParent().toDisplay(i.getBounds().x + i.getBounds().width / 2, i.getBounds().y + i.getBounds().height / 2)).orElse(null));
			return at[0] != null && at[0].equals(before);
		});
		ui.uncover(ui.page().getWorkbenchWindow().getShell(), at[0]);
		ui.input().click(at[0]);
	}

	/** A tool's text may end with its key. */
	private static boolean says(ToolItem tool, String tooltip) {
		String text = String.valueOf(tool.getToolTipText());
		return text.equals(tooltip) || text.startsWith(tooltip + " (");
	}

	/** Drops files of another process into the middle of the view of containers. */
	void dropOnContainers(Path... files) {
		ui.view(CONTAINERS).dropFiles(files);
	}

	/** Drops files of another process on a connection in the tree. */
	void dropOnConnection(String connection, Path... files) {
		ui.view(FLEET).find(Role.TREE).dropFilesOnRow(connection, files);
	}

	/** Gives the container a name in the plan that has opened, sees that it is to be started with its log, and clicks the plan's button. */
	void confirmPlan(String name) {
		Shell plan = ui.window("Deploy files");
		ui.find(Role.TEXT, "Name").enter(name);
		for (String option : List.of("Create a container", "Start it", "Open its log")) {
			assertThat(ui.on(((Button) ui.find(Role.CHECK, option).control())::getSelection)).as(option).isTrue();
		}
		ui.find(Role.BUTTON, "Deploy to 1 engine").click();
		ui.await("the plan closes", () -> ui.on(plan::isDisposed));
	}

	/** The lines that can be seen in the log of this container, when it is in front. */
	List<String> logInView(String container) {
		return ui.on(() -> visible(CTabFolder.class).stream().map(CTabFolder::getSelection).anyMatch(t -> t != null && t.getText().equals("Log: " + container))
				? visible(LogViewer.class).stream().findFirst().map(LogViewer::linesInView).orElse(List.of()) : List.of());
	}

	/** Everything that the console keeps of a container's log, without the marks that it adds itself. */
	static List<String> keptLog(ResourceId container) {
		var all = new ArrayList<String>();
		try (LogLines lines = Engines.service(Logs.class).ingestor(container).orElseThrow().stream().open()) {
			var block = new LineBlock();
			for (long row = lines.first(), end = lines.end(); row < end; row += block.count()) {
				lines.read(row, 1000, block);
				for (int i = 0; i < block.count(); i++) {
					if (!block.is(i, LineFlags.MARK)) {
						all.add(block.text(i));
					}
				}
			}
		} catch (IOException e) {
			throw new AssertionError("The log cannot be read: " + e, e);
		}
		return all;
	}

	/** A container as the model has it. */
	static Optional<Resource> resource(String connection, String name) {
		return Engines.service(FleetModel.class).engine(connection).flatMap(e -> e.snapshot())
				.flatMap(s -> s.ofKind("container").stream().filter(r -> r.name().equals(name)).findFirst());
	}

	/** Asks the engine anew and waits for its answer. */
	void readAgain(String connection) {
		var fleet = Engines.service(FleetModel.class);
		var before = fleet.engine(connection).orElseThrow().snapshot().orElseThrow().taken();
		fleet.refresh(connection);
		ui.await("a newer state of " + connection, () -> fleet.engine(connection).orElseThrow().snapshot().orElseThrow().taken().isAfter(before));
	}

	/** Closes all logs, also those that deployments open as their last act; one that hangs has none, and must not keep the others open. */
	void closeLogs() {
		ui.within(Ui.PATIENCE, () -> Arrays.stream(Job.getJobManager().find(null)).noneMatch(j -> j.getName().startsWith("Deploy ")));
		ui.run(() -> {
			for (var view : ui.page().getViewReferences()) {
				if (view.getId().equals(LOG)) {
					ui.page().hideView(view);
				}
			}
		});
	}
}
