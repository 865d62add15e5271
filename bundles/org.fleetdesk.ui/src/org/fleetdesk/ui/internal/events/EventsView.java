package org.fleetdesk.ui.internal.events;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
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
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Registration;
import org.fleetdesk.files.Severity;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.table.EmptyState;

import jakarta.inject.Inject;

/** What happened in the fleet, newest first. */
public final class EventsView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.events";

	@Inject
	private Console console;

	private Registration registration;
	private EventFilterBar bar;
	private Composite body;
	private StackLayout stack;
	private EmptyState empty;
	private TableViewer viewer;
	private LocalResourceManager images;
	private int seen;
	private FleetEvent last;
	/** Those that match, oldest first. */
	private List<FleetEvent> events = List.of();

	/** Opens the view with the events of an engine, and of these only those with the text. */
	public static void show(String connection, String text) {
		var page = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage();
		try {
			((EventsView) page.showView(ID)).bar.set(new EventFilter(Optional.of(connection), Severity.INFO, text));
		} catch (PartInitException e) {
			Errors.show(page.getWorkbenchWindow().getShell(), Messages.Find_cannot_open, e);
		}
	}

	@Override
	public void createPartControl(Composite parent) {
		GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(parent);
		bar = new EventFilterBar(parent, this::update);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
		body = new Composite(parent, SWT.NONE);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(body);
		stack = new StackLayout();
		body.setLayout(stack);
		empty = new EmptyState(body);
		viewer = new TableViewer(body, SWT.VIRTUAL | SWT.MULTI | SWT.FULL_SELECTION);
		images = new LocalResourceManager(JFaceResources.getResources(), viewer.getTable());
		viewer.getTable().setHeaderVisible(true);
		viewer.setContentProvider((ILazyContentProvider) index -> {
			if (index < events.size()) {
				viewer.replace(at(index), index);
			}
		});
		column(Messages.Events_time, 110, e -> Texts.time(e.time()), e -> Texts.dateTime(e.time()));
		column(Messages.Table_engine, 120, this::engine, e -> null);
		column(Messages.Events_text, 620, e -> Texts.plain(e.text()), e -> Texts.plain(e.text()));
		ColumnViewerToolTipSupport.enableFor(viewer);
		viewer.setInput(this);
		viewer.getTable().addListener(SWT.KeyDown, e -> {
			if (e.keyCode == 'c' && e.stateMask == SWT.MOD1) {
				copy();
			}
		});
		var updates = new UiUpdates(parent, this::updateWhenNew);
		registration = console.fleet().addListener((connections, now) -> updates.request());
		update();
	}

	/** The name that the engine has, or had when its connection is gone. */
	private String engine(FleetEvent event) {
		return Texts.plain(console.fleet().engine(event.connection()).map(e -> e.connection().name()).orElse(event.engine()));
	}

	private List<Connection> engines() {
		return console.fleet().engines().stream().map(EngineView::connection).toList();
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

	/** An engine that only answers once more changes nothing here. */
	private void updateWhenNew() {
		var all = console.fleet().events();
		if (all.size() != seen || !all.isEmpty() && !all.getLast().equals(last) || !engines().equals(bar.engines())) {
			update();
		}
	}

	/** Marks are taken away first, because GTK hangs when a table shrinks past its selection. */
	private void update() {
		bar.setEngines(engines());
		var filter = bar.filter();
		var all = console.fleet().events();
		var matching = all.stream().filter(e -> filter.matches(e, this::engine)).toList();
		Table table = viewer.getTable();
		var marked = Arrays.stream(table.getSelectionIndices()).mapToObj(this::at).toList();
		int top = table.getTopIndex();
		boolean followsTop = top == 0;
		int added = matching.size() - events.size();
		events = matching;
		table.deselectAll();
		viewer.setItemCount(events.size());
		table.clearAll();
		marked.stream().map(events::lastIndexOf).filter(i -> i >= 0).forEach(i -> table.select(events.size() - 1 - i));
		if (!followsTop && added > 0) {
			table.setTopIndex(top + added); // what is being read stays where it is
		}
		seen = all.size();
		last = all.isEmpty() ? null : all.getLast();
		bar.setCount(events.size(), all.size());
		empty.show(all.isEmpty() ? new EmptyState.Content("", Messages.Events_empty, List.of()) : new EmptyState.Content("", Messages.Events_none_match,
				List.of(new EmptyState.Offer(Messages.Table_clear_filter, () -> bar.set(EventFilter.ALL)))));
		var shown = events.isEmpty() ? empty : table;
		if (stack.topControl != shown) {
			stack.topControl = shown;
			body.layout();
		}
	}

	/** Newest first. */
	private FleetEvent at(int index) {
		return events.get(events.size() - 1 - index);
	}

	private void copy() {
		var text = new StringBuilder();
		for (int index : viewer.getTable().getSelectionIndices()) {
			var event = at(index);
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
		bar.field().setFocus();
	}

	@Override
	public void dispose() {
		if (registration != null) {
			registration.close();
		}
		super.dispose();
	}
}
