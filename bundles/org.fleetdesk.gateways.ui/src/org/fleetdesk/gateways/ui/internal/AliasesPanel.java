package org.fleetdesk.gateways.ui.internal;

import java.time.Duration;
import java.util.List;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** What gateway and cloud tell each other: each alias with its value, its age and who wrote it. */
public final class AliasesPanel extends ReadPanel<List<AliasValue>> {

	private static final Duration EVERY = Duration.ofSeconds(10);
	private static final int SHOWN = 8;

	private Grid grid;
	private Button write;
	private Button history;
	private Button create;
	private List<AliasValue> aliases = List.of();

	public AliasesPanel() {
		super(Messages.Aliases_reading, EVERY);
	}

	@Override
	void make(Composite area) {
		grid = new Grid(area, Messages.Aliases, SHOWN, new String[] { Messages.Alias, Messages.Value, Messages.Age, Messages.Writer }, 108, 76, 46, 62);
		grid.table().addListener(SWT.Selection, e -> enable());
		grid.table().addListener(SWT.DefaultSelection, e -> history());
		var buttons = buttons(area);
		button(buttons, Messages.Alias_read, this::again);
		write = button(buttons, Messages.Alias_write, this::write);
		history = button(buttons, Messages.Alias_history, this::history);
		create = button(buttons, Messages.Alias_create, this::create);
	}

	@Override
	List<AliasValue> read(GatewaysSession session, Row about) throws Exception {
		return session.aliases(Related.productOf(about.id()), Related.serialOf(about.id()));
	}

	@Override
	String fill(List<AliasValue> found) {
		aliases = found;
		draw();
		return "";
	}

	private void draw() {
		grid.show(aliases.stream().map(a -> List.of(a.alias(), a.value().length() > 400 ? a.value().substring(0, 400) + "…" : a.value(), a.at().map(Texts::age).orElse(""),
				a.at().isEmpty() ? "" : a.byDevice() ? Messages.Writer_gateway : Messages.Writer_cloud)).toList());
		enable();
	}

	@Override
	void look(Row about) {
		draw(); // ages
	}

	private void enable() {
		boolean chosen = grid.selected() >= 0 && !row().stale();
		Palette.enable(write, chosen && aliases.get(grid.selected()).settable() && can(Gateways.WRITE_ALIAS));
		Palette.enable(history, chosen);
		Palette.enable(create, row() != null && !row().stale() && can(Gateways.CREATE_ALIASES));
	}

	private boolean can(String verb) {
		return row().resource().refusals().getOrDefault(verb, "").isEmpty();
	}

	private void write() {
		var alias = aliases.get(grid.selected());
		var dialog = new AliasDialog(grid.table().getShell(), row().name(), alias);
		if (dialog.ask()) {
			var parameters = Inputs.parameters().put("alias", alias.alias()).put("value", dialog.value());
			Tasks.start(grid.table(), new TaskRequest(1, Gateways.WRITE_ALIAS, Texts.format(Messages.Alias_task, alias.alias(), row().name()), target(), parameters));
		}
	}

	private void create() {
		Tasks.start(grid.table(), new TaskRequest(1, Gateways.CREATE_ALIASES, Texts.format(Messages.Alias_create_task, row().name()), target(), Inputs.parameters()));
	}

	private List<TaskTarget> target() {
		return List.of(new TaskTarget(row().id(), row().name()));
	}

	private void history() {
		if (grid.selected() >= 0) {
			new HistoryDialog(grid.table().getShell(), console(), row(), aliases.get(grid.selected()).alias()).open();
		}
	}
}
