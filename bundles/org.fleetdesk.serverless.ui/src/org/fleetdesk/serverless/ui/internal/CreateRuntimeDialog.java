package org.fleetdesk.serverless.ui.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Resource;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Asks for a new runtime, and for its engine where there are several. */
final class CreateRuntimeDialog extends SchemaDialog {

	private final List<EngineView> engines;
	private int chosen;
	private ObjectNode runtime;

	/**
	 * @param engines that can make one, at least one
	 * @param chosen  the place of the one that is chosen at first
	 */
	CreateRuntimeDialog(Shell shell, Console console, List<EngineView> engines, int chosen) {
		super(shell, console, Messages.Create_title, Messages.Create_heading,
				engines.size() == 1 ? Texts.format(Messages.Create_where, engines.getFirst().connection().name()) : Messages.Create_what, Messages.Create_button);
		this.engines = engines;
		this.chosen = chosen;
	}

	@Override
	protected void createHead(Composite area) {
		if (engines.size() == 1) {
			return;
		}
		label(area, Messages.Create_engine);
		var combo = new Combo(area, SWT.READ_ONLY);
		combo.setItems(engines.stream().map(e -> Texts.plain(e.connection().name())).toArray(String[]::new));
		combo.select(chosen);
		combo.addListener(SWT.Selection, e -> {
			if (combo.getSelectionIndex() != chosen) {
				chosen = combo.getSelectionIndex();
				read(engine().connection().id());
				check();
			}
		});
		GridDataFactory.fillDefaults().grab(true, false).applyTo(combo);
	}

	@Override
	protected void createFields(Composite area) {
		super.createFields(area);
		read(engine().connection().id());
	}

	private Set<String> names() {
		return engine().snapshot().map(s -> s.ofKind(Serverless.RUNTIME).stream().map(Resource::name).collect(Collectors.toSet())).orElseGet(HashSet::new);
	}

	@Override
	protected Map<String, String> initial() {
		var names = names();
		return Map.of(SchemaForm.NAME, IntStream.iterate(1, i -> i + 1).mapToObj(i -> "runtime-" + i).filter(n -> !names.contains(n)).findFirst().orElse(""));
	}

	@Override
	protected List<SchemaGroup> groups(SchemaForm made) {
		return made.groups();
	}

	@Override
	protected Predicate<SchemaField> fixed() {
		return field -> false;
	}

	/** A runtime is known by its name, here and to the task that makes it, though the engine would make one up. */
	@Override
	protected Map<String, String> problems(SchemaForm made, Map<String, String> values) {
		var problems = made.problems(values);
		if (made.fields().containsKey(SchemaForm.NAME)) {
			String name = values.getOrDefault(SchemaForm.NAME, "").strip();
			if (name.isEmpty()) {
				problems.put(SchemaForm.NAME, Messages.Name_missing);
			} else if (names().contains(name)) {
				problems.put(SchemaForm.NAME, Messages.Name_taken);
			}
		}
		return problems;
	}

	@Override
	protected void okPressed() {
		runtime = form().runtime(values());
		super.okPressed();
	}

	EngineView engine() {
		return engines.get(chosen);
	}

	/** The inside of {@code SERVERLESS_RUNTIME}. */
	ObjectNode runtime() {
		return runtime;
	}
}
