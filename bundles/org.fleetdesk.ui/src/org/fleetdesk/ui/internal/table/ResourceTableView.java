package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.KindUi;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Commands;
import org.fleetdesk.ui.internal.KeyContexts;
import org.fleetdesk.ui.internal.actions.ActionMenu;
import org.fleetdesk.ui.internal.deploy.FileDrops;
import org.fleetdesk.ui.internal.tasks.TaskList;

import jakarta.inject.Inject;

/**
 * The view of one kind of resource. A key binding context with the id of the declaring bundle is active while it is used, those with the id of the view and
 * {@code org.fleetdesk.ui.resources} while its table has the focus. Declared by the domain with injection and the kind as data:
 * {@code class="org.fleetdesk.ui/org.fleetdesk.ui.internal.table.ResourceTableView:so3/container" inject="true"}.
 */
public final class ResourceTableView extends ViewPart {

	@Inject
	private Console console;
	@Inject
	private Contributions contributions;
	@Inject
	private TaskList tasks;

	private final List<Registration> registrations = new ArrayList<>();
	private String engineKind;
	private String resourceKind;
	private KindUi kind;
	private IMemento memento;
	private RowSource source;
	private ResourceTable table;
	private UiUpdates updates;

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		super.setInitializationData(element, property, data);
		String[] kinds = String.valueOf(data).split("/");
		engineKind = kinds[0];
		resourceKind = kinds[1];
	}

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
	}

	@Override
	public void createPartControl(Composite parent) {
		var contribution = contributions.kind(engineKind, resourceKind)
				.orElseThrow(() -> new IllegalStateException("no org.fleetdesk.ui.kinds for " + engineKind + "/" + resourceKind));
		kind = contribution.ui();
		source = new RowSource(engineKind, resourceKind);
		var repaints = new UiUpdates(parent, () -> table.repaint());
		var activity = new Activity(tasks, repaints::request);
		updates = new UiUpdates(parent, this::update);
		registrations.add(activity);
		table = new ResourceTable(parent, kind, contribution.stateful(), activity::of, this::empty, this::counted);
		if (memento != null) {
			table.restore(memento);
		}
		getSite().setSelectionProvider(table.selection());
		makeMenu();
		new FileDrops(getViewSite(), console, contributions, this::deployTargets, this::dropRows).install(table.table(), table.body());
		new KeyContexts(getSite(), "org.fleetdesk.ui.resources", getSite().getId()).follow(table.table());
		KeyContexts.ofView(getSite(), getSite().getPluginId());
		table.table().addListener(SWT.DefaultSelection, e -> Commands.run(getSite(), kind.openCommand()));
		registrations.add(console.fleet().addListener((connections, events) -> updates.request()));
		registrations.add(console.connections().addListener(updates::request));
		update();
	}

	private String counted(int number) {
		return console.engineKind(engineKind).flatMap(k -> k.resourceKinds().stream().filter(r -> r.id().equals(resourceKind)).findFirst())
				.map(r -> Texts.format("{0} {1}", number, number == 1 ? r.label() : r.plural())).orElse(Texts.format("{0}", number));
	}

	private List<String> deployTargets() {
		return console.fleet().engines().stream().map(e -> e.connection()).filter(c -> c.kind().equals(engineKind)).map(c -> c.id()).toList();
	}

	/** The selected resources when one of them is hit. Where files mean resources before they mean engines, another row stands for itself, and the room beside rows for all that a filter shows. */
	private List<Row> dropRows(TableItem hit) {
		if (hit != null && hit.getParent().isSelected(hit.getParent().indexOf(hit))) {
			return ((TableSelection) table.selection()).rows();
		}
		if (contributions.filePlan(engineKind).isEmpty()) {
			return List.of();
		}
		return hit == null ? table.filtered() : hit.getData() instanceof Row row ? List.of(row) : List.of();
	}

	private void makeMenu() {
		var menu = new MenuManager();
		menu.setRemoveAllWhenShown(true);
		menu.addMenuListener(m -> {
			new ActionMenu(console, contributions, getSite()).fill(menu, ((TableSelection) table.selection()).rows());
			menu.add(new Separator("additions"));
		});
		Control control = table.table();
		control.setMenu(menu.createContextMenu(control));
		getSite().registerContextMenu("org.fleetdesk.ui.table", menu, table.selection());
		getSite().registerContextMenu(getSite().getId(), menu, table.selection());
	}

	private void update() {
		var engines = console.fleet().engines();
		table.update(() -> source.next(engines, System.nanoTime()), engines.stream().mapToInt(source::size).sum());
	}

	private EmptyState.Content empty() {
		return new EmptyContent(console, getSite()).of(engineKind, kind);
	}

	/** Selects and shows these resources. */
	public void select(List<ResourceId> ids) {
		table.select(ids);
	}

	/** Opens the menu in which the columns are chosen. */
	public void showColumnMenu() {
		table.showColumnMenu();
	}

	@Override
	public void saveState(IMemento saved) {
		table.save(saved);
	}

	@Override
	public void setFocus() {
		table.setFocus();
	}

	@Override
	public void dispose() {
		registrations.forEach(Registration::close);
		super.dispose();
	}
}
