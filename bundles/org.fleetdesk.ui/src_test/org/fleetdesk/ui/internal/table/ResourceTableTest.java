package org.fleetdesk.ui.internal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.XMLMemento;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.KindUi;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real widget on a display; left out where there is none. */
class ResourceTableTest {

	private static Display display;
	private Shell shell;
	private ResourceTable table;
	private Optional<Activity.Doing> doing = Optional.empty();
	private int offered;

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
		shell.setLayout(new FillLayout());
		shell.setSize(800, 400);
		table = make();
		shell.open();
		settle();
	}

	private static final class Containers implements KindUi {

		@Override
		public List<Column> columns() {
			return List.of(Column.number("slot", "Slot", 50), Column.attribute("image", "Image", 90).hidden());
		}

		@Override
		public Optional<Column> furtherColumn(String id) {
			return id.equals("port") ? Optional.of(Column.number("port", "Port", 60).hidden()) : Optional.empty();
		}

		@Override
		public String emptySentence() {
			return "No containers yet.";
		}
	}

	private ResourceTable make() {
		return new ResourceTable(shell, new Containers(), true,
				id -> id.key().equals("a-0") ? doing : Optional.empty(),
				() -> new EmptyState.Content("", "No containers yet.", List.of(new EmptyState.Offer("Deploy files", () -> offered++))),
				n -> n + " containers");
	}

	@AfterEach
	void close() {
		if (shell != null) {
			shell.dispose();
		}
	}

	private void settle() {
		while (display.readAndDispatch()) {
			// until nothing is left to do
		}
	}

	private static List<Row> rows(int count) {
		return IntStream.range(0, count).mapToObj(i -> Samples.row("a-" + i, Samples.RUNNING, Integer.toString(i))).toList();
	}

	private List<String> selected() {
		return ((List<?>) ((IStructuredSelection) table.selection().getSelection()).toList()).stream().map(r -> ((Row) r).name()).toList();
	}

	private static ResourceId id(String name) {
		return Samples.row(name, Samples.RUNNING, "2").id();
	}

	private <T extends Control> T find(Class<T> type, Composite in) {
		for (Control child : in.getChildren()) {
			if (type.isInstance(child)) {
				return type.cast(child);
			}
			if (child instanceof Composite composite && find(type, composite) instanceof T found) {
				return found;
			}
		}
		return null;
	}

	/** The darkest pixel of a cell as it is drawn, from 0 to 255. */
	private int darkest(int row, int column) {
		var bounds = table.table().getItem(row).getTextBounds(column);
		var image = new Image(display, Math.min(60, bounds.width), bounds.height);
		var gc = new GC(table.table());
		gc.copyArea(image, bounds.x, bounds.y);
		gc.dispose();
		var data = image.getImageData();
		int darkest = IntStream.range(0, data.width * data.height).map(i -> {
			var colour = data.palette.getRGB(data.getPixel(i % data.width, i / data.width));
			return Math.max(colour.red, Math.max(colour.green, colour.blue));
		}).min().orElseThrow();
		image.dispose();
		return darkest;
	}

	@Test
	void whatIsOutOfDateIsDrawnGrey() {
		table.setRows(List.of(Samples.stale("a-1"), Samples.row("a-2", Samples.RUNNING, "2")));
		settle();
		assertThat(table.table().getItem(0).getText(1)).startsWith("running? ");
		long deadline = System.nanoTime() + 30_000_000_000L;
		while (darkest(1, 1) > 0x48 && System.nanoTime() < deadline) {
			display.readAndDispatch(); // GTK draws with its next frame
		}
		assertThat(darkest(1, 1)).as("present").isLessThan(0x48);
		assertThat(darkest(0, 1)).as("out of date").isBetween(0x50, 0xa0);
		table.select(List.of(id("a-1")));
		table.repaint();
		settle();
		assertThat(table.table().getItem(0).getForeground(1)).as("selected: as selected rows are").isEqualTo(table.table().getForeground());
	}

	@Test
	void theSelectionStaysWithItsResourcesWhenRowsComeAndGo() {
		table.setRows(rows(10));
		table.select(List.of(id("a-3"), id("a-8")));
		var kept = new ArrayList<>(rows(10).subList(2, 10));
		kept.addFirst(Samples.row("A-first", Samples.RUNNING, "99"));
		table.setRows(kept);
		settle();
		assertThat(selected()).containsExactly("a-3", "a-8");
		assertThat(Arrays.stream(table.table().getSelection()).map(i -> i.getText(0))).containsExactlyInAnyOrder("a-3", "a-8");
	}

	@Test
	void whatIsRemovedLeavesTheSelection() {
		table.setRows(rows(300));
		table.select(List.of(id("a-299"), id("a-1")));
		table.setRows(rows(2));
		settle();
		assertThat(selected()).containsExactly("a-1");
		table.setRows(List.of());
		settle();
		assertThat(selected()).isEmpty();
	}

	@Test
	void listenersHearOfAChangedStateOfWhatIsSelected() {
		table.setRows(rows(2));
		table.select(List.of(id("a-1")));
		var heard = new ArrayList<String>();
		table.selection().addSelectionChangedListener(e -> heard.add(((Row) ((IStructuredSelection) e.getSelection()).getFirstElement()).stateText()));
		table.setRows(List.of(rows(2).getFirst(), Samples.row("a-1", Samples.PAUSED, "1")));
		assertThat(heard).containsExactly("paused (suspended)");
	}

	@Test
	void anEmptyTableTeachesAndOffers() {
		table.setRows(List.of());
		settle();
		Button button = find(Button.class, table);
		assertThat(button.isVisible()).isTrue();
		assertThat(table.table().isVisible()).isFalse();
		button.notifyListeners(SWT.Selection, new Event());
		assertThat(offered).isEqualTo(1);
		table.setRows(rows(1));
		settle();
		assertThat(table.table().isVisible()).isTrue();
	}

	@Test
	void theFilterSaysHowManyOfHowMany() {
		table.setRows(rows(12));
		find(Text.class, table).setText("name:a-1");
		settle();
		assertThat(find(Label.class, table).getText()).isEqualTo("3 of 12 containers");
		assertThat(table.table().getItemCount()).isEqualTo(3);
	}

	@Test
	void aRunningTaskShowsInTheRow() {
		table.setRows(rows(2));
		doing = Optional.of(new Activity.Doing("Stop", 0.4));
		table.repaint();
		settle();
		assertThat(table.table().getItem(0).getText(1)).isEqualTo("Stop  ▓▓░░░░ 40 %");
		assertThat(table.table().getItem(1).getText(1)).isEqualTo("running (living)");
	}

	@Test
	void whatCannotBeReachedIsShownSo() {
		table.setRows(List.of(Samples.stale("a")));
		settle();
		assertThat(table.table().getItem(0).getText(1)).matches("running\\? 1\\d s ago");
	}

	@Test
	void widthsOrderSortingAndFilterComeBack() {
		table.table().getColumn(0).setWidth(211);
		table.table().setColumnOrder(new int[] { 1, 0, 2, 3, 4 });
		table.table().getColumn(3).notifyListeners(SWT.Selection, new Event());
		find(Text.class, table).setText("a-1");
		var memento = XMLMemento.createWriteRoot("view");
		table.save(memento);
		var other = make();
		other.restore(memento);
		assertThat(other.table().getColumn(0).getWidth()).isEqualTo(211);
		assertThat(other.table().getColumnOrder()).startsWith(1, 0, 2);
		assertThat(other.table().getSortColumn().getText()).isEqualTo("Slot");
		assertThat(find(Text.class, other).getText()).isEqualTo("a-1");
		assertThat(other.table().getColumn(4).getWidth()).as("a hidden column").isZero();
	}

	@Test
	void aFurtherColumnOfALayoutThatWasKeptComesBack() {
		var memento = XMLMemento.createWriteRoot("view");
		memento.createChild("column", "name").putInteger("width", 200);
		memento.createChild("column", "port").putInteger("width", 77);
		memento.createChild("column", "gone").putInteger("width", 50);
		memento.putString("sort", "port");
		table.restore(memento);
		settle();
		var port = table.table().getColumn(5);
		assertThat(port.getText()).isEqualTo("Port");
		assertThat(port.getWidth()).isEqualTo(77);
		assertThat(table.table().getSortColumn()).isSameAs(port);
		assertThat(table.table().getColumnOrder()).startsWith(0, 5);
		assertThat(table.table().getColumnCount()).isEqualTo(6);
	}

	@Test
	void thousandsOfRowsAreMadeOnlyWhenSeen() {
		table.setRows(rows(10_000));
		settle();
		assertThat(table.table().getItemCount()).isEqualTo(10_000);
		long made = IntStream.range(0, 10_000).filter(i -> table.table().getItem(i).getData() != null).count();
		assertThat(made).isLessThan(1_000);
	}

	private void filter(String text) {
		find(Text.class, table).setText(text);
	}

	/** GTK scrolls when it draws next. */
	private void scrolled(int least, int most) {
		long deadline = System.nanoTime() + 30_000_000_000L;
		while ((table.table().getTopIndex() < least || table.table().getTopIndex() > most) && System.nanoTime() < deadline) {
			display.readAndDispatch();
		}
		assertThat(table.table().getTopIndex()).isBetween(least, most);
	}

	private List<String> names() {
		return IntStream.range(0, table.table().getItemCount()).mapToObj(i -> table.table().getItem(i).getText(0)).toList();
	}

	@Test
	void thousandsOfRowsThatAFilterHidesGoAndComeInSteps() {
		table.setRows(rows(10_000));
		settle();
		filter("name:a-99");
		assertThat(table.table().getItemCount()).as("not all at once").isBetween(1000, 9999);
		assertThat(table.table().getItem(0).getText(0)).as("what is seen is right at once").isEqualTo("a-99");
		assertThat(find(Label.class, table).getText()).isEqualTo("111 of 10000 containers");
		settle();
		assertThat(names()).hasSize(111).startsWith("a-99", "a-990").endsWith("a-9999");
		filter("");
		assertThat(table.table().getItemCount()).as("not all at once").isBetween(111, 9000);
		settle();
		assertThat(table.table().getItemCount()).isEqualTo(10_000);
		assertThat(table.table().getItem(9_999).getText(0)).isEqualTo("a-9999");
	}

	@Test
	void theLastOfSeveralQuickFiltersHolds() {
		table.setRows(rows(10_000));
		settle();
		for (String text : List.of("name:a-99", "", "name:a-9", "nothing such", "name:a-12", "name:a-1")) {
			filter(text);
			display.readAndDispatch();
		}
		settle();
		assertThat(names()).hasSize(1111).startsWith("a-1", "a-10", "a-11").endsWith("a-1999");
		assertThat(names()).doesNotContain("").doesNotHaveDuplicates();
	}

	@Test
	void theSelectionStaysWhileThousandsOfRowsGoAndCome() {
		table.setRows(rows(10_000));
		table.select(List.of(id("a-3"), id("a-9993")));
		settle();
		filter("name:a-9993");
		settle();
		assertThat(selected()).containsExactly("a-9993");
		assertThat(table.table().getSelectionIndices()).containsExactly(0);
		filter("");
		assertThat(selected()).containsExactly("a-9993");
		settle();
		assertThat(selected()).containsExactly("a-9993");
		assertThat(table.table().getSelectionIndices()).containsExactly(9_993);
	}

	@Test
	void whatIsSelectedFromElsewhereIsShownThoughItsRowWasHidden() {
		table.setRows(rows(10_000));
		filter("name:a-7");
		table.select(List.of(id("a-9000")));
		assertThat(table.table().getSelectionIndices()).containsExactly(9_000);
		settle();
		scrolled(8_900, 9_000);
		assertThat(selected()).containsExactly("a-9000");
		assertThat(table.table().getItemCount()).isEqualTo(10_000);
	}

	/** Very many rows are sorted and filtered beside the UI thread. */
	private void until(BooleanSupplier condition) {
		long deadline = System.nanoTime() + 30_000_000_000L;
		while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
			display.readAndDispatch();
		}
		assertThat(condition.getAsBoolean()).isTrue();
	}

	private String counted() {
		return find(Label.class, table).getText();
	}

	@Test
	void veryManyRowsAreFilteredSortedAndSelectedWhileKeysAreHeard() {
		table.setRows(rows(30_000));
		until(() -> table.table().getItemCount() == 30_000);
		for (String text : List.of("name:a-9", "name:a-99", "name:a-999")) {
			filter(text);
		}
		assertThat(counted()).as("the UI thread does not wait for it").isEqualTo("30000 containers");
		until(() -> counted().equals("11 of 30000 containers") && table.table().getItemCount() == 11);
		assertThat(names()).startsWith("a-999", "a-9990").endsWith("a-9999");
		table.table().getColumn(0).notifyListeners(SWT.Selection, new Event());
		until(() -> table.table().getItem(0).getText(0).equals("a-9999"));
		table.select(List.of(id("a-29000")));
		until(() -> counted().equals("30000 containers") && table.table().getSelectionCount() == 1);
		assertThat(selected()).as("though the filter hid it").containsExactly("a-29000");
		table.setRows(rows(7));
		until(() -> table.table().getItemCount() == 7);
		assertThat(selected()).isEmpty();
	}

	@Test
	void ofVeryManyRowsANewOneIsSelectedAsSoonAsItIsThere() {
		table.setRows(rows(30_000));
		until(() -> table.table().getItemCount() == 30_000);
		table.setRows(rows(30_001));
		table.setRows(rows(30_002));
		table.select(List.of(id("a-30001")));
		until(() -> selected().equals(List.of("a-30001")));
	}

	@Test
	void aSecondClickOnATitleTurnsTheOrderThoughTheFirstIsNotShownYet() {
		table.setRows(rows(30_000));
		until(() -> table.table().getItemCount() == 30_000);
		table.table().getColumn(3).notifyListeners(SWT.Selection, new Event());
		table.table().getColumn(3).notifyListeners(SWT.Selection, new Event());
		until(() -> table.table().getSortDirection() == SWT.DOWN && table.table().getSortColumn() == table.table().getColumn(3));
		assertThat(table.table().getItem(0).getText(0)).isEqualTo("a-29999");
	}

	@Test
	void ofVeryManyRowsTheLastOnesHold() {
		for (int count = 30_010; count >= 30_000; count--) {
			table.setRows(rows(count));
		}
		until(() -> counted().equals("30000 containers") && table.table().getItemCount() == 30_000);
	}

	@Test
	void anEmptyRowThatIsSelectedWhileRowsGoIsNoSelection() {
		table.setRows(rows(10_000));
		settle();
		filter("name:a-99");
		table.table().selectAll();
		table.table().notifyListeners(SWT.Selection, new Event());
		assertThat(selected()).hasSize(111);
		settle();
		assertThat(table.table().getItemCount()).isEqualTo(111);
		assertThat(selected()).hasSize(111);
	}

	@Test
	void theTableShowsRowsWhenItWasScrolledBeyondThoseThatStay() {
		table.setRows(rows(10_000));
		settle();
		table.table().setTopIndex(8_000);
		scrolled(8_000, 8_000);
		filter("name:a-1");
		settle();
		scrolled(1, 1_110);
		assertThat(names()).doesNotContain("");
	}
}
