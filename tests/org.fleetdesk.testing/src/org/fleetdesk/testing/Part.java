package org.fleetdesk.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/** A control on the screen, seen from a test's thread. */
public final class Part {

	private static final int TRIES = 3;
	private static final Duration SOON = Duration.ofSeconds(2);

	private final Ui ui;
	private final Control control;

	Part(Ui ui, Control control) {
		this.ui = ui;
		this.control = control;
	}

	public Control control() {
		return control;
	}

	/** Waits until it is enabled, scrolls to it when it is in a scrolled area, and clicks it as soon as it stands still. */
	public Part click() {
		ui.await("an enabled " + control, () -> ui.on(control::isEnabled));
		ui.input().click(still());
		return this;
	}

	/** Chooses from the context menu of the control as a whole, submenus by their path. */
	public void menu(String... path) {
		ui.input().rightClick(still());
		new Menus(ui).choose(control, path);
	}

	/** Clicks a link on its text; its widget is wider. */
	public Part follow() {
		ui.input().click(still(() -> ui.on(() -> control.toDisplay(12, 8))));
		return this;
	}

	/** Its middle, in view and standing still. */
	private Point still() {
		return still(() -> ui.middle(control));
	}

	private Point still(Supplier<Point> place) {
		var at = new Point[1];
		ui.await(control + " to stand still", () -> {
			Point before = at[0];
			ui.run(this::reveal);
			at[0] = place.get();
			return at[0].equals(before);
		});
		ui.uncover(control, at[0]);
		return at[0];
	}

	private void reveal() {
		for (Control c = control.getParent(); c != null; c = c.getParent()) {
			if (c instanceof ScrolledComposite scrolled) {
				scrolled.showControl(control);
			}
		}
	}

	/** Clicks into it and replaces what is in there. */
	public Part enter(String text) {
		click();
		ui.await("the focus in " + control, () -> ui.on(control::isFocusControl));
		ui.input().keys("ctrl+a", "BackSpace");
		ui.input().type(text);
		ui.await("\"" + text + "\" in " + control, () -> text.equals(text()));
		return this;
	}

	/** The text of a text field, label, combo or button. */
	public String text() {
		return ui.on(() -> switch (control) {
		case Text text -> text.getText();
		case Combo combo -> combo.getText();
		case Label label -> label.getText();
		default -> Labels.of(control).stream().findFirst().orElse("");
		});
	}

	/** The first control of this role below this one with this label; waits for it. */
	public Part find(Role role, String label) {
		return find(role, label, c -> Labels.of(c).contains(label));
	}

	/** The first control of this role below this one; waits for it. */
	public Part find(Role role) {
		return find(role, "any", c -> true);
	}

	/** The first control of this role below this one for which a condition, asked on the UI thread, is true; waits for it. */
	public Part find(Role role, String what, Predicate<Control> condition) {
		var found = new Control[1];
		ui.await(role.name().toLowerCase() + " \"" + what + "\" in " + control, () -> {
			found[0] = ui.on(() -> {
				var all = new ArrayList<Control>();
				Ui.collect(control, all);
				return all.stream().filter(c -> role.fits(c) && condition.test(c)).findFirst().orElse(null);
			});
			return found[0] != null;
		});
		return new Part(ui, found[0]);
	}

	/** What a table shows, row by row and column by column. */
	public List<List<String>> rows() {
		return ui.on(() -> {
			var table = (Table) control;
			return Arrays.stream(table.getItems()).map(i -> cells(table, i)).toList();
		});
	}

	private static List<String> cells(Table table, TableItem item) {
		var cells = new ArrayList<String>();
		for (int i = 0; i < Math.max(1, table.getColumnCount()); i++) {
			cells.add(item.getText(i));
		}
		return cells;
	}

	/** Where the first row is in which a cell contains this text; waits for it, scrolls there and waits until it stands still. Tables and trees. */
	public Point row(String text) {
		var found = new Point[1];
		ui.await("row \"" + text + "\" in " + control, () -> {
			Point before = found[0];
			found[0] = ui.on(() -> {
				reveal();
				Point at = control instanceof Tree tree ? treeRow(tree, tree.getItems(), text) : tableRow((Table) control, text);
				return at != null && new Rectangle(0, 0, control.getSize().x, control.getSize().y).contains(control.toControl(at)) ? at : null;
			});
			return found[0] != null && found[0].equals(before);
		});
		ui.uncover(control, found[0]);
		return found[0];
	}

	private static Point tableRow(Table table, String text) {
		for (TableItem item : table.getItems()) {
			if (cells(table, item).stream().anyMatch(c -> c.contains(text))) {
				table.showItem(item);
				return middle(table, item.getBounds(0));
			}
		}
		return null;
	}

	private static Point treeRow(Tree tree, TreeItem[] items, String text) {
		for (TreeItem item : items) {
			if (item.getText().contains(text)) {
				tree.showItem(item);
				return middle(tree, item.getBounds());
			}
			Point below = treeRow(tree, item.getItems(), text);
			if (below != null) {
				return below;
			}
		}
		return null;
	}

	private static Point middle(Control control, Rectangle bounds) {
		return control.toDisplay(bounds.x + Math.min(bounds.width / 2, 60), bounds.y + bounds.height / 2);
	}

	/** Selects a row by clicking it; again when what loads meanwhile has moved it away from under the click. */
	public Part select(String text) {
		return clickUntil(() -> ui.input().click(row(text)), () -> selected(text) && count() == 1); // alone: it may have been selected with others
	}

	/** Adds a row to the selection. */
	public Part selectToo(String text) {
		return clickUntil(() -> ui.input().click(row(text), "ctrl"), () -> selected(text) && count() > 1);
	}

	private Part clickUntil(Runnable click, Callable<Boolean> isSelected) {
		for (int i = 0; i < TRIES; i++) {
			click.run();
			if (ui.within(SOON, () -> ui.on(() -> control.isDisposed() || isSelected.call()))) {
				break;
			}
		}
		return this;
	}

	private int count() {
		return control instanceof Tree tree ? tree.getSelectionCount() : ((Table) control).getSelectionCount();
	}

	private boolean selected(String text) {
		return control instanceof Tree tree ? Arrays.stream(tree.getSelection()).anyMatch(i -> i.getText().contains(text))
				: Arrays.stream(((Table) control).getSelection()).anyMatch(i -> cells((Table) control, i).stream().anyMatch(c -> c.contains(text)));
	}

	/** Selects a row and chooses from its context menu by keyboard, submenus by their path. */
	public void contextMenu(String row, String... path) {
		Point at = row(row);
		ui.input().rightClick(at);
		new Menus(ui).choose(control, path);
	}

	/** Drops files of another process into the middle of this control. */
	public void dropFiles(java.nio.file.Path... files) {
		ui.workbench();
		ui.input().dragFiles(List.of(files), still());
	}

	/** Drops files of another process onto a row. */
	public void dropFilesOnRow(String row, java.nio.file.Path... files) {
		ui.workbench();
		ui.input().dragFiles(List.of(files), row(row));
	}
}
