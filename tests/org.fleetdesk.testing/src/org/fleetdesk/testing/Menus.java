package org.fleetdesk.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;

/** Chooses from a menu that is open, by keyboard, as a user without a mouse would. */
final class Menus {

	private final Ui ui;

	Menus(Ui ui) {
		this.ui = ui;
	}

	void choose(Control control, String... path) {
		choose(() -> ui.on(control::getMenu), path);
	}

	/** @param opening the menu, or null as long as it is not there */
	void choose(Supplier<Menu> opening, String... path) {
		var menu = new Menu[1];
		ui.await("a context menu", () -> {
			menu[0] = opening.get();
			return menu[0] != null && ui.on(menu[0]::isVisible);
		});
		for (int i = 0; i < path.length; i++) {
			MenuItem item = step(menu[0], path[i]);
			if (i < path.length - 1) {
				ui.input().keys("Right");
				Menu next = ui.on(item::getMenu);
				ui.await("the submenu " + path[i], () -> ui.on(next::isVisible));
				menu[0] = next;
			}
		}
		ui.input().keys("Return");
		ui.await("the menu to close", () -> ui.on(() -> menu[0].isDisposed() || !menu[0].isVisible()));
	}

	/** Goes down to an item: GTK skips separators and disabled items. In a submenu the first item is already chosen. */
	private MenuItem step(Menu menu, String label) {
		List<MenuItem> items = ui.on(() -> new ArrayList<>(Arrays.asList(menu.getItems())));
		int downs = 0;
		boolean top = ui.on(() -> menu.getParentItem() == null);
		for (MenuItem item : items) {
			boolean choosable = ui.on(() -> (item.getStyle() & SWT.SEPARATOR) == 0 && item.isEnabled());
			String text = ui.on(() -> item.getText().replaceAll("\t.*", "").replaceAll("&(.)", "$1"));
			if (text.equals(label)) {
				if (!choosable) {
					ui.input().keys("Escape");
					throw new AssertionError("The menu item \"" + label + "\" is disabled");
				}
				for (int i = top ? 0 : 1; i <= downs; i++) {
					ui.input().keys("Down");
				}
				return item;
			}
			downs += choosable ? 1 : 0;
		}
		ui.input().keys("Escape");
		throw new AssertionError("No menu item \"" + label + "\" in " + items.stream().map(i -> ui.on(i::getText)).toList() + "; see " + ui.picture("failure"));
	}
}
