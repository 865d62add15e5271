package org.fleetdesk.ui.internal.events;

import java.util.List;
import java.util.function.Function;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ILazyContentProvider;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Registration;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.table.EmptyState;

import jakarta.inject.Inject;

/** What happened in the fleet, newest first. */
public final class EventsView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.events";

	@Inject
	private Console console;

	private Registration registration;
	private Composite body;
	private StackLayout stack;
	private EmptyState empty;
	private TableViewer viewer;
	private LocalResourceManager images;
	private List<FleetEvent> events = List.of();

	@Override
	public void createPartControl(Composite parent) {
		body = new Composite(parent, SWT.NONE);
		stack = new StackLayout();
		body.setLayout(stack);
		empty = new EmptyState(body);
		empty.show(new EmptyState.Content("", Messages.Events_empty, List.of()));
		viewer = new TableViewer(body, SWT.VIRTUAL | SWT.MULTI | SWT.FULL_SELECTION);
		images = new LocalResourceManager(JFaceResources.getResources(), viewer.getTable());
		viewer.getTable().setHeaderVisible(true);
		viewer.setContentProvider((ILazyContentProvider) index -> {
			if (index < events.size()) {
				viewer.replace(events.get(events.size() - 1 - index), index);
			}
		});
		column(Messages.Events_time, 110, e -> Texts.time(e.time()), e -> Texts.dateTime(e.time()));
		column(Messages.Table_engine, 120, e -> engine(e), e -> null);
		column(Messages.Events_text, 620, e -> Texts.plain(e.text()), e -> Texts.plain(e.text()));
		ColumnViewerToolTipSupport.enableFor(viewer);
		viewer.setInput(this);
		viewer.getTable().addListener(SWT.KeyDown, e -> {
			if (e.keyCode == 'c' && e.stateMask == SWT.MOD1) {
				copy();
			}
		});
		var updates = new UiUpdates(parent, this::update);
		registration = console.fleet().addListener((connections, now) -> {
			if (!now.isEmpty()) {
				updates.request();
			}
		});
		update();
	}

	private String engine(FleetEvent event) {
		return console.fleet().engine(event.connection()).map(e -> e.connection().name()).orElse("");
	}

	private void column(String title, int width, Function<FleetEvent, String> text, Function<FleetEvent, String> tip) {
		var column = new TableViewerColumn(viewer, SWT.LEFT);
		column.getColumn().setText(title);
		column.getColumn().setWidth(width);
		boolean first = viewer.getTable().getColumnCount() == 1;
		column.setLabelProvider(new ColumnLabelProvider() {
			@Override
			public String getText(Object element) {
				return text.apply((FleetEvent) element);
			}

			@Override
			public Image getImage(Object element) {
				var severity = ((FleetEvent) element).severity();
				return first ? images.create(Shape.of(severity).image(Palette.of(viewer.getTable()).severity(severity))) : null;
			}

			@Override
			public String getToolTipText(Object element) {
				return tip.apply((FleetEvent) element);
			}
		});
	}

	/** The list only grows until it is full; marks are taken away first, because GTK hangs when a table shrinks past its selection. */
	private void update() {
		Table table = viewer.getTable();
		int added = console.fleet().events().size() - events.size();
		int[] marked = table.getSelectionIndices();
		events = console.fleet().events();
		table.deselectAll();
		viewer.setItemCount(events.size());
		table.clearAll();
		if (added > 0) {
			for (int index : marked) {
				table.select(index + added);
			}
		}
		var top = events.isEmpty() ? empty : table;
		if (stack.topControl != top) {
			stack.topControl = top;
			body.layout();
		}
	}

	private void copy() {
		var text = new StringBuilder();
		for (int index : viewer.getTable().getSelectionIndices()) {
			var event = events.get(events.size() - 1 - index);
			text.append(event.time()).append('\t').append(engine(event)).append('\t').append(Texts.plain(event.text())).append('\n');
		}
		if (!text.isEmpty()) {
			var clipboard = new Clipboard(body.getDisplay());
			clipboard.setContents(new Object[] { text.toString() }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
	}

	@Override
	public void setFocus() {
		stack.topControl.setFocus();
	}

	@Override
	public void dispose() {
		if (registration != null) {
			registration.close();
		}
		super.dispose();
	}
}
