package org.fleetdesk.ui.internal.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.XMLMemento;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The real widget on a display; left out where there is none. */
class TaskTreeTest {

	private static final Instant THEN = Instant.parse("2026-11-22T05:00:00Z");
	private static Display display;
	private Shell shell;
	private TaskTree tree;
	private int filled;

	@BeforeAll
	static void connect() {
		assumeTrue(System.getenv("DISPLAY") != null, "no display");
		display = new Display();
	}

	@AfterAll
	static void disconnect() {
		if (display != null) {
			display.dispose();
		}
	}

	@BeforeEach
	void open() {
		shell = new Shell(display);
		shell.setSize(1200, 400);
		shell.setLayout(new FillLayout());
		tree = new TaskTree(shell, () -> {
		}, widget -> widget.addListener(SWT.SetData, e -> filled++));
		shell.open();
		work();
	}

	@AfterEach
	void close() {
		shell.dispose();
	}

	private static void work() {
		while (display.readAndDispatch()) {
			// until there is nothing left to do
		}
	}

	static RunRow run(int number, TaskState state, int targets) {
		var all = IntStream.range(0, targets).mapToObj(i -> new TargetRun(new TaskTarget(new ResourceId("lab", "container", "c" + i), "ticker-" + i + " on lab"), state, "Stop", 0.5,
				Optional.empty(), 0, 1, Optional.empty(), state == TaskState.FAILED ? "It did not stop" : "", Optional.of(THEN), Optional.empty())).toList();
		var request = new TaskRequest(1, "so3.container.stop", "Stop " + number, all.stream().map(TargetRun::target).toList(), JsonNodeFactory.instance.objectNode());
		return new RunRow(new TaskRun("run-" + number, request, state, all, "ann", THEN.plusSeconds(number), state.ended() ? Optional.of(THEN.plusSeconds(number + 5L)) : Optional.empty(),
				TaskRun.Links.NONE));
	}

	private static List<TaskRow> runs(int number) {
		var rows = new ArrayList<TaskRow>();
		IntStream.range(0, number).forEach(i -> rows.add(run(number - i, TaskState.SUCCEEDED, 1 + i % 3)));
		return rows;
	}

	private List<String> titles() {
		return Arrays.stream(tree.widget().getItems()).map(TreeItem::getText).toList();
	}

	private List<String> selected() {
		return Arrays.stream(tree.widget().getSelection()).map(TreeItem::getText).toList();
	}

	@Test
	void whatIsSelectedAndOpenStaysSoWhenRowsComeAndGo() {
		var rows = runs(5); // "Stop 5" to "Stop 1"
		tree.show(rows);
		assertThat(tree.select("run-3")).isTrue();
		tree.widget().getItem(1).setExpanded(true); // "Stop 4" has two targets
		tree.widget().notifyListeners(SWT.Expand, expanded(tree.widget().getItem(1)));
		rows.addFirst(run(6, TaskState.RUNNING, 1));
		rows.removeLast();
		tree.show(List.copyOf(rows));
		work();
		assertThat(titles()).containsExactly("Stop 6", "Stop 5", "Stop 4", "Stop 3", "Stop 2");
		assertThat(selected()).containsExactly("Stop 3");
		assertThat(tree.widget().getItem(2).getExpanded()).isTrue();
		assertThat(Arrays.stream(tree.widget().getItem(2).getItems()).map(TreeItem::getText)).containsExactly("ticker-0 on lab", "ticker-1 on lab");

		tree.show(List.copyOf(rows.reversed()));
		work();
		assertThat(titles()).containsExactly("Stop 2", "Stop 3", "Stop 4", "Stop 5", "Stop 6");
		assertThat(selected()).containsExactly("Stop 3");
		assertThat(tree.widget().getItem(2).getExpanded()).isTrue();
	}

	private static Event expanded(TreeItem item) {
		var event = new Event();
		event.item = item;
		return event;
	}

	@Test
	void aRowIsDrawnAnewWhenItsRunChanges() {
		tree.show(List.of(run(2, TaskState.SUCCEEDED, 1), run(1, TaskState.RUNNING, 2)));
		assertThat(titles()).hasSize(2);
		var item = tree.widget().getItem(1);
		assertThat(item.getText(TaskColumn.STATE.ordinal())).isEqualTo("running");
		assertThat(item.getText(TaskColumn.PROGRESS.ordinal())).isEqualTo("50 %");
		tree.show(List.of(run(2, TaskState.SUCCEEDED, 1), run(1, TaskState.FAILED, 2)));
		assertThat(item.getText(TaskColumn.STATE.ordinal())).isEqualTo("failed");
		assertThat(item.getText(TaskColumn.MESSAGE.ordinal())).isEqualTo("0 of 2 done; ticker-0 on lab: It did not stop");
	}

	@Test
	void aTargetCanBeSelectedAndGoesWithItsRun() {
		tree.show(List.copyOf(runs(5)));
		var target = run(4, TaskState.SUCCEEDED, 2).children().get(1);
		assertThat(tree.select(target.key())).isTrue();
		assertThat(selected()).containsExactly("ticker-1 on lab");
		assertThat(tree.first()).map(TaskRow::title).contains("ticker-1 on lab");
		tree.show(List.copyOf(runs(3)));
		assertThat(tree.first()).isEmpty();
		assertThat(tree.selection().getSelection().isEmpty()).isTrue();
	}

	private int width(TaskColumn column) {
		return tree.widget().getColumn(column.ordinal()).getWidth();
	}

	private static RunRow named(String title) {
		var run = run(1, TaskState.SUCCEEDED, 1).run();
		var request = new TaskRequest(1, run.request().verb(), title, run.request().targets(), run.request().parameters());
		return new RunRow(new TaskRun(run.id(), request, run.state(), run.targets(), run.user(), run.created(), run.ended(), run.links()));
	}

	@Test
	void columnsGrowWithWhatStandsInThemAndTheMessageTakesTheRest() {
		shell.setSize(1500, 400);
		work();
		int before = width(TaskColumn.TASK);
		String title = "Update 600 containers to the image of the file ticker-v2";
		tree.show(List.of(named(title)));
		work();
		var gc = new GC(tree.widget());
		int text = gc.textExtent(title).x;
		gc.dispose();
		assertThat(before).isLessThan(text);
		assertThat(width(TaskColumn.TASK)).isGreaterThan(text);
		assertThat(Arrays.stream(TaskColumn.values()).mapToInt(this::width).sum()).as("all room is used").isEqualTo(tree.widget().getClientArea().width);
		int message = width(TaskColumn.MESSAGE);
		shell.setSize(1600, 400);
		work();
		assertThat(width(TaskColumn.MESSAGE)).isEqualTo(message + 100);
	}

	@Test
	void aWidthThatTheUserChoseStaysAndComesBack() {
		tree.widget().getColumn(TaskColumn.TASK.ordinal()).setWidth(150);
		tree.show(List.of(named("Update 600 containers to the image of the file ticker-v2")));
		work();
		assertThat(width(TaskColumn.TASK)).isEqualTo(150);
		var memento = XMLMemento.createWriteRoot("view");
		tree.save(memento);
		var next = new TaskTree(shell, () -> {
		}, widget -> {
		});
		next.restore(memento);
		assertThat(next.widget().getColumn(TaskColumn.TASK.ordinal()).getWidth()).isEqualTo(150);
		assertThat(memento.getChildren("column")).filteredOn(c -> c.getInteger("chosen") != null).as("the others are fitted again").hasSize(1);
	}

	/** A tree that fills or empties row by row takes GTK a millisecond for each. */
	@Test
	void ofTenThousandRowsOnlyThoseInViewAreFilled() {
		var rows = runs(10_000);
		tree.show(rows);
		work();
		tree.select("run-4000");
		work();
		tree.show(List.copyOf(rows.subList(5000, 10_000)));
		work();
		assertThat(tree.widget().getItemCount()).isEqualTo(5000);
		assertThat(selected()).containsExactly("Stop 4000");
		tree.show(List.copyOf(rows.subList(9000, 10_000)));
		work();
		assertThat(selected()).as("the selected one is not among them").isEmpty();
		assertThat(filled).isLessThan(300);
	}
}
