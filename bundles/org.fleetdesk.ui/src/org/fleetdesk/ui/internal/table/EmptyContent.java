package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.ui.IWorkbenchSite;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Health;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.KindUi;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Commands;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.fleet.HealthWords;
import org.fleetdesk.ui.internal.shell.FleetStart;

/** What an empty table says, depending on the engines behind it. */
final class EmptyContent {

	private final Console console;
	private final IWorkbenchSite site;

	EmptyContent(Console console, IWorkbenchSite site) {
		this.console = console;
		this.site = site;
	}

	EmptyState.Content of(String engineKind, KindUi kind) {
		List<EngineView> engines = console.fleet().engines().stream().filter(e -> e.connection().kind().equals(engineKind)).toList();
		String label = console.engineKind(engineKind).map(k -> k.label()).orElse(engineKind);
		if (FleetStart.running() && engines.stream().noneMatch(e -> e.health().current())) {
			return new EmptyState.Content(Messages.Empty_starting, Messages.Empty_starting_more, List.of());
		}
		if (engines.isEmpty()) {
			return new EmptyState.Content(Texts.format(Messages.Empty_no_engine, label), Messages.Empty_no_engine_more,
					offers(Messages.Empty_add_connection, Commands.ADD_CONNECTION));
		}
		if (engines.stream().anyMatch(e -> e.health().current())) {
			return new EmptyState.Content(Texts.format(Messages.Empty_connected, names(engines)), Texts.plain(kind.emptySentence(engines.stream().filter(e -> e.health().current()).toList())), welcome(kind));
		}
		if (engines.stream().anyMatch(e -> e.health().status() == Health.Status.CONNECTING)) {
			return new EmptyState.Content("", Texts.format(Messages.Empty_connecting, names(engines)), List.of());
		}
		var first = engines.getFirst();
		var status = first.health().status();
		String heading = status == Health.Status.UNREACHABLE ? Texts.format(Messages.Empty_unreachable, first.connection().name())
				: Texts.format(Messages.Empty_refused, first.connection().name(), HealthWords.of(status));
		return new EmptyState.Content(heading, Texts.plain(first.health().lastError()),
				offers(Messages.Empty_add_connection, Commands.ADD_CONNECTION));
	}

	/** Three suggestions for a first start. */
	private List<EmptyState.Offer> welcome(KindUi kind) {
		var offers = new ArrayList<EmptyState.Offer>();
		var first = kind.offer().orElseGet(() -> new KindUi.Offer(Messages.Empty_deploy, Commands.DEPLOY));
		offers.addAll(offers(first.label(), first.command()));
		offers.addAll(offers(Messages.Empty_add_connection, Commands.ADD_CONNECTION));
		offers.addAll(offers(Messages.Empty_find, Commands.QUICK_ACCESS));
		return offers;
	}

	private List<EmptyState.Offer> offers(String label, String command) {
		return List.of(new EmptyState.Offer(label, () -> Commands.run(site, command)));
	}

	private static String names(List<EngineView> engines) {
		var online = engines.stream().filter(e -> e.health().current()).map(e -> e.connection().name()).toList();
		var names = online.isEmpty() ? engines.stream().map(e -> e.connection().name()).toList() : online;
		return names.size() <= 3 ? String.join(", ", names) : Texts.format(Messages.Empty_many, names.size());
	}
}
