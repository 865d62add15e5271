package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The test driver itself, against a small window: what other UI tests rely on. */
@ExtendWith(UiHealth.class)
class DriverTest {

	private final Ui ui = Ui.ofWorkbench();
	private final List<String> happened = new CopyOnWriteArrayList<>();
	private Shell shell;

	@BeforeEach
	void open() {
		shell = ui.on(this::build);
		ui.await("the window", () -> ui.on(() -> ui.display().getActiveShell() == shell));
	}

	private Shell build() {
		var window = new Shell(ui.display(), SWT.SHELL_TRIM | SWT.ON_TOP);
		window.setText("Driver");
		window.setLayout(new GridLayout(2, false));
		new Label(window, SWT.NONE).setText("&Name:");
		new Text(window, SWT.BORDER).setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
		new Label(window, SWT.NONE).setText("&Find:");
		new Text(window, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL).setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
		var button = new Button(window, SWT.PUSH);
		button.setText("&Save");
		button.addListener(SWT.Selection, e -> happened.add("saved"));
		var table = new Table(window, SWT.BORDER | SWT.MULTI);
		table.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
		for (String name : List.of("ticker", "meter")) {
			new TableItem(table, SWT.NONE).setText(name);
		}
		var menu = new Menu(table);
		for (String label : List.of("Start", "Pause", "Stop")) {
			var item = new MenuItem(menu, SWT.PUSH);
			item.setText(label);
			item.setEnabled(!label.equals("Pause"));
			item.addListener(SWT.Selection, e -> happened.add(label + " " + table.getSelection()[0].getText()));
		}
		table.setMenu(menu);
		var drop = new DropTarget(table, DND.DROP_COPY | DND.DROP_DEFAULT);
		drop.setTransfer(FileTransfer.getInstance());
		drop.addDropListener(new DropTargetAdapter() {
			@Override
			public void dragEnter(DropTargetEvent event) {
				event.detail = DND.DROP_COPY;
			}

			@Override
			public void drop(DropTargetEvent event) {
				happened.addAll(List.of((String[]) event.data));
			}
		});
		window.setBounds(100, 100, 500, 400);
		window.open();
		window.forceActive();
		return window;
	}

	@AfterEach
	void close() {
		ui.run(() -> shell.dispose());
	}

	@Test
	void typesIntoAFieldFoundByItsLabel() {
		var field = ui.find(Role.TEXT, "Name").enter("Ada Lovelace, 1815");
		assertThat(field.text()).isEqualTo("Ada Lovelace, 1815");
	}

	@Test
	void clicksAFieldThatHadAnIconToClearIt() {
		var field = ui.find(Role.TEXT, "Find").enter("Ada").enter("");
		ui.run(() -> { // as when its view was behind another one
			field.control().setVisible(false);
			field.control().setVisible(true);
		});
		ui.find(Role.TEXT, "Name").enter("Ada");
		field.enter("Lovelace");
		assertThat(field.text()).isEqualTo("Lovelace");
	}

	@Test
	void clicksAButtonAndSelectsRows() {
		ui.find(Role.BUTTON, "Save").click();
		ui.await("the click", () -> happened.equals(List.of("saved")));
		var table = ui.find(Role.TABLE, "of two rows", c -> ((Table) c).getItemCount() == 2 && c.getShell() == shell);
		assertThat(table.rows()).containsExactly(List.of("ticker"), List.of("meter"));
		table.select("ticker").selectToo("meter");
		ui.await("two selected rows", () -> ui.on(() -> ((Table) table.control()).getSelectionCount()) == 2);
	}

	@Test
	void choosesFromAContextMenu() {
		ui.find(Role.TABLE, "of two rows", c -> c.getShell() == shell).contextMenu("meter", "Stop");
		ui.await("the choice", () -> happened.equals(List.of("Stop meter")));
	}

	@Test
	void dropsFilesOfAnotherProcess(@TempDir Path folder) throws Exception {
		Path first = Files.writeString(folder.resolve("a ticker.itb"), "1");
		Path second = Files.writeString(folder.resolve("meter.itb"), "2");
		ui.find(Role.TABLE, "of two rows", c -> c.getShell() == shell).dropFiles(first, second);
		ui.await("the drop", () -> happened.equals(List.of(first.toString(), second.toString())));
	}
}
