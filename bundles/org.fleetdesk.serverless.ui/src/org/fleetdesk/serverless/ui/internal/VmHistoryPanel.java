package org.fleetdesk.serverless.ui.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.fleetdesk.core.Resource;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Where a virtual machine was, its network, and what its scheduler says; read when it changed. */
public final class VmHistoryPanel implements DetailsPanel {

	/** OpenNebula's attribute in which the scheduler says why a virtual machine cannot be placed. */
	private static final String SCHEDULER = "SCHED_MESSAGE";
	private static final int SHOWN = 6;

	/** A table with a heading row, which is hidden while it is empty. */
	private static final class Grid {

		private final Label heading;
		private final org.eclipse.swt.widgets.Table table;

		Grid(Composite parent, String title, String[] columns, int[] widths) {
			heading = new Label(parent, SWT.NONE);
			heading.setText(title);
			Palette.faint(heading);
			table = new org.eclipse.swt.widgets.Table(parent, SWT.BORDER | SWT.FULL_SELECTION | SWT.MULTI);
			table.setHeaderVisible(true);
			Accessibles.name(table, title);
			for (int i = 0; i < columns.length; i++) {
				var column = new TableColumn(table, SWT.LEFT);
				column.setText(columns[i]);
				column.setWidth(widths[i]);
			}
			GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(table);
			show(List.of());
		}

		void show(List<String[]> rows) {
			table.removeAll();
			rows.forEach(r -> new TableItem(table, SWT.NONE).setText(Arrays.stream(r).map(Texts::plain).toArray(String[]::new)));
			Grids.show(heading, !rows.isEmpty());
			Grids.show(table, !rows.isEmpty());
			int height = table.getHeaderHeight() + table.getItemHeight() * Math.min(rows.size(), SHOWN) + 2 * table.getBorderWidth() + 2;
			GridDataFactory.createFrom((org.eclipse.swt.layout.GridData) table.getLayoutData()).hint(100, height).applyTo(table);
		}
	}

	private Console console;
	private Label note;
	private Grid history;
	private Grid network;
	private Resource read;
	private Runnable reading;

	@Override
	public void create(Composite parent, Console with) {
		console = with;
		GridLayoutFactory.fillDefaults().spacing(0, 3).applyTo(parent);
		note = new Label(parent, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(note);
		history = new Grid(parent, Messages.History, new String[] { Messages.History_number, Messages.Host, Messages.History_from, Messages.History_to, Messages.History_action },
				new int[] { 28, 88, 66, 66, 90 });
		network = new Grid(parent, Messages.Network, new String[] { Messages.Network_nic, Messages.Network_name, Messages.Address, Messages.Network_mac }, new int[] { 36, 76, 100, 130 });
		say(Messages.History_reading, false);
	}

	@Override
	public void show(Row row) {
		if (row.stale() || reading != null || row.resource().equals(read)) {
			return;
		}
		read = row.resource();
		int vm = Integer.parseInt(row.attribute(Serverless.ID));
		reading = Tasks.inBackground(Messages.History_reading, note, () -> ((ServerlessSession) console.sessions().session(row.connection().id())).vm(vm), this::fill, message -> {
			reading = null;
			say(message, true);
		});
	}

	private void fill(Optional<VmInfo> found) {
		reading = null;
		if (found.isEmpty()) {
			say(Messages.History_gone, true);
			return;
		}
		var vm = found.get();
		history.show(history(vm));
		network.show(vm.nics().stream().map(n -> new String[] { String.valueOf(n.id()), n.network(), String.join(", ", n.addresses()), n.mac() }).toList());
		String scheduler = vm.attributes().getOrDefault(SCHEDULER, "");
		say(!scheduler.isEmpty() ? Texts.format(Messages.History_scheduler, Texts.plain(scheduler)) : vm.history().isEmpty() ? Messages.History_never : "", false);
	}

	/** Latest stay first. */
	static List<String[]> history(VmInfo vm) {
		return vm.history().reversed().stream().map(p -> new String[] { String.valueOf(p.number()), p.host(), p.from().map(Texts::shortTime).orElse(""),
				p.to().map(Texts::shortTime).orElse(Messages.History_now), p.action() }).toList();
	}

	private void say(String text, boolean failed) {
		note.setForeground(failed ? Palette.of(note).error() : Palette.of(note).faint());
		note.setText(Texts.label(text));
		Grids.show(note, !text.isEmpty());
		note.getParent().requestLayout();
	}

	@Override
	public void close() {
		if (reading != null) {
			reading.run();
		}
	}
}
