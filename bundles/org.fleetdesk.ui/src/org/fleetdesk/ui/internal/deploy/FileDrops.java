package org.fleetdesk.ui.internal.deploy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.dnd.URLTransfer;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewSite;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.fleet.FleetNode;

/** Takes files that are dropped on a tree or a table; says in the status line where they will go. What they are is known only after the drop. */
public final class FileDrops {

	private final IViewSite site;
	private final Console console;
	private final Contributions contributions;
	private final Supplier<List<String>> whole;
	private final Function<TableItem, List<Row>> rows;

	/**
	 * @param whole the connections that a drop beside any single engine goes to
	 * @param rows  the resources that a drop on a row of a table, or beside all of them (null), may be meant for
	 */
	public FileDrops(IViewSite site, Console console, Contributions contributions, Supplier<List<String>> whole, Function<TableItem, List<Row>> rows) {
		this.rows = rows;
		this.site = site;
		this.console = console;
		this.contributions = contributions;
		this.whole = whole;
	}

	public void install(Control... controls) {
		for (Control control : controls) {
			var target = new DropTarget(control, DND.DROP_COPY | DND.DROP_MOVE | DND.DROP_LINK | DND.DROP_DEFAULT);
			target.setTransfer(FileTransfer.getInstance(), URLTransfer.getInstance());
			target.addDropListener(new Listener());
		}
	}

	/** All of a selection when the drop hits one of it. */
	private List<String> targets(DropTargetEvent event) {
		if (event.item instanceof TreeItem item && item.getData() instanceof FleetNode) {
			var selected = Arrays.asList(item.getParent().getSelection());
			var items = selected.contains(item) ? selected : List.of(item);
			return items.stream().flatMap(i -> ids((FleetNode) i.getData()).stream()).distinct().toList();
		}
		return whole.get();
	}

	private List<Row> rows(DropTargetEvent event) {
		return event.item instanceof TreeItem ? List.of() : rows.apply((TableItem) event.item);
	}

	/** What the resources under the mouse would do with files. */
	private String hint(List<Row> hit) {
		return hit.isEmpty() ? "" : contributions.kind(hit.getFirst().connection().kind(), hit.getFirst().id().kind()).map(k -> k.ui().dropHint(hit)).orElse("");
	}

	private List<String> ids(FleetNode node) {
		return switch (node) {
			case FleetNode.Engine engine -> List.of(engine.connection());
			case FleetNode.Kind kind -> console.fleet().engines().stream().map(e -> e.connection()).filter(c -> c.kind().equals(kind.kind())).map(c -> c.id()).toList();
		};
	}

	private final class Listener extends DropTargetAdapter {

		/** What the status line said last. */
		private List<Row> hovered = List.of();

		@Override
		public void dragEnter(DropTargetEvent event) {
			over(event);
		}

		@Override
		public void dragOperationChanged(DropTargetEvent event) {
			over(event);
		}

		@Override
		public void dragOver(DropTargetEvent event) {
			over(event);
		}

		private void over(DropTargetEvent event) {
			var targets = targets(event);
			event.detail = targets.isEmpty() ? DND.DROP_NONE : DND.DROP_COPY;
			event.feedback = event.item instanceof TableItem ? DND.FEEDBACK_SCROLL : DND.FEEDBACK_SELECT | DND.FEEDBACK_SCROLL | DND.FEEDBACK_EXPAND;
			hovered = rows(event);
			String hint = targets.isEmpty() ? Messages.Deploy_hover_none : hint(hovered);
			say(hint.isEmpty() ? Texts.format(Messages.Deploy_hover, Deployments.names(console, targets)) : hint);
		}

		@Override
		public void dragLeave(DropTargetEvent event) {
			say("");
		}

		@Override
		public void drop(DropTargetEvent event) {
			var targets = targets(event);
			var hit = rows(event);
			var rows = hit.isEmpty() ? hovered : hit; // a busy table may not tell the row at the drop itself
			boolean choose = !(event.item instanceof TreeItem);
			var control = ((DropTarget) event.widget).getControl();
			say("");
			if (event.data instanceof String[] files) {
				var paths = Arrays.stream(files).map(Path::of).toList();
				UiUpdates.later(control, () -> new Deployments(console, contributions, site).start(control, paths, targets, choose, rows));
			} else {
				String url = String.valueOf(event.data).lines().findFirst().orElse("");
				UiUpdates.later(control, () -> new Deployments(console, contributions, site).refuseUrl(control, url));
			}
		}

		private void say(String text) {
			site.getActionBars().getStatusLineManager().setMessage(text.isEmpty() ? null : text);
		}
	}
}
